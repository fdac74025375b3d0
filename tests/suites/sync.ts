import { assertEquals } from "@std/assert";
import {
  getMetricHistory,
  getRun,
  listGraphs,
  loadRun,
  openArtifact,
  syncRuns,
  withRun,
} from "../../mod.ts";
import { bytesOf } from "../support/sample_bytes.ts";
import { type SuiteContext, uniqueName } from "./suite.ts";

/** Runs that were recorded in a store of the runtime's own, taken to the session under test. */
export function syncSuite({ test, session, store }: SuiteContext): void {
  test("syncRuns() takes runs from a store with all they hold, and then what is new", async () => {
    const [from, to] = await Promise.all([store("sync-from"), session()]);
    const experimentName = uniqueName();
    const run = { experimentName, runName: "one" };
    const file = bytesOf(6 * 1024 * 1024);
    await withRun({ ...run, session: from }, async (run) => {
      run.logParameter("rate", 0.1);
      for (let step = 0; step < 100; step++) run.logMetric("loss", step / 3, { step });
      await run.logFile(file, { name: "model.bin" });
      await run.logRocCurve([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8], { title: "roc" });
    });
    const first = await syncRuns({ from, to, experimentName });
    assertEquals([first.outcomes.created, first.points, first.files], [1, 100, 2]);
    {
      await using again = await loadRun({ ...run, session: from });
      again.logParameter("rate", 0.2);
      again.logMetric("loss", 0.5, { step: 100 });
    }
    const second = await syncRuns({ from, to, experimentName });
    assertEquals([second.outcomes.updated, second.points, second.files], [1, 1, 0]);
    assertEquals((await syncRuns({ from, to, experimentName })).outcomes.unchanged, 1);

    const near = await getRun(run, { session: from });
    const far = await getRun(run, { session: to });
    assertEquals([far.status, far.parameters], [near.status, near.parameters]);
    const by = "step";
    assertEquals(
      await getMetricHistory(run, "loss", { session: to, by }),
      await getMetricHistory(run, "loss", { session: from, by }),
    );
    const copy = await openArtifact(run, "model.bin", { session: to });
    assertEquals(await copy.bytes(), file);
    const graphs = await Array.fromAsync(listGraphs(run, { session: to }));
    assertEquals(graphs.map(({ type }) => type), ["ROCCurve"]);
  });
}
