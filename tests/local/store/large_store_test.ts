// What holds for a small store holds for a large one: R4, R5 and R14 again, in CI beside 1,000 runs and
// 100,000 points. RUNLOG_RUNS and RUNLOG_POINTS ask for more, RUNLOG_TRIALS for more flipped bits.
import { createHash } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import { assert, assertEquals, assertGreater, assertRejects } from "@std/assert";
import { getMetricHistory, getRun, listRuns, searchRuns, startRun } from "../../../mod.ts";
import { checkStore, localSession } from "../../../src/local.ts";
import { type ScriptRuntime, startScript } from "../../support/children.ts";
import { copyFolder } from "../../support/copy_folder.ts";
import { dice, SEED } from "../../support/dice.ts";
import { fillStore } from "../../support/fill_store.ts";
import { seriesOf } from "../../support/points.ts";
import { smallDisk } from "../../support/small_disk.ts";
import { inFolder } from "../../support/temporary_folder.ts";
import { openStore } from "../test_service.ts";

const RUNS = Number(Deno.env.get("RUNLOG_RUNS") ?? 1_000);
const POINTS = Number(Deno.env.get("RUNLOG_POINTS") ?? 100_000);
const TRIALS = Number(Deno.env.get("RUNLOG_TRIALS") ?? 12);
const SIZE = `${RUNS.toLocaleString("en-US")} runs and ${POINTS.toLocaleString("en-US")} points`;
const EXPERIMENT = "large";
const LONG_RUN = { experimentName: EXPERIMENT, runName: "r7" };
const BATCH = 5_000;

/** Fills a folder's store: many runs, of which one has nearly all of the points. */
async function fill(folder: string): Promise<void> {
  const store = openStore(folder);
  try {
    const names = { parameters: ["lr", "depth"], metrics: ["loss"] };
    await fillStore(store, { experimentName: EXPERIMENT, runs: RUNS, ...names });
    for (let start = 0; start < POINTS; start += BATCH) {
      const batch = seriesOf(
        `${EXPERIMENT}-r7`,
        `curve-${start / BATCH % 100}`,
        Array.from({ length: BATCH }, (_, index) => Math.sin(start + index)),
      );
      await store.write(({ points }) => points.put(batch, start));
    }
  } finally {
    await store.close();
  }
}

/** The newest hundred runs, and the last values of one that has many points. */
async function look(path: string): Promise<unknown> {
  await using session = await localSession({ path });
  const first: unknown[] = [];
  for await (const run of listRuns({ experimentName: EXPERIMENT, session })) {
    first.push(run);
    if (first.length === 100) break;
  }
  const { values } = await getMetricHistory(LONG_RUN, "curve-0", { session });
  return { first, last: values.slice(-100) };
}

Deno.test(`4 processes of three runtimes record 8 runs each beside ${SIZE}, and no point is lost (R14)`, () =>
  inFolder(async (folder) => {
    await fill(folder);
    const before = await look(folder);
    const processes: readonly ScriptRuntime[] = ["deno", "bun", "node", "deno"];
    const waits = await Promise.all(processes.map(async (runtime, index) => {
      const args = [folder, `p${index}`, "8", "1000"];
      const child = await startScript(runtime, "tests/local/store/many_runs_child.ts", args);
      const { code, stdout, stderr } = await child.output();
      assertEquals(code, 0, new TextDecoder().decode(stderr));
      return Number(new TextDecoder().decode(stdout));
    }));
    await using session = await localSession({ path: folder });
    const found = await Array.fromAsync(searchRuns({ experimentName: "crowd", session }));
    assertEquals(found.length, 32);
    for (const { runName, status, metrics } of found) {
      const { count, min, max } = metrics["loss"] ?? {};
      assertEquals([status, count, min, max], ["Completed", 1_000, 0, 999], runName);
    }
    assertEquals(await look(folder), before);
    const longest = Math.max(...waits).toFixed(0);
    console.log(`R14 beside ${SIZE}: 32 runs, 0 lost; the longest flush took ${longest} ms`);
  }));

Deno.test(`a disk that fills up beside ${SIZE} is named, costs nothing, and is got over once there is space (R4)`, () =>
  inFolder(async (folder) => {
    await fill(folder);
    const before = await look(folder);
    const { size } = await Deno.stat(`${folder}/runlog.db`);
    await using disk = await smallDisk(Math.ceil(size / 2 ** 20) + 6);
    if (!disk) return;
    const path = `${disk.path}/store`;
    await copyFolder(folder, path);
    const ballast = `${disk.path}/ballast`;
    await Deno.writeFile(ballast, new Uint8Array(3_000_000));
    const acknowledged = await fillUp(path, ballast);
    assertEquals(await look(path), before);
    console.log(`R4 beside ${SIZE}: ${acknowledged} points kept, 0 lost`);
  }));

Deno.test(`a flipped bit of a database of ${SIZE} is found by the check, or changes no row (R5)`, () =>
  inFolder(async (folder) => {
    const whole = `${folder}/whole`;
    await fill(whole);
    const expected = rowsOf(whole);
    const random = dice(SEED);
    const { size } = await Deno.stat(`${whole}/runlog.db`);
    let [found, harmless] = [0, 0];
    const silent: string[] = [];
    for (let trial = 0; trial < TRIALS; trial++) {
      const copy = `${folder}/copy`;
      await copyFolder(whole, copy);
      const at = Math.floor(random() * size);
      const bit = Math.floor(random() * 8);
      flip(`${copy}/runlog.db`, at, bit);
      const damage = await checkStore(copy).then(
        (report) => report.damage,
        (error) => [`${error}`],
      );
      if (damage.length > 0) found++;
      else if (rowsOf(copy) === expected) harmless++;
      else silent.push(`bit ${bit} of byte ${at}`);
      await Deno.remove(copy, { recursive: true });
    }
    console.log(
      `R5, ${SIZE}: ${TRIALS} trials, ${silent.length} failures (${found} found, ${harmless} harmless; seed ${SEED})`,
    );
    assertEquals(silent, []);
  }));

/** Records until the disk is full, goes on once there is space, and gives how many points were kept. */
async function fillUp(path: string, ballast: string): Promise<number> {
  await using session = await localSession({ path });
  const names = { experimentName: "full", runName: "r" };
  const run = await startRun({ ...names, session, captureEnvironment: false });
  let acknowledged = 0;
  const error = await assertRejects(async () => {
    for (let step = 0;; step++) {
      run.logMetric("loss", step, { step });
      if (step % 1_000 !== 999) continue;
      await run.flush({ timeoutMs: 2_000 });
      acknowledged = step + 1;
    }
  });
  assert(/full|space/i.test(String(error)), String(error));
  assertGreater(acknowledged, 0);
  await Deno.remove(ballast);
  run.logMetric("after", 1, { step: 0 });
  await run.close();
  const { values } = await getMetricHistory(names, "loss", { session });
  assertEquals(
    values.subarray(0, acknowledged),
    Float64Array.from({ length: acknowledged }, (_, step) => step),
  );
  const record = await getRun(names, { session });
  assertEquals([record.status, record.metrics["after"]?.last], ["Completed", 1]);
  return acknowledged;
}

/** Flips a bit in place: a large file is not read whole for it. */
function flip(path: string, at: number, bit: number): void {
  using file = Deno.openSync(path, { read: true, write: true });
  const byte = new Uint8Array(1);
  file.seekSync(at, Deno.SeekMode.Start);
  file.readSync(byte);
  byte[0] = (byte[0] ?? 0) ^ (1 << bit);
  file.seekSync(at, Deno.SeekMode.Start);
  file.writeSync(byte);
}

/** A digest of every row of every table, read without the library. */
function rowsOf(folder: string): string {
  const database = new DatabaseSync(`${folder}/runlog.db`, { readOnly: true });
  try {
    const digest = createHash("sha256");
    const tables = database.prepare(
      "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name",
    );
    for (const { name } of tables.all()) {
      digest.update(String(name));
      const rows = database.prepare(`SELECT * FROM "${name}"`);
      rows.setReadBigInts(true);
      for (const row of rows.iterate()) digest.update(Object.values(row).join("\u0001"));
    }
    return digest.digest("hex");
  } catch (error) {
    return String(error);
  } finally {
    database.close();
  }
}
