import { assertEquals, assertInstanceOf, assertRejects, assertStringIncludes } from "@std/assert";
import * as library from "../../mod.ts";
import * as local from "../../src/local.ts";
import { filesOf } from "../support/folder_state.ts";
import { inFolder } from "../support/temporary_folder.ts";

const { localSession, StoreNotFoundError } = local;
const RUN = { experimentName: "demo", runName: "first" };

interface Session {
  readonly session: library.Session;
}

/** Calls that read, or change what is recorded: none makes a store. */
const CALLS: Readonly<Record<string, (options: Session) => unknown>> = {
  archiveRun: (options) => library.archiveRun(RUN, options),
  closeStaleRuns: (options) => library.closeStaleRuns(options),
  deleteExperiment: (options) => library.deleteExperiment({ experimentName: "demo", ...options }),
  deleteRun: (options) => library.deleteRun(RUN, options),
  deleteRunGroup: (options) =>
    library.deleteRunGroup({ experimentName: "demo", runGroupName: "group", ...options }),
  downloadArtifact: (options) => library.downloadArtifact(RUN, "a", "/nowhere", options),
  getBestRun: (options) =>
    library.getBestRun({
      experimentName: "demo",
      metric: "loss",
      goal: "minimize",
      ...options,
    }),
  getExperiment: (options) => library.getExperiment({ experimentName: "demo", ...options }),
  getLineage: (options) => library.getLineage(RUN, options),
  getMetricHistory: (options) => library.getMetricHistory(RUN, "loss", options),
  getRun: (options) => library.getRun(RUN, options),
  listExperiments: (options) => Array.fromAsync(library.listExperiments(options)),
  listGraphs: (options) => Array.fromAsync(library.listGraphs(RUN, options)),
  listRunGroups: (options) =>
    Array.fromAsync(library.listRunGroups({ experimentName: "demo", ...options })),
  listRuns: (options) => Array.fromAsync(library.listRuns({ experimentName: "demo", ...options })),
  loadRun: (options) => library.loadRun({ ...RUN, ...options }),
  openArtifact: (options) => library.openArtifact(RUN, "a", options),
  getDownsampledHistory: (options) =>
    library.getDownsampledHistory(RUN, "loss", { columns: 10, ...options }),
  readGraph: (options) => library.readGraph(RUN, "roc", options),
  restoreRun: (options) => library.restoreRun(RUN, options),
  searchRuns: (options) => Array.fromAsync(library.searchRuns(options)),
  syncRuns: async ({ session }) =>
    await library.syncRuns({ from: session, to: await localSession({ path: "/nowhere/else" }) }),
  updateRun: (options) => library.updateRun(RUN, { description: "new" }, options),
};

/** Calls that ask no session for what is recorded, by why. */
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  "creates what it names": ["createExperiment", "createRunGroup", "startRun", "withRun"],
  "makes a session": [
    "awsSession",
    "createSession",
    "defaultSession",
    "durableSession",
    "fetchTransport",
  ],
  "needs an open run": ["associateJobs", "currentRun", "trackJobs"],
  "works on values": [
    ...["compareRuns", "handleSignals", "isRunlogError", "toCsv", "toHistoryTable", "toJsonLines"],
    ...["toParquet", "toTable"],
  ],
  "is about browsers": ["sendJournal"],
};

Deno.test("every function of the main entry is known to read or not", () => {
  const exported = Object.entries(library)
    .filter(([, value]) => typeof value === "function" && !/^class /.test(String(value)))
    .map(([name]) => name);
  assertEquals(
    exported.toSorted(),
    [...Object.keys(CALLS), ...Object.values(OTHERS).flat()].toSorted(),
  );
});

for (const [name, call] of Object.entries(CALLS)) {
  Deno.test(`${name}() makes nothing in a folder without a store, and says that there is none`, () =>
    inFolder(async (folder) => {
      await Deno.writeTextFile(`${folder}/notes.txt`, "mine");
      await Deno.mkdir(`${folder}/empty`);
      const before = await filesOf(folder);
      for (const path of [`${folder}/runlog`, `${folder}/empty`, folder]) {
        await using session = await localSession({ path });
        const error = await assertRejects(async () => await call({ session }));
        assertInstanceOf(error, StoreNotFoundError, `${error}`);
        assertEquals([error.folder, error.nearby], [path, undefined]);
        assertStringIncludes(error.message, `There is no store in ${path}`);
      }
      assertEquals(await filesOf(folder), before);
    }));
}

Deno.test("checkStore() makes nothing in a folder without a store, and says that there is none", () =>
  inFolder(async (folder) => {
    await assertRejects(() => local.checkStore(`${folder}/runlog`), StoreNotFoundError);
    assertEquals(await filesOf(folder), new Map());
  }));

Deno.test("a missing store names the nearest one: below, beside, in a parent or beside that", () =>
  inFolder(async (folder) => {
    const project = `${folder}/project`;
    await Deno.mkdir(`${project}/src/deep`, { recursive: true });
    const nearby = async (path: string): Promise<string | undefined> => {
      await using session = await localSession({ path });
      const error = await assertRejects(
        () => library.getRun(RUN, { session }),
        StoreNotFoundError,
      );
      return error.nearby;
    };
    assertEquals(await nearby(`${project}/src/runlog`), undefined);
    await (await local.localService({ path: `${project}/runlog` })).close();
    for (const path of ["", "/runs", "/src/runlog", "/src/deep/runlog", "/runlog/runlog"]) {
      assertEquals(await nearby(`${project}${path}`), `${project}/runlog`, path);
    }
    const message = await assertRejects(
      () => local.checkStore(`${project}/src`),
      StoreNotFoundError,
    );
    assertStringIncludes(message.message, `The nearest store is in ${project}/runlog`);
  }));

Deno.test("a session that was opened before the store was made reads it from then on", () =>
  inFolder(async (folder) => {
    const path = `${folder}/runlog`;
    await using early = await localSession({ path });
    await assertRejects(() => library.getRun(RUN, { session: early }), StoreNotFoundError);
    await using session = await localSession({ path });
    await library.withRun({ ...RUN, session }, (run) => run.logMetric("loss", 1));
    assertEquals((await library.getRun(RUN, { session: early })).status, "Completed");
  }));

Deno.test("a run that is synced to a folder without a store makes one there, and a dry run none", () =>
  inFolder(async (folder) => {
    await using from = await localSession({ path: `${folder}/from` });
    await library.withRun({ ...RUN, session: from }, (run) => run.logMetric("loss", 1));
    await using to = await localSession({ path: `${folder}/to` });
    const planned = await library.syncRuns({ from, to, dryRun: true });
    assertEquals(planned.runs.map(({ outcome }) => outcome), ["created"]);
    assertEquals([...(await filesOf(folder)).keys()].filter((name) => /^to/.test(name)), []);
    await library.syncRuns({ from, to });
    assertEquals((await library.getRun(RUN, { session: to })).metrics["loss"]?.last, 1);
  }));

Deno.test("a durable session copies runs that are recorded into a folder without a store", () =>
  inFolder(async (folder) => {
    const warnings: unknown[] = [];
    const warn = (...words: unknown[]): void => void warnings.push(words);
    const logger = { info() {}, warn, error: warn };
    const near = await localSession({ path: `${folder}/near`, logger });
    const to = await localSession({ path: `${folder}/far` });
    {
      await using session = await library.durableSession({ local: near, remote: to });
      await library.withRun({ ...RUN, session }, (run) => run.logMetric("loss", 1));
    }
    await using far = await localSession({ path: `${folder}/far` });
    assertEquals((await library.getRun(RUN, { session: far })).status, "Completed");
    assertEquals(warnings, []);
  }));
