import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  getMetricHistory,
  getRun,
  listRuns,
  openArtifact,
  type RunRecord,
  type Session,
  syncRuns,
  updateRun,
  withRun,
} from "../../../mod.ts";
import { importRuns, mlflowServer } from "../../../src/import.ts";
import { serviceSession } from "../../../src/local.ts";
import { mlflow } from "../../../src/mlflow.ts";
import { mlflowPython, startMlflow } from "../../support/mlflow.ts";
import { runPython } from "../../support/python.ts";
import { temporaryService } from "../../support/services.ts";
import { inStore, storedPoints } from "../importing.ts";

Deno.test("runs of other programs come from an MLflow server with every oddity, and again as nothing new", () =>
  inStore(async (session) => {
    await using server = await startMlflow();
    const { url: uri } = server;
    const ids = await runPython<{ readonly parent: string; readonly deleted: string }>(
      await mlflowPython(),
      new URL("foreign_runs.py", import.meta.url),
      { uri },
    );
    const from = mlflowServer({ uri });
    const { runs, unread } = await importRuns({ from, to: session });
    assertEquals(unread, [{ path: ids.deleted, reason: "is deleted at the source" }]);
    assertEquals(runs.length, 5);
    const experimentName = runs[0]?.experimentName ?? "";
    assertMatch(experimentName, /^foreign-runs-[0-9a-f]{4}$/);
    const found = await Array.fromAsync(listRuns({ experimentName, session }));
    const statuses = found.map(({ displayName, status }) => [displayName, status]);
    assertEquals(statuses.toSorted(), [
      ["child", "Completed"],
      ["failed", "Failed"],
      ["killed", "Stopped"],
      ["open", "InProgress"],
      ["parent-run", "Completed"],
    ]);
    const parent = await getRun({ experimentName, runName: ids.parent }, { session });
    assertEquals(parent.notes, "a *note*");
    assert(parent.parameters["long"] === "x".repeat(6_000));
    assertEquals([parent.parameters["lr"], parent.parameters["none"]], ["0.10", "None"]);
    assertEquals([parent.tags["stage"], parent.tags["team"]], ["a", undefined]);
    const child = found.find(({ displayName }) => displayName === "child");
    assertEquals(child?.tags["mlflow.parentRunId"], ids.parent);
    assertEquals(
      await storedPoints(session, parent, "train/loss"),
      Array.from({ length: 900 }, (_, step) => [1 / (step + 1), step]),
    );
    assertEquals(await storedPoints(session, parent, "odd"), [[NaN, 0], [Infinity, 1], [0.1, NaN]]);
    assertEquals(Object.keys(parent.outputArtifacts).toSorted(), [
      ...["deep", "empty", "imported", "runlog/parameters.json"],
    ]);
    const empty = await openArtifact(parent, "empty", { session });
    assertEquals([empty.size, await empty.text()], [0, ""]);
    const failed = found.find(({ displayName }) => displayName === "failed");
    assertEquals(failed?.endTime?.getTime(), 1_700_000_005_000);
    const again = await importRuns({ from, to: session });
    assertEquals([again.outcomes.unchanged, again.points, again.files], [5, 0, 0]);
    const some = mlflowServer({ uri, experimentNames: ["nothing"] });
    assertEquals((await importRuns({ from: some, to: session })).runs, []);
  }));

/** Everything of a run that has to survive the way to MLflow and back. */
async function contentOf(session: Session, run: RunRecord): Promise<object> {
  const { runName, displayName, status, statusMessage, startTime, endTime } = run;
  const names = Object.keys(run.metrics).toSorted();
  const histories = await getMetricHistory(run, names, { session });
  const tags = Object.entries(run.tags).filter(([key]) => !key.startsWith("runlog:import"));
  const sides = Object.entries({ input: run.inputArtifacts, output: run.outputArtifacts });
  const files: (readonly unknown[])[] = [];
  for (const [direction, artifacts] of sides) {
    for (const [name, { value }] of Object.entries(artifacts)) {
      if (
        name === "imported" || name.startsWith("runlog/") || value.endsWith("/") ||
        !value.startsWith("s3://sagemaker-")
      ) {
        continue;
      }
      const file = await openArtifact(run, name, {
        session,
        direction: direction as "input" | "output",
      });
      files.push([direction, name, await file.text()]);
    }
  }
  return {
    ...{ runName, displayName, status, statusMessage },
    parameters: run.parameters,
    times: [startTime?.getTime(), endTime?.getTime()],
    remarks: [run.description, run.notes, run.commit, run.repository],
    tags: tags.toSorted(),
    points: histories.map((history) => {
      assert(history.kind === "point");
      const { metricName, values, steps, timestamps } = history;
      return { metricName, values, steps, times: timestamps.map(Math.trunc) };
    }),
    files: files.toSorted(),
  };
}

Deno.test("what goes to MLflow comes back equal, with types, names, steps, times and files", async () => {
  await using server = await startMlflow();
  await using from = await serviceSession(await temporaryService());
  await using back = await serviceSession(await temporaryService());
  const experimentName = "round";
  for (let index = 0; index < 4; index++) {
    const names = { experimentName, runName: `r${index}`, session: from };
    await withRun(
      { ...names, runDisplayName: `Run-${index}`, tags: { team: "vision=1" } },
      async (run) => {
        run.logParameters({ rate: 0.1, text: "0.10", long: "y".repeat(9_000), "odd,name": "é" });
        for (let step = 0; step < 2_000; step++) {
          run.logMetric("acc@1", Math.sin(step * index), { step: step * 2 });
        }
        run.logMetric("plain", index, {});
        run.logMetric("lost", NaN, { step: 7 });
        await run.logText("out", { name: "out put.txt" });
        await run.logText("in", { name: "in.txt", isOutput: false });
        if (index === 3) throw new Error("diverged");
      },
    ).catch(() => {});
    const changes = { description: "about", notes: "two\nlines", tags: { stage: "a" } };
    await updateRun({ experimentName, runName: `r${index}` }, changes, { session: from });
  }
  const sent = await syncRuns({ from, to: mlflow({ uri: server.url }) });
  assertEquals(sent.outcomes.created, 4);
  const source = mlflowServer({ uri: server.url });
  const { outcomes } = await importRuns({ from: source, to: back });
  assertEquals(outcomes.created, 4);
  for (let index = 0; index < 4; index++) {
    const name = { experimentName, runName: `r${index}` };
    const [before, after] = await Promise.all([
      getRun(name, { session: from }),
      getRun(name, { session: back }),
    ]);
    assertEquals(await contentOf(back, after), await contentOf(from, before), name.runName);
  }
});
