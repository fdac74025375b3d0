import { assert, assertEquals } from "@std/assert";
import * as curves from "../src/curves.ts";
import * as evals from "../src/evals.ts";
import * as importing from "../src/import.ts";
import * as local from "../src/local.ts";
import * as main from "../mod.ts";
import * as store from "../src/local/store.ts";
import * as mlflow from "../src/mlflow.ts";
import * as plot from "../src/plot.ts";
import { Run } from "../src/run/run.ts";
import * as viewer from "../src/viewer.ts";
import { detachedDocument } from "./plot/detached_document.ts";
import { temporaryService } from "./support/services.ts";
import { scriptedAws } from "./support/scripted_aws.ts";

/** Options that are right, and a call with any. JavaScript knows no types, so neither does this. */
interface Call {
  readonly options: Readonly<Record<string, unknown>>;
  // deno-lint-ignore no-explicit-any -- what JavaScript gives may be anything.
  readonly call: (options: any, run: any) => unknown;
  /** Whether the call takes a run first. */
  readonly takesRun?: boolean;
  /** What the argument is called, where it is not `options`. */
  readonly argument?: string;
}

const RUN = { experimentName: "e", runName: "r" };
const EXPERIMENT = { experimentName: "e" };
const CURVE = [[0, 1], [0.1, 0.9]] as const;
const SERVICE = { region: "local", fetch() {}, metrics: {}, notes: {} };
/** The methods that a log of cases calls, and it calls none before its options are checked. */
const OPEN_RUN = { logFile() {}, logMetrics() {}, logParameters() {}, flush() {} } as never;
const SOLO = { options: {}, takesRun: true } as const;

/** Every public function that takes options, by its entry. */
const FUNCTIONS: Readonly<Record<string, Readonly<Record<string, Call>>>> = {
  main: {
    startRun: { options: EXPERIMENT, call: (o) => main.startRun(o) },
    withRun: { options: EXPERIMENT, call: (o) => main.withRun(o, () => {}) },
    loadRun: { options: RUN, call: (o) => main.loadRun(o) },
    associateJobs: {
      options: { jobArns: [] },
      call: (o) => main.associateJobs({ runGroupName: "g" }, o),
    },
    handleSignals: { options: {}, call: (o) => main.handleSignals([], o) },
    listRuns: { options: EXPERIMENT, call: (o) => main.listRuns(o) },
    searchRuns: { options: {}, call: (o) => main.searchRuns(o) },
    getBestRun: {
      options: { ...EXPERIMENT, metric: "loss", goal: "minimize" },
      call: (o) => main.getBestRun(o),
    },
    getRun: { ...SOLO, call: (o, run) => main.getRun(run, o) },
    updateRun: { ...SOLO, call: (o, run) => main.updateRun(run, {}, o) },
    archiveRun: { ...SOLO, call: (o, run) => main.archiveRun(run, o) },
    restoreRun: { ...SOLO, call: (o, run) => main.restoreRun(run, o) },
    closeStaleRuns: { options: {}, call: (o) => main.closeStaleRuns(o) },
    deleteRun: { ...SOLO, call: (o, run) => main.deleteRun(run, o) },
    deleteExperiment: { options: EXPERIMENT, call: (o) => main.deleteExperiment(o) },
    deleteRunGroup: {
      options: { ...EXPERIMENT, runGroupName: "g" },
      call: (o) => main.deleteRunGroup(o),
    },
    createExperiment: { options: EXPERIMENT, call: (o) => main.createExperiment(o) },
    getExperiment: { options: EXPERIMENT, call: (o) => main.getExperiment(o) },
    listExperiments: { options: {}, call: (o) => main.listExperiments(o) },
    createRunGroup: {
      options: { ...EXPERIMENT, runGroupName: "g" },
      call: (o) => main.createRunGroup(o),
    },
    listRunGroups: { options: EXPERIMENT, call: (o) => main.listRunGroups(o) },
    getMetricHistory: { ...SOLO, call: (o, run) => main.getMetricHistory(run, "loss", o) },
    getDownsampledHistory: {
      options: { columns: 100 },
      call: (o, run) => main.getDownsampledHistory(run, "loss", o),
    },
    toCsv: { options: {}, call: (o) => main.toCsv([], o) },
    openArtifact: { ...SOLO, call: (o, run) => main.openArtifact(run, "a", o) },
    downloadArtifact: { ...SOLO, call: (o, run) => main.downloadArtifact(run, "a", "path", o) },
    getLineage: { ...SOLO, call: (o, run) => main.getLineage(run, o) },
    listGraphs: { ...SOLO, call: (o, run) => main.listGraphs(run, o) },
    readGraph: { ...SOLO, call: (o, run) => main.readGraph(run, "title", o) },
    syncRuns: { options: {}, call: (o) => main.syncRuns(o) },
    durableSession: { options: {}, call: (o) => main.durableSession(o) },
    createSession: { options: {}, call: (o) => main.createSession(o) },
    awsSession: { options: {}, call: (o) => main.awsSession(o) },
    fetchTransport: { options: {}, call: (o) => main.fetchTransport(fetch, o) },
    sendJournal: { options: {}, call: (o) => main.sendJournal(o) },
  },
  local: {
    localSession: { options: {}, call: (o) => local.localSession(o) },
    localService: { options: {}, call: (o) => local.localService(o) },
    serviceSession: { options: {}, call: (o) => local.serviceSession(SERVICE as never, o) },
    createLocalService: { options: {}, call: (o) => local.createLocalService(o) },
    serveLocal: { options: {}, call: (o) => local.serveLocal(SERVICE as never, o) },
  },
  store: { openSqliteStore: { options: {}, call: (o) => store.openSqliteStore(o) } },
  curves: {
    averagePrecision: { options: {}, call: (o) => curves.averagePrecision(...CURVE, o) },
    calibrationCurve: { options: {}, call: (o) => curves.calibrationCurve(...CURVE, o) },
    classificationReport: {
      options: {},
      call: (o) => curves.classificationReport([0, 1], [0, 1], o),
    },
    confusionMatrix: { options: {}, call: (o) => curves.confusionMatrix([0, 1], [0, 1], o) },
    detCurve: { options: {}, call: (o) => curves.detCurve(...CURVE, o) },
    formatClassificationReport: {
      options: {},
      call: (o) =>
        curves.formatClassificationReport(curves.classificationReport([0, 1], [0, 1]), o),
    },
    oneVsRestPrecisionRecallCurves: {
      options: {},
      call: (o) => curves.oneVsRestPrecisionRecallCurves([0, 1], [[1, 0], [0, 1]], o),
    },
    oneVsRestRocCurves: {
      options: {},
      call: (o) => curves.oneVsRestRocCurves([0, 1], [[1, 0], [0, 1]], o),
    },
    precisionRecallCurve: { options: {}, call: (o) => curves.precisionRecallCurve(...CURVE, o) },
    rocCurve: { options: {}, call: (o) => curves.rocCurve(...CURVE, o) },
    thinCurve: { options: {}, call: (o) => curves.thinCurve([0, 1], [0, 1], o) },
  },
  evals: {
    logCases: { options: {}, call: (o) => evals.logCases(OPEN_RUN, o) },
    readCases: { ...SOLO, call: (o, run) => evals.readCases(run, o) },
    compareCases: { options: {}, call: (o) => evals.compareCases([], [], o) },
  },
  plot: {
    calibrationPlot: { options: {}, call: (o) => plot.calibrationPlot([], o) },
    compareMetrics: { options: {}, call: (o) => plot.compareMetrics({}, o) },
    confusionMatrixPlot: {
      options: {},
      call: (o) => plot.confusionMatrixPlot({ labels: [], matrix: [] }, o),
    },
    metricPlot: { options: {}, call: (o) => plot.metricPlot([], o) },
    parallelCoordinates: { options: {}, call: (o) => plot.parallelCoordinates([], o) },
    precisionRecallPlot: { options: {}, call: (o) => plot.precisionRecallPlot([], o) },
    rocPlot: { options: {}, call: (o) => plot.rocPlot([], o) },
    scatterPlot: { options: { x: "a", y: "b" }, call: (o) => plot.scatterPlot([], o) },
  },
  mlflow: { mlflow: { options: { uri: "http://127.0.0.1:9" }, call: (o) => mlflow.mlflow(o) } },
  importing: {
    importRuns: { options: {}, call: (o) => importing.importRuns(o) },
    followRuns: { options: {}, call: (o) => importing.followRuns(o) },
    exportTensorBoard: { options: {}, call: (o) => importing.exportTensorBoard([], "folder", o) },
    mlflowServer: {
      options: { uri: "http://127.0.0.1:1" },
      call: (o) => importing.mlflowServer(o),
    },
    tensorboard: { options: {}, call: (o) => importing.tensorboard("folder", o) },
    csvLog: { options: {}, call: (o) => importing.csvLog("folder", o) },
    jsonLines: { options: {}, call: (o) => importing.jsonLines("folder", o) },
  },
  viewer: { serveViewer: { options: {}, call: (o) => viewer.serveViewer(o) } },
};

/** Functions whose options are required, though no one value of them is needed above. */
const REQUIRED: ReadonlySet<string> = new Set([
  "syncRuns",
  "durableSession",
  "createSession",
  "importRuns",
  "followRuns",
]);

/** Functions without options. */
const WITHOUT: Readonly<Record<string, readonly string[]>> = {
  main: [
    "trackJobs",
    "currentRun",
    "compareRuns",
    "toJsonLines",
    "toParquet",
    "toTable",
    "toHistoryTable",
    "defaultSession",
    "isRunlogError",
  ],
  local: ["checkStore", "compactStore"],
  store: ["checkSqliteStore", "compactSqliteStore"],
  curves: ["auc", "averagePrecisionOf"],
  plot: ["decimate", "runValues", "smooth"],
  viewer: [],
  importing: [
    "wandbOffline",
    "mlruns",
    "mlflowDatabase",
    "trackio",
    "neptuneExport",
    "dvclive",
    "trainerState",
  ],
};

/** Methods of an open run that take options. */
const METHODS: Readonly<Record<string, (run: main.Run, options: never) => unknown>> = {
  logMetric: (run, o) => run.logMetric("loss", 1, o),
  logMetrics: (run, o) => run.logMetrics({ loss: 1 }, o),
  logArtifact: (run, o) => run.logArtifact("a", "value", o),
  logFile: (run, o) => run.logFile(new Blob(["x"]), o),
  logText: (run, o) => run.logText("x", o),
  logJson: (run, o) => run.logJson({}, o),
  logTable: (run, o) => run.logTable([{ a: 1 }], o),
  logImage: (run, o) => run.logImage(new Blob(["x"]), o),
  logDirectory: (run, o) => run.logDirectory("nowhere", o),
  logPrecisionRecall: (run, o) => run.logPrecisionRecall([0, 1], [0.1, 0.9], o),
  logRocCurve: (run, o) => run.logRocCurve([0, 1], [0.1, 0.9], o),
  logConfusionMatrix: (run, o) => run.logConfusionMatrix([0, 1], [0, 1], o),
  flush: (run, o) => run.flush(o),
  close: (run, o) => run.close(o),
};

const METHODS_WITHOUT = ["logParameter", "logParameters", "fail"];

/** What callers give in the wrong place: a value after values, a list, a map, nothing. */
const SLIPS: readonly unknown[] = [7, "loss", true, null, [1], new Map([["step", 1]]), new Date(0)];

Deno.test("every public function is known to take options or none", () => {
  const entries = { main, local, store, curves, evals, plot, viewer, importing };
  for (const [entry, exported] of Object.entries(entries)) {
    const functions = Object.entries(exported)
      .filter(([, value]) => typeof value === "function" && !/^class\b/.test(String(value)))
      .map(([name]) => name);
    const known = [...Object.keys(FUNCTIONS[entry] ?? {}), ...WITHOUT[entry] ?? []];
    assertEquals(functions.toSorted(), known.toSorted(), entry);
  }
});

for (const [entry, functions] of Object.entries(FUNCTIONS)) {
  Deno.test(`functions of ${entry} refuse an unknown option by its name, and what is no options`, async () => {
    for (const [name, { options, call }] of Object.entries(functions)) {
      const given = entry === "plot" ? { ...options, document: detachedDocument() } : options;
      const unknown = await errorOf(() => call({ ...given, nonsense: 1 }, RUN));
      assertEquals([unknown.argument, unknown.value], ["nonsense", 1], name);
      assert(main.isRunlogError(unknown), name);
      for (const slip of SLIPS) {
        const error = await errorOf(() => call(slip, RUN));
        assertEquals(error.argument, "options", `${name}(${String(slip)})`);
      }
    }
  });
}

Deno.test("functions whose options are required refuse a call without any, by name", async () => {
  for (const [entry, functions] of Object.entries(FUNCTIONS)) {
    for (const [name, { options, call }] of Object.entries(functions)) {
      const isRequired = Object.keys(options).length > 0 || REQUIRED.has(name);
      // Without options, loadRun() loads the current run, or the job's. Figures have their own check.
      if (!isRequired || name === "loadRun" || entry === "plot") continue;
      const error = await errorOf(() => call(undefined, RUN));
      assertEquals([error.name, error.argument], ["ArgumentError", "options"], name);
    }
  }
  await using service = await temporaryService();
  const { session } = await scriptedAws(service);
  await using run = await main.startRun({ ...EXPERIMENT, session });
  const missing = { logText: "name", logJson: "name", logTable: "options", logImage: "options" };
  for (const [name, argument] of Object.entries(missing)) {
    const error = await errorOf(() => METHODS[name]?.(run, undefined as never));
    assertEquals([error.name, error.argument], ["ArgumentError", argument], name);
  }
});

Deno.test("a run comes as names, a record or the run, and brings no options along", async () => {
  const takers = Object.entries(FUNCTIONS["main"] ?? {}).filter(([, { takesRun }]) => takesRun);
  assert(takers.length >= 10);
  for (const [name, { options, call }] of takers) {
    const cases = [
      [{ ...RUN, session: {} }, "run.session"],
      [{ ...RUN, signal: AbortSignal.abort() }, "run.signal"],
      [{ ...RUN, nonsense: 1 }, "run.nonsense"],
      ["e/r", "run"],
      [undefined, "run"],
      [new Map([["runName", "r"]]), "run"],
      [{ experimentName: "e" }, "runName"],
    ] as const;
    for (const [run, argument] of cases) {
      const error = await errorOf(() => call(options, run));
      assertEquals(error.argument, argument, name);
    }
    const error = await errorOf(() => call(RUN, RUN));
    assertEquals(error.argument, "experimentName", `${name}: a run where options belong`);
  }
});

Deno.test("every method of a run is known to take options or none", () => {
  const methods = Object.getOwnPropertyNames(Run.prototype).filter((name) => {
    const { value } = Object.getOwnPropertyDescriptor(Run.prototype, name) ?? {};
    return typeof value === "function" && name !== "constructor" && name !== "inner";
  });
  assertEquals(methods.toSorted(), [...Object.keys(METHODS), ...METHODS_WITHOUT].toSorted());
});

Deno.test("methods of a run refuse unknown options and slips, send nothing and leave the run open", async () => {
  await using service = await temporaryService();
  const { session, calls, reset } = await scriptedAws(service);
  await using run = await main.startRun({ ...EXPERIMENT, session });
  reset();
  for (const [name, call] of Object.entries(METHODS)) {
    const named = ["logText", "logJson", "logTable", "logImage", "logFile"].includes(name);
    const options = { ...(named ? { name: "n" } : {}), nonsense: 1 };
    assertEquals((await errorOf(() => call(run, options as never))).argument, "nonsense", name);
    for (const slip of SLIPS) {
      const error = await errorOf(() => call(run, slip as never));
      assertEquals(error.argument, "options", `${name}(${String(slip)})`);
    }
  }
  for (const slip of SLIPS) {
    const parameters = await errorOf(() => run.logParameters(slip as never));
    assertEquals(parameters.argument, "parameters", String(slip));
    assertEquals((await errorOf(() => run.logMetrics(slip as never))).argument, "values");
  }
  assertEquals(calls.length, 0);
  assert(!run.closed);
});

Deno.test("options within options are held to their names as well", async () => {
  const cases = [
    [{ systemMetrics: { every: 1_000 } }, "systemMetrics.every"],
    [{ systemMetrics: 5_000 }, "systemMetrics"],
    [{ artifactEncryption: { kind: "kms", key: "x" } }, "artifactEncryption.key"],
  ] as const;
  for (const [options, argument] of cases) {
    const error = await errorOf(() => main.startRun({ ...EXPERIMENT, ...options } as never));
    assertEquals(error.argument, argument);
  }
  const changes = await errorOf(() => main.updateRun(RUN, { title: "x" } as never));
  assertEquals(changes.argument, "changes.title");
  const noChanges = await errorOf(() => main.updateRun(RUN, "x" as never));
  assertEquals(noChanges.argument, "changes");
});

/** The error of a call, however it fails: at once, later, or when its answer is iterated. */
async function errorOf(call: () => unknown): Promise<main.ArgumentError> {
  try {
    const answer = await call();
    if (typeof answer === "object" && answer !== null && Symbol.asyncIterator in answer) {
      await Array.fromAsync(answer as AsyncIterable<unknown>);
    }
  } catch (error) {
    // The errors of curves have the same fields.
    return error as main.ArgumentError;
  }
  throw new Error(`Nothing was refused: ${call}`);
}
