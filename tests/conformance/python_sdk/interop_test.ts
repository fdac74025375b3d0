/**
 * Runs written by the official SageMaker Python SDK and by this library: one set, read by both. The
 * Python SDK has nothing but the lines that `runlog serve` prints.
 */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import {
  getRun,
  listRuns,
  loadRun,
  openArtifact,
  readGraph,
  type RunRecord,
  type Session,
  withRun,
} from "../../../mod.ts";
import { localSession } from "../../../src/local.ts";
import { printedStore } from "../../support/printed_store.ts";
import { recordOurs, sessionTo } from "./our_run.ts";
import { askPython, PYTHON_SDKS, test } from "./python_run.ts";
import { DATA, TAGS } from "./scenario.ts";

interface PythonRun {
  readonly experiment: string;
  readonly run: string;
  readonly group: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly status: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, readonly number[]>>;
  readonly config: Readonly<Record<string, string>>;
}

/** What `list_runs` and `ExperimentAnalytics` give of an experiment. */
interface PythonRuns {
  readonly runs: readonly PythonRun[];
  /** A row has the columns of all runs. */
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** The row of a run, without its own name. */
function rowOf({ rows }: PythonRuns, component: string): Readonly<Record<string, unknown>> {
  const row = rows.find(({ TrialComponentName: name }) => name === component);
  return JSON.parse(JSON.stringify(row ?? {}).replaceAll(component, "{component}"));
}

/** A record without what is another run's: names, ids and times. */
function comparable(record: RunRecord): unknown {
  const { runName, trialComponentName, displayName: _, arn: __, ...rest } = record;
  const { startTime, endTime, creationTime: ___, lastModifiedTime: ____, ...facts } = rest;
  assert(startTime && endTime && startTime <= endTime);
  const text = JSON.stringify(facts, (key, value) => key === "timestamp" ? undefined : value);
  return JSON.parse(
    text.replaceAll(trialComponentName, "{component}").replaceAll(runName, "{run}"),
  );
}

async function graphOf(session: Session, component: string, file: string): Promise<unknown> {
  const client = await session.s3.client();
  const Key = `trial-component-artifacts/${component}/${file}`;
  const { Body } = await client.send(
    new GetObjectCommand({ Bucket: "sagemaker-local-000000000000", Key }) as never,
  ) as { Body: { transformToString(): Promise<string> } };
  return JSON.parse(await Body.transformToString());
}

/** Equal, numbers to 1e-12. */
function assertClose(actual: unknown, expected: unknown, path = "graph"): void {
  if (typeof actual === "number" && typeof expected === "number") {
    assertAlmostEquals(actual, expected, 1e-12, path);
  } else if (Array.isArray(actual) && Array.isArray(expected)) {
    assertEquals(actual.length, expected.length, path);
    actual.forEach((item, index) => assertClose(item, expected[index], `${path}.${index}`));
  } else {
    assertEquals(actual, expected, path);
  }
}

test("the Python SDK and this library write equal runs of the same data, and read each other's", async (sdk) => {
  await using store = await printedStore();
  await using session = await sessionTo(store);
  const experimentName = "interop";
  await askPython(sdk, store, {
    action: "record",
    experimentName,
    runName: "python",
    tags: TAGS,
    data: DATA,
  });
  await recordOurs(session, experimentName, "typescript");

  const [python, typescript] = await Promise.all(
    ["python", "typescript"].map((runName) => getRun({ experimentName, runName }, { session })),
  );
  assert(python && typescript);
  assertEquals(comparable(typescript), comparable(python));
  const found = await Array.fromAsync(listRuns({ experimentName, session, sortBy: "runName" }));
  assertEquals(found.map(({ runName }) => runName), ["typescript", "python"]);

  for (const title of ["precision-recall", "roc", "confusion"]) {
    const [theirs, ours] = await Promise.all(
      ["python", "typescript"].map((run) => graphOf(session, `interop-${run}`, `${title}.json`)),
    ) as Record<string, unknown>[];
    // Ours tells the classes as well; every other key is the same, in the same order.
    const { labels, ...rest } = ours ?? {};
    assertEquals(labels, title === "confusion" ? ["0", "1"] : undefined);
    assertEquals(Object.keys(rest), Object.keys(theirs ?? {}));
    for (const key of Object.keys(rest)) assertClose(rest[key], theirs?.[key], `${title}.${key}`);
    const read = await Promise.all(
      [python, typescript].map((run) => readGraph(run, title, { session })),
    );
    assertEquals(read.map(({ type, title }) => [type, title]), [
      [rest["type"], title],
      [rest["type"], title],
    ]);
  }

  const read = await askPython<PythonRuns>(sdk, store, { action: "read", experimentName });
  const byName = new Map(read.runs.map((run) => [run.run, run]));
  const { run: _, config: __, outputs: pythonOutputs, ...theirs } = byName.get("python") ?? {};
  const { run: ___, config, outputs, ...ours } = byName.get("typescript") ?? {};
  assertEquals(ours, theirs);
  assertEquals(Object.keys(outputs ?? {}).sort(), Object.keys(pythonOutputs ?? {}).sort());
  assertEquals(config, {
    ExperimentName: "interop",
    TrialName: "Default-Run-Group-interop",
    RunName: "interop-typescript",
  });

  const [theirRow, ourRow] = ["python", "typescript"].map((run) => rowOf(read, `interop-${run}`));
  const { DisplayName: _____, ...row } = ourRow ?? {};
  assertEquals({ ...row, DisplayName: theirRow?.["DisplayName"] }, theirRow);
  const { learning_rate: rate, "loss - Last": loss, Experiments: experiments } = row;
  assertEquals([rate, loss, experiments], [0.1, 1.25, ["interop"]]);
});

test("a run of this library is loaded by the Python SDK, and goes on here", async (sdk) => {
  await using store = await printedStore();
  await using session = await sessionTo(store);
  const names = { experimentName: "relay", runName: "baton" };
  await withRun({ ...names, session }, (run) => run.logParameter("first", "ours"));
  const loaded = await askPython<PythonRun>(sdk, store, { action: "load", ...names });
  assertEquals(loaded.parameters["first"], "ours");
  {
    await using run = await loadRun({ ...names, session });
    run.logParameter("last", "ours");
  }
  const { parameters, status } = await getRun(names, { session });
  assertEquals([parameters["first"], parameters["from_python"], parameters["last"], status], [
    "ours",
    1,
    "ours",
    "Completed",
  ]);
});

test("a failed run is the same from both", async (sdk) => {
  await using store = await printedStore();
  await using session = await sessionTo(store);
  const experimentName = "failures";
  const message = "loss is not a number";
  await askPython(sdk, store, { action: "fail", experimentName, runName: "python", message });
  await withRun(
    { experimentName, runName: "typescript", captureEnvironment: false, session },
    () => {
      throw new Error(message);
    },
  ).catch(() => {});
  const [python, typescript] = await Promise.all(
    ["python", "typescript"].map((runName) => getRun({ experimentName, runName }, { session })),
  );
  assert(python && typescript);
  assertEquals(comparable(typescript), comparable(python));
});

test("the Python SDK stores files in the default bucket of the region that runlog serve is given", async (sdk) => {
  await using store = await printedStore(["--region", "us-west-2"]);
  const names = { experimentName: "regions", runName: "run" };
  await askPython(sdk, store, { action: "record", ...names, tags: TAGS, data: DATA });
  await using session = await localSession({ path: store.folder });
  const { status, outputArtifacts } = await getRun(names, { session });
  const bucket = "s3://sagemaker-us-west-2-000000000000";
  assertEquals([status, outputArtifacts["table.csv"]?.value], [
    "Completed",
    `${bucket}/trial-component-artifacts/regions-run/table.csv`,
  ]);
  assertEquals(await (await openArtifact(names, "table.csv", { session })).text(), "a,b\n1,2\n");
});

/** Records runs one after the other, and returns their names. */
async function recordMany(
  session: Session,
  experimentName: string,
  count: number,
): Promise<readonly string[]> {
  const names = Array.from({ length: count }, (_, index) => `run-${index}`);
  for (const runName of names) {
    await withRun({ experimentName, runName, captureEnvironment: false, session }, () => {});
  }
  return names.sort();
}

test("the Python SDK lists the runs past the fiftieth of a local store", async (sdk) => {
  await using store = await printedStore();
  await using session = await sessionTo(store);
  const experimentName = "many";
  const names = await recordMany(session, experimentName, 60);
  const { runs, rows } = await askPython<PythonRuns>(sdk, store, {
    action: "read",
    experimentName,
  });
  assertEquals(runs.map(({ run }) => run).sort(), names);
  assertEquals(new Set(runs.map(({ group }) => group)), new Set(["Default-Run-Group-many"]));
  assertEquals(
    rows.map(({ TrialComponentName: name }) => name).sort(),
    names.map((name) => `many-${name}`),
  );
});

// In 2.x alone, to save time: 3.x lists runs by the same requests.
Deno.test("the Python SDK lists rolled-over groups of a store once it is served without quotas", async () => {
  const [sdk] = PYTHON_SDKS;
  const folder = await Deno.makeTempDir();
  const experimentName = "rolled";
  const record = async (): Promise<readonly string[]> => {
    await using store = await printedStore(["--aws-quotas"], folder);
    await using session = await sessionTo(store);
    const names = await recordMany(session, experimentName, 52);
    // At these quotas, the SDK cannot open the 51st run, and lists nothing.
    const refusal = await askPython(sdk, store, { action: "refusal", experimentName });
    assertEquals(refusal, "ResourceLimitExceeded");
    return names;
  };
  const names = await record();
  {
    await using store = await printedStore([], folder);
    const listed = await askPython<PythonRun[]>(sdk, store, { action: "list", experimentName });
    assertEquals(listed.map(({ run }) => run).sort(), names);
  }
  await Deno.remove(folder, { recursive: true });
});
