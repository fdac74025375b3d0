import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { bundleForProcess } from "../../support/bundle.ts";
import { range } from "../../support/numbers.ts";
import { smallDisk } from "../../support/small_disk.ts";
import { inFolder } from "../../support/temporary_folder.ts";
import { bunPath, nodePath } from "../../support/tools.ts";
import type { FullDisk } from "./full_disk_child.ts";

const RUNTIMES = {
  Deno: (script: string) => [Deno.execPath(), "run", "--quiet", "-A", script],
  Bun: async (script: string) => [await bunPath(), script],
  Node: async (script: string) => [await nodePath(), script],
};

for (const [name, commandOf] of Object.entries(RUNTIMES)) {
  Deno.test(`a disk that fills up is named at the call, points wait for space, and all are kept, in ${name}`, async () => {
    await using disk = await smallDisk(4);
    if (!disk) return;
    const told = await inFolder(async (folder) => {
      const script = await bundleForProcess("tests/local/store/full_disk_child.ts", folder);
      const [program = "", ...args] = await commandOf(script);
      const { code, stdout, stderr } = await new Deno.Command(program, {
        args: [...args, disk.path],
      }).output();
      assertEquals(code, 0, new TextDecoder().decode(stderr));
      return JSON.parse(new TextDecoder().decode(stdout)) as FullDisk;
    });
    const { errors, warnings } = told;
    const said = `Cannot use store "${disk.path}/store": its disk is full`;
    for (const call of ["start", "file"] as const) {
      assertEquals(errors[call][0], "StoreFullError", errors[call].join());
    }
    for (const [call, [, text = ""]] of Object.entries(errors)) {
      assertStringIncludes(text, said, call);
    }
    assert(warnings.some((text) => text.includes(said)), warnings.join("\n"));
    assert(told.acknowledged > 0);
    assertEquals(told.steps, range(told.logged));
    assertEquals(told.status, "Completed");
    assertEquals(told.texts, ["kept", "later"]);
  });
}
