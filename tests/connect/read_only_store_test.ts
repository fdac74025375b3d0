import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { startRun } from "../../mod.ts";
import { localSession } from "../../src/local.ts";
import { bundleForProcess } from "../support/bundle.ts";
import { filesOf } from "../support/folder_state.ts";
import { READ_ONLY_WAYS, type ReadOnlyWay } from "../support/read_only.ts";
import { RUNTIMES } from "../support/runtimes.ts";
import { inFolder } from "../support/temporary_folder.ts";
import { requireTool, runTool } from "../support/tools.ts";

const POINTS = [3, 2, 1];

/** The files of a database that a process leaves, by how it ends. */
const ENDS = {
  closed: [""],
  killed: ["", "-wal", "-shm"],
  "killed, without the index of its log": ["", "-wal"],
} as const;
type End = keyof typeof ENDS;

/** Records a run, and copies its store as a process of each end would have left it. */
async function recordStores(folder: string): Promise<void> {
  await Deno.mkdir(`${folder}/stores`);
  {
    await using session = await localSession({ path: `${folder}/original` });
    const names = { experimentName: "demo", runName: "first" };
    await using run = await startRun({ ...names, session, captureEnvironment: false });
    run.logParameter("lr", 0.5);
    await run.logText("the note", { name: "note.txt" });
    for (const [step, value] of POINTS.entries()) run.logMetric("loss", value, { step });
    await run.close();
    // The last points are in the log only.
    await copyStore(folder, "killed");
    await copyStore(folder, "killed, without the index of its log");
  }
  await copyStore(folder, "closed");
}

async function copyStore(folder: string, end: End): Promise<void> {
  const copy = `${folder}/stores/${end}`;
  await Deno.mkdir(copy);
  await requireTool("cp", ["-r", `${folder}/original/objects`, copy]);
  for (const suffix of ENDS[end]) {
    await Deno.copyFile(`${folder}/original/runlog.db${suffix}`, `${copy}/runlog.db${suffix}`);
  }
}

async function readStores(folder: string, way: ReadOnlyWay, program: readonly string[]) {
  await recordStores(folder);
  // Where only new files are refused, SQLite needs none if the log has its index.
  const ends = (Object.keys(ENDS) as End[])
    .filter((end) => !way.filesAreWritable || end !== "killed");
  const paths = ends.map((end) => `${folder}/stores/${end}`);
  const [command = "", ...args] = await way.command(`${folder}/stores`, program);
  const before = await Promise.all(paths.map(filesOf));
  const { code, output } = await runTool(command, [...args, folder, ...paths]);
  assertEquals(code, 0, output);
  const found = JSON.parse(output.trim().split("\n").at(-1) ?? "");
  for (const [at, path] of paths.entries()) {
    const { refusals, ...facts } = found[at];
    assertEquals(facts, {
      experiments: ["demo"],
      runs: [["first", 0.5]],
      found: ["first"],
      points: POINTS,
      text: "the note",
      table: 3,
      damage: [],
      copied: [["created"], POINTS],
    }, path);
    assertEquals(refusals.length, 3);
    for (const [name, message] of refusals) {
      assertEquals(name, "StoreReadOnlyError", message);
      assertMatch(message, way.reason);
      assertStringIncludes(message, `"${path}"`);
    }
    assertEquals(await Deno.readTextFile(`${folder}/${at}-note.txt`), "the note");
    assertEquals(await filesOf(path), before[at]);
  }
  await way.restore(`${folder}/stores`);
}

for (const [runtime, programOf] of Object.entries(RUNTIMES)) {
  Deno.test(`in ${runtime}, a store that may only be read is read whole, and a write says why it is refused`, (t) =>
    inFolder(async (folder) => {
      const script = await bundleForProcess("tests/connect/read_only_child.ts", folder);
      const program = [...await programOf(), script];
      for (const way of READ_ONLY_WAYS) {
        await t.step(way.name, () => inFolder((place) => readStores(place, way, program)));
      }
    }));
}
