import { assertEquals, assertRejects } from "@std/assert";
import { deleteExperiment, deleteRun, type Session, withRun } from "../../../mod.ts";
import { linkArtifact } from "../../../src/artifacts/lineage.ts";
import { serviceSession } from "../../../src/local.ts";
import { temporaryService } from "../../support/services.ts";

/** Lineage artifacts and associations of a store. */
async function lineageOf({ sagemaker }: Session): Promise<readonly [number, number]> {
  const artifacts = await sagemaker.call("ListArtifacts", {});
  const associations = await sagemaker.call("ListAssociations", {});
  return [
    artifacts.ArtifactSummaries?.length ?? 0,
    associations.AssociationSummaries?.length ?? 0,
  ];
}

/** A run with two graphs of its own, one used and one made, and an artifact that others may use. */
async function recordGraphs(session: Session, runName: string): Promise<void> {
  const shared = { name: "data", type: "DataSet", uri: "s3://bucket/data.csv", etag: undefined };
  await withRun({ experimentName: "demo", runName, session }, async (run) => {
    await run.logRocCurve([0, 1], [0.2, 0.7], { title: "made" });
    await run.logConfusionMatrix([0, 1], [0, 1], { title: "used", isOutput: false });
    await linkArtifact(session, run.arn, shared, "input", {});
  });
}

Deno.test("deleteRun() with deleteLineage deletes associations, and artifacts that nothing else uses", async () => {
  await using session = await serviceSession(await temporaryService());
  await recordGraphs(session, "first");
  await recordGraphs(session, "second");
  assertEquals(await lineageOf(session), [5, 6]);
  const run = { experimentName: "demo", runName: "first" };
  const plan = await deleteRun(run, { deleteLineage: true, dryRun: true, session });
  assertEquals(await lineageOf(session), [5, 6]);
  const done = await deleteRun(run, { deleteLineage: true, session });
  assertEquals(done, plan);
  assertEquals(done.lineageArtifacts.length, 2);
  assertEquals(await lineageOf(session), [3, 3]);
  const again = await deleteRun(run, { deleteLineage: true, session });
  assertEquals(again.lineageArtifacts, []);
});

Deno.test("deleteExperiment() with deleteLineage counts an artifact of several runs once, in a plan too", async () => {
  await using session = await serviceSession(await temporaryService());
  for (const runName of ["first", "second", "third"]) await recordGraphs(session, runName);
  const experiment = { experimentName: "demo", deleteLineage: true, session };
  const plan = await deleteExperiment({ ...experiment, dryRun: true });
  assertEquals(await deleteExperiment(experiment), plan);
  assertEquals(plan.lineageArtifacts.length, 7);
  assertEquals(await lineageOf(session), [0, 0]);
});

Deno.test("deleteRun() without deleteLineage leaves artifacts, and an account full of them records again after one with", async () => {
  const service = await temporaryService({ quotas: { artifacts: 3 } });
  await using session = await serviceSession(service);
  await recordGraphs(session, "first");
  await assertRejects(() => recordGraphs(session, "second"), Error, "quota of lineage artifacts");
  await deleteRun({ experimentName: "demo", runName: "second" }, { session });
  assertEquals((await lineageOf(session))[0], 3);
  await deleteRun({ experimentName: "demo", runName: "first" }, { deleteLineage: true, session });
  await recordGraphs(session, "third");
});
