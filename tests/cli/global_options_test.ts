import { assertEquals, assertStringIncludes } from "@std/assert";
import { afterCommand } from "../../src/cli/global_options.ts";
import { runlogInProcess } from "../support/command_line.ts";
import { inFolder } from "../support/temporary_folder.ts";
import { VERSION } from "../../src/version.ts";

Deno.test("options of every command may stand before its name", () => {
  assertEquals(afterCommand(["--session", "x", "--json", "list", "e"]), [
    ...["list", "--session", "x", "--json", "e"],
  ]);
  assertEquals(afterCommand(["--session=x", "list"]), ["list", "--session=x"]);
  assertEquals(afterCommand(["list", "--json"]), ["list", "--json"]);
  for (const args of [[], ["--json"], ["--session"], ["--nonsense", "list"], ["--help"]]) {
    assertEquals(afterCommand(args), args);
  }
});

Deno.test("runlog --version prints the version, and a session before the command is the command's", () =>
  inFolder(async (folder) => {
    const version = await runlogInProcess(["--version"]);
    assertEquals([version.code, version.stdout], [0, `${VERSION}\n`]);
    const store = `local:${folder}/store`;
    const listed = await runlogInProcess(["--session", store, "list"]);
    // It is the store that the command looks for.
    assertEquals(listed.code, 1);
    assertStringIncludes(listed.stderr, `${folder}/store`);
    assertEquals((await runlogInProcess(["--nonsense", "list"])).code, 2);
  }));
