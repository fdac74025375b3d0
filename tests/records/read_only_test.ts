import { assert, assertEquals } from "@std/assert";
import {
  downloadArtifact,
  getBestRun,
  getExperiment,
  getLineage,
  getMetricHistory,
  getRun,
  listExperiments,
  listGraphs,
  listRunGroups,
  listRuns,
  openArtifact,
  readGraph,
  searchRuns,
  withRun,
} from "../../mod.ts";
import { READS, scriptedAws } from "../support/scripted_aws.ts";
import { temporaryService } from "../support/services.ts";

Deno.test("reading functions send reads only", async () => {
  await using service = await temporaryService();
  const { session, calls, reset } = await scriptedAws(service);
  const experimentName = "read";
  await withRun({ experimentName, runName: "r", session }, async (run) => {
    run.logMetric("loss", 1, { step: 0 });
    await run.logText("text", { name: "note.txt" });
    await run.logRocCurve([0, 1], [0.1, 0.9]);
  });
  assert(calls.some(({ operation }) => !READS.test(operation)), "writes are told apart");
  const run = { experimentName, runName: "r" };
  const readers: Readonly<Record<string, () => Promise<unknown>>> = {
    listExperiments: () => Array.fromAsync(listExperiments({ session })),
    getExperiment: () => getExperiment({ experimentName, session }),
    listRunGroups: () => Array.fromAsync(listRunGroups({ experimentName, session })),
    listRuns: () => Array.fromAsync(listRuns({ experimentName, session })),
    searchRuns: () => Array.fromAsync(searchRuns({ session })),
    getBestRun: () => getBestRun({ experimentName, metric: "loss", goal: "minimize", session }),
    getRun: () => getRun(run, { session }),
    getMetricHistory: () => getMetricHistory(run, "loss", { by: "step", session }),
    "getMetricHistory of several": () => getMetricHistory(run, ["loss"], { by: "step", session }),
    listGraphs: () => Array.fromAsync(listGraphs(run, { session })),
    readGraph: async () => {
      for await (const graph of listGraphs(run, { session })) {
        await readGraph(run, graph, { session });
      }
    },
    getLineage: () => getLineage(run, { session }),
    openArtifact: async () => await (await openArtifact(run, "note.txt", { session })).text(),
    downloadArtifact: () => downloadArtifact(run, "note.txt", `${service.folder}/n`, { session }),
  };
  for (const [name, read] of Object.entries(readers)) {
    reset();
    await read();
    const sent = calls.map(({ operation }) => operation);
    assert(sent.length > 0, name);
    assertEquals(sent.filter((operation) => !READS.test(operation)), [], name);
  }
  await session[Symbol.asyncDispose]();
});
