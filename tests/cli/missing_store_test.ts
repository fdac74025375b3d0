import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { withRun } from "../../mod.ts";
import type { Context } from "../../src/cli/context.ts";
import { buildProgram } from "../../src/cli/program.ts";
import { localSession } from "../../src/local.ts";
import { runlogInProcess } from "../support/command_line.ts";
import { filesOf } from "../support/folder_state.ts";
import { inFolder } from "../support/temporary_folder.ts";

/** The commands with arguments; each of them reads a store. */
const COMMANDS: readonly (readonly string[])[] = [
  ["list"],
  ["list", "demo", "--where", "loss < 1"],
  ["show", "demo", "first"],
  ["compare", "demo"],
  ["compare", "demo", "first", "second"],
  ["best", "demo", "--metric", "loss", "--goal", "minimize"],
  ["export", "demo"],
  ["export", "demo", "--metrics"],
  ["sync", "--to", "local:/nowhere/else"],
  ["ui"],
  ["delete", "demo", "--yes"],
  ["delete", "demo", "first", "--yes"],
  ["doctor"],
  ["doctor", "--fix"],
  ["history", "demo", "first", "loss"],
  ["download", "demo", "first"],
  ["watch", "demo", "first"],
  ["wait", "demo"],
  ["archive", "demo", "first"],
  ["restore", "demo", "first"],
  ["rename", "demo", "first", "name"],
  ["note", "demo", "first", "text"],
  ["tag", "demo", "first", "team=a"],
];

/** Commands that make a store, or need none. */
const OTHERS: readonly string[] = ["exec", "import", "serve", "complete", "completion"];

Deno.test("every command is known to read a store or not", () => {
  // Commands use it only when they run.
  const program = buildProgram({} as Context, { stdout: { write() {} }, stderr: { write() {} } });
  const names = program.commands.map((command) => command.name());
  const known = new Set([...COMMANDS.map(([name = ""]) => name), ...OTHERS]);
  assertEquals(names.filter((name) => !known.has(name)), []);
});

for (const command of COMMANDS) {
  Deno.test(`runlog ${command.join(" ")} makes nothing in a folder without a store, and says so`, () =>
    inFolder(async (folder) => {
      const path = `${folder}/runs`;
      const { code, stderr } = await runlogInProcess([...command, "--session", `local:${path}`]);
      assertEquals(code, 1, stderr);
      assertStringIncludes(stderr, `error: There is no store in ${path}`);
      assertEquals(await filesOf(folder), new Map());
    }));
}

Deno.test("runlog list names the store nearby", () =>
  inFolder(async (folder) => {
    await using session = await localSession({ path: `${folder}/runlog` });
    await withRun({ experimentName: "demo", session }, () => {});
    const { stderr } = await runlogInProcess(["list", "--session", `local:${folder}`]);
    assertMatch(stderr, /The nearest store is in .+\/runlog: pass that path, or --session local:/);
    assertStringIncludes(stderr, `--session local:${folder}/runlog`);
  }));
