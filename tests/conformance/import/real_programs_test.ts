import { assert, assertEquals } from "@std/assert";
import {
  getMetricHistory,
  getRun,
  listRuns,
  type RunRecord,
  type Session,
  withRun,
} from "../../../mod.ts";
import {
  dvclive,
  exportTensorBoard,
  importRuns,
  type ImportSummary,
  mlflowDatabase,
  mlruns,
  type RunSource,
  tensorboard,
  trackio,
  wandbOffline,
} from "../../../src/import.ts";
import { serviceSession } from "../../../src/local.ts";
import { pythonTool, runPython } from "../../support/python.ts";
import { temporaryService } from "../../support/services.ts";

/** Value as Python shows it, step, and time in milliseconds if the program has one. */
type Point = readonly [string, number, string?];
type Points = Readonly<Record<string, readonly Point[]>>;

/** What a run of MLflow has, as its client reads it. */
interface MlflowRun {
  readonly name: string;
  readonly status: string;
  readonly start: number;
  readonly end: number;
  readonly params: Readonly<Record<string, string>>;
  readonly metrics: Points;
}

/** What the programs themselves read, or were given. */
interface Expected {
  readonly tensorboard: Readonly<
    Record<string, {
      readonly metrics: Points;
      readonly images: Readonly<Record<string, readonly number[]>>;
    }>
  >;
  readonly wandb: Readonly<
    Record<string, { readonly metrics: Points; readonly config: Readonly<Record<string, unknown>> }>
  >;
  readonly mlruns: Readonly<Record<string, MlflowRun>>;
  readonly sqlite: Readonly<Record<string, MlflowRun>>;
  readonly trackio: Points;
  readonly dvclive: readonly string[];
}

const folder = await Deno.makeTempDir({ prefix: "runlog-import-" });
globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
const python = await pythonTool("import", new URL("requirements.txt", import.meta.url));
const script = new URL("record_runs.py", import.meta.url);
const expected = await runPython<Expected>(python, script, { folder });

/** Imports a source twice: the second time, everything is there. */
async function imported(
  source: RunSource,
  check: (session: Session, summary: ImportSummary) => Promise<void>,
): Promise<void> {
  await using service = await temporaryService();
  await using session = await serviceSession(service);
  const summary = await importRuns({ from: source, to: session });
  assertEquals([summary.unread, summary.outcomes.failed], [[], 0]);
  await check(session, summary);
  const again = await importRuns({ from: source, to: session });
  assertEquals([again.points, again.files, again.outcomes.unchanged], [0, 0, summary.runs.length]);
}

/** Asserts that a run has exactly these points, as far as times go to the millisecond. */
async function assertPoints(
  session: Session,
  run: RunRecord,
  points: Points,
  toNumber: (text: string) => number = numberOf,
): Promise<void> {
  for (const [name, wanted] of Object.entries(points)) {
    const history = await getMetricHistory(run, name, { session });
    assert(history.kind === "point", name);
    const found = [...history.values].map((value, index) => [value, history.steps[index]]);
    const steps = wanted.map(([value, step]) => [toNumber(value), step < 0 ? NaN : step]);
    assertEquals(found, steps, name);
    const times = wanted.flatMap(([, , time]) => time === undefined ? [] : Number(time));
    if (times.length > 0) assertEquals([...history.timestamps], times, name);
  }
}

/** Reads a number as Python shows it. MLflow's database keeps infinity as the greatest number. */
function numberOf(text: string): number {
  if (Number(text) === Number.MAX_VALUE) return Infinity;
  return text === "inf" ? Infinity : text === "-inf" ? -Infinity : Number(text);
}

Deno.test("runs of tensorboardX and tensorboard have the points that EventAccumulator loads", () =>
  imported(tensorboard(`${folder}/logdir`), async (session, { runs }) => {
    assertEquals(runs.map(({ source }) => source).toSorted(), [
      "newer/train",
      "older",
      "restarted",
    ]);
    for (const { source, experimentName, runName } of runs) {
      const run = await getRun({ experimentName, runName }, { session });
      const { metrics = {}, images = {} } = expected.tensorboard[source] ?? {};
      assertEquals(Object.keys(run.metrics).toSorted(), Object.keys(metrics).toSorted());
      // TensorBoard shows a 32-bit float as a double; here it is the decimal that was logged.
      const history = (text: string): number =>
        source === "newer/train" ? numberOf(text) : shortest(numberOf(text));
      await assertPoints(session, run, metrics, history);
      if (source === "older") {
        assertEquals(Object.keys(images), ["picture"]);
        assertEquals(
          run.outputArtifacts["tensorboard/images/picture/7.png"]?.mediaType,
          "image/png",
        );
      }
      if (source === "newer/train") {
        assertEquals(run.parameters, { lr: 0.1, units: 16, opt: "adam", nest: "true" });
      }
    }
  }));

/** Returns the decimal with the fewest digits that is the same 32-bit float. */
function shortest(float: number): number {
  if (!Number.isFinite(float)) return float;
  for (let digits = 1; digits < 17; digits++) {
    const short = Number(float.toPrecision(digits));
    if (Math.fround(short) === float) return short;
  }
  return float;
}

Deno.test("a run of wandb in offline mode has the points and settings that were logged", () =>
  imported(wandbOffline(`${folder}/wandb`), async (session, { runs }) => {
    assertEquals(runs.map(({ runName }) => runName).toSorted(), ["failed", "first"]);
    const first = await getRun({ experimentName: "real", runName: "first" }, { session });
    const { metrics = {}, config = {} } = expected.wandb["first"] ?? {};
    assertEquals(Object.keys(first.metrics).toSorted(), Object.keys(metrics).toSorted());
    await assertPoints(session, first, metrics);
    const { nested, ...flat } = config;
    assertEquals(nested, { a: 1 });
    assertEquals(first.parameters, { ...flat as RunRecord["parameters"], "nested.a": 1 });
    assertEquals([first.displayName, first.status], ["First-run", "Completed"]);
    const failed = await getRun({ experimentName: "real", runName: "failed" }, { session });
    assertEquals([failed.status, failed.statusMessage], ["Failed", "Exit code 3"]);
  }));

/** Asserts that runs are as MLflow's client reads them. */
async function assertMlflow(
  session: Session,
  runs: Readonly<Record<string, MlflowRun>>,
  experimentName: string,
): Promise<void> {
  const found = await Array.fromAsync(listRuns({ experimentName, session }));
  assertEquals(found.map(({ runName }) => runName).toSorted(), Object.keys(runs).toSorted());
  const statuses: Readonly<Record<string, string>> = {
    FINISHED: "Completed",
    FAILED: "Failed",
    KILLED: "Stopped",
  };
  for (const run of found) {
    const wanted = runs[run.runName];
    assert(wanted);
    assertEquals(run.status, statuses[wanted.status]);
    assertEquals([run.startTime?.getTime(), run.endTime?.getTime()], [wanted.start, wanted.end]);
    assertEquals(run.displayName, wanted.name.replace(" ", "-"));
    assertEquals(run.parameters, wanted.params);
    assertEquals(run.tags["team"], "vision");
    await assertPoints(session, run, wanted.metrics);
  }
}

Deno.test("runs of a mlruns folder are as MLflow's client reads them", () =>
  imported(mlruns(`${folder}/mlruns`), async (session, { runs }) => {
    await assertMlflow(session, expected.mlruns, runs[0]?.experimentName ?? "");
  }));

Deno.test("runs of MLflow's database are as MLflow's client reads them", () =>
  imported(mlflowDatabase(`${folder}/sqlite`), async (session, { runs }) => {
    await assertMlflow(session, expected.sqlite, runs[0]?.experimentName ?? "");
  }));

Deno.test("a run of Trackio has the points that Trackio itself reads", () =>
  imported(trackio(`${folder}/trackio`), async (session) => {
    const run = await getRun({ experimentName: "real", runName: "first" }, { session });
    assertEquals(Object.keys(run.metrics).toSorted(), ["acc", "late", "loss"]);
    assertEquals(run.parameters, { lr: 0.1, "nested.a": 1 });
    await assertPoints(session, run, expected.trackio);
  }));

Deno.test("a run of DVCLive has the points, parameters and last values that were logged", () =>
  imported(dvclive(`${folder}/dvclive`), async (session) => {
    const run = await getRun({ experimentName: "dvclive", runName: "dvclive" }, { session });
    assertEquals(Object.keys(run.metrics).toSorted(), ["acc", "final", "train/loss"]);
    assertEquals(run.parameters, { lr: 0.1, "nested.a": 1 });
    const loss = expected.dvclive.map((value, step): Point => [value, step]);
    await assertPoints(session, run, { "train/loss": loss });
    assertEquals(run.metrics["final"]?.last, 0.9);
  }));

/** What TensorBoard reads of one run. */
interface ShownRun {
  readonly scalars: Readonly<Record<string, readonly (readonly [string, number, string])[]>>;
  readonly images: Readonly<Record<string, readonly (readonly number[])[]>>;
  readonly hparams: Readonly<Record<string, unknown>>;
  readonly status: number;
}

Deno.test("TensorBoard reads exported runs: scalars, steps, times, hyperparameters and pictures", async () => {
  await using service = await temporaryService();
  await using session = await serviceSession(service);
  const png = await Deno.readFile(
    new URL(
      "../../import/samples/trackio/media/interop/first/101/f37a37a3-466c-4985-bf03-4ade0ec5632f.png",
      import.meta.url,
    ),
  );
  const now = Date.now();
  const options = { experimentName: "out", session, captureEnvironment: false } as const;
  await withRun({ ...options, runName: "good" }, async (run) => {
    run.logParameters({ lr: 0.1, optimizer: "adam" });
    for (let step = 0; step < 500; step++) {
      run.logMetric("loss", 1 / (step + 1), { step: step * 3, timestamp: now + step });
    }
    run.logMetric("odd", NaN, { step: 1 });
    run.logMetric("odd", Infinity, { step: 2 });
    await run.logFile(new Blob([png]), { name: "picture.png" });
  });
  await withRun({ ...options, runName: "bad" }, () => {
    throw new Error("diverged");
  }).catch(() => {});
  const logdir = `${folder}/exported`;
  await exportTensorBoard(listRuns({ experimentName: "out", session }), logdir, { session });
  const shown = await runPython<Readonly<Record<string, ShownRun>>>(
    python,
    new URL("read_events.py", import.meta.url),
    { logdir },
  );
  const { "out/good": good, "out/bad": bad } = shown;
  assert(good && bad);
  const loss = good.scalars["loss"]?.map(([value, step, time]) => [
    numberOf(value),
    step,
    Math.round(Number(time) * 1000),
  ]);
  assertEquals(
    loss,
    Array.from({ length: 500 }, (_, step) => [Math.fround(1 / (step + 1)), step * 3, now + step]),
  );
  assertEquals(good.scalars["odd"]?.map(([value]) => numberOf(value)), [NaN, Infinity]);
  assertEquals(good.images, { "picture.png": [[4, 4, png.length]] });
  assertEquals(good.hparams, { lr: 0.1, optimizer: "adam" });
  assertEquals([good.status, bad.status], [1, 2]);
});
