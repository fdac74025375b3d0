import { assertEquals } from "@std/assert";
import { getMetricHistory, listRuns, withRun } from "../../mod.ts";
import { localSession } from "../../src/local.ts";
import { bundleForProcess } from "../support/bundle.ts";
import fc from "../support/fast_check.ts";
import { READ_ONLY_WAYS } from "../support/read_only.ts";
import { RUNTIMES } from "../support/runtimes.ts";
import { inFolder } from "../support/temporary_folder.ts";
import { requireTool } from "../support/tools.ts";
import { storeFolder } from "../../src/connect/store_folder.ts";

/** A name with what has a meaning in URIs, shells and SQLite. */
const ODD = "a b%41#c?d=e&mode=memory;é漢🙂'\"";

Deno.test("a folder written in many ways is one store in every runtime", () =>
  inFolder(async (folder) => {
    const home = await Deno.realPath(folder);
    const script = await bundleForProcess("tests/connect/store_folder_child.ts", home);
    await Deno.mkdir(`${home}/work`);
    await Deno.mkdir(`${home}/elsewhere/deep`, { recursive: true });
    await Deno.mkdir(`${home}/${ODD}`);
    await Deno.symlink(`${home}/${ODD}`, `${home}/link`);
    await Deno.symlink(`${home}/elsewhere/deep`, `${home}/work/away`);
    const ways = [
      `${home}/${ODD}`,
      `${home}/${ODD}//`,
      `~/${ODD}`,
      `../${ODD}`,
      `./../${ODD}/.`,
      "../link",
      // The system resolves the link first, and then goes up from where it leads.
      `away/../../${ODD}`,
    ];
    for (const [runtime, programOf] of Object.entries(RUNTIMES)) {
      const [command = "", ...args] = await programOf();
      const options = { cwd: `${home}/work`, env: { HOME: home } };
      const output = await requireTool(command, [...args, script, runtime, ...ways], options);
      const paths: readonly string[] = JSON.parse(output.trim().split("\n").at(-1) ?? "");
      for (const path of paths) assertEquals(await Deno.realPath(path), `${home}/${ODD}`);
    }
    await using session = await localSession({ path: `${home}/${ODD}` });
    const runs = await Array.fromAsync(listRuns({ experimentName: "demo", session }));
    assertEquals(runs.length, ways.length * Object.keys(RUNTIMES).length);
    const left = Array.from(Deno.readDirSync(`${home}/work`), ({ name }) => name);
    assertEquals(left, ["away"]);
  }));

const [mount] = READ_ONLY_WAYS;

Deno.test("a store with any letters in its path is read from a read-only mount", () =>
  inFolder(async (folder) => {
    const script = await bundleForProcess("tests/connect/read_path_child.ts", folder);
    const path = `${folder}/${ODD}`;
    {
      await using session = await localSession({ path });
      const names = { experimentName: "demo", runName: "first" };
      await withRun({ ...names, session }, (run) => run.logMetric("loss", 7));
      assertEquals((await getMetricHistory(names, "loss", { session })).values[0], 7);
    }
    for (const [runtime, programOf] of Object.entries(RUNTIMES)) {
      const [command = "", ...args] = await mount?.command(path, await programOf()) ?? [];
      const output = await requireTool(command, [...args, script, path]);
      assertEquals(output.trim().split("\n").at(-1), "7", runtime);
    }
  }));

Deno.test("storeFolder() makes any path absolute, and a second time changes nothing", () => {
  const part = fc.oneof(
    fc.constantFrom(".", "..", "runlog", "~", "a b", "ä%20#?"),
    fc.string({ minLength: 1, maxLength: 5 }).filter((text) => !/[\\/\0]/.test(text)),
  );
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), fc.boolean(), (parts, root) => {
      const path = `${root ? "/" : ""}${parts.join("/")}`;
      const absolute = storeFolder(path);
      assertEquals(absolute.startsWith("/"), true, absolute);
      assertEquals(storeFolder(absolute), absolute);
      if (root) assertEquals(absolute, path);
    }),
  );
});
