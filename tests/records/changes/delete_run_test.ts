import { assertEquals, assertRejects } from "@std/assert";
import {
  createExperiment,
  createRunGroup,
  deleteExperiment,
  deleteRun,
  deleteRunGroup,
  type Deletion,
  getRun,
  RunNotFoundError,
  type Session,
  withRun,
} from "../../../mod.ts";
import { linkArtifact } from "../../../src/artifacts/lineage.ts";
import { serviceSession } from "../../../src/local.ts";
import { recordExchanges } from "../../support/recording_service.ts";
import { temporaryService } from "../../support/services.ts";

const experimentName = "demo";
const runName = "shared";
const shared = { experimentName, runName };

/** A run in run group `a` of the experiment, and in others that exist. */
async function recordIn(session: Session, others: readonly string[]): Promise<void> {
  await withRun({ ...shared, runGroupName: "a", session }, () => {});
  for (const TrialName of others) {
    const request = { TrialName, TrialComponentName: "demo-shared" };
    await session.sagemaker.call("AssociateTrialComponent", request);
  }
}

async function createGroup(session: Session, experimentName: string, name: string): Promise<void> {
  await createExperiment({ experimentName, session });
  await createRunGroup({ experimentName, runGroupName: name, session });
}

function facts({ experiments, runGroups, runs }: Deletion) {
  return { experiments, runGroups: runGroups.toSorted(), runs };
}

Deno.test("deleting an experiment leaves a run alone that another experiment's group also holds", async () => {
  await using service = await temporaryService();
  const session = await serviceSession(service);
  await createGroup(session, "other", "theirs");
  await recordIn(session, ["theirs"]);
  const planned = await deleteExperiment({ experimentName, session, dryRun: true });
  const done = await deleteExperiment({ experimentName, session });
  assertEquals(facts(done), { experiments: ["demo"], runGroups: ["a"], runs: [] });
  assertEquals(planned, done);
  const theirs = { experimentName: "other", runName, trialComponentName: "demo-shared" };
  const { runGroupNames, status } = await getRun(theirs, { session });
  assertEquals([runGroupNames, status], [["theirs"], "Completed"]);
});

Deno.test("deleting a run group leaves a run that another group holds", async () => {
  await using service = await temporaryService();
  const session = await serviceSession(service);
  await createGroup(session, experimentName, "b");
  await recordIn(session, ["b"]);
  const options = { experimentName, runGroupName: "a", session };
  const planned = await deleteRunGroup({ ...options, dryRun: true });
  const done = await deleteRunGroup(options);
  assertEquals(facts(done), { experiments: [], runGroups: ["a"], runs: [] });
  assertEquals(planned, done);
  assertEquals((await getRun(shared, { session })).runGroupNames, ["b"]);
  const rest = await deleteRunGroup({ ...options, runGroupName: "b" });
  assertEquals(facts(rest), { experiments: [], runGroups: ["b"], runs: ["shared"] });
  await assertRejects(() => getRun(shared, { session }), RunNotFoundError);
});

Deno.test("deleting an experiment deletes a run that several of its groups hold, once, as its dry run says", async () => {
  await using service = await temporaryService();
  const session = await serviceSession(service);
  await createGroup(session, experimentName, "b");
  await createGroup(session, experimentName, "c");
  await recordIn(session, ["b", "c"]);
  const planned = await deleteExperiment({ experimentName, session, dryRun: true });
  const expected = { experiments: ["demo"], runGroups: ["a", "b", "c"], runs: ["shared"] };
  assertEquals(facts(planned), expected);
  assertEquals(await deleteExperiment({ experimentName, session }), planned);
});

Deno.test("a dry run of a deletion sends no write, and the deletion goes from the leaves up", async () => {
  await using service = await temporaryService();
  const recorded = recordExchanges(service);
  const session = await serviceSession(recorded.service);
  await withRun({ ...shared, runGroupName: "a", session }, async (run) => {
    await run.logText("a", { name: "a.txt" });
  });
  const writes = () =>
    recorded.exchanges.splice(0)
      .map(({ operation }) => operation.split(" ")[0] ?? "")
      .filter((operation) =>
        /^(Create|Update|Add|Associate|Delete|Disassociate|PUT|DELETE)/.test(operation)
      );
  writes();
  await deleteExperiment({ experimentName, session, deleteFiles: true, dryRun: true });
  assertEquals(writes(), []);
  await deleteExperiment({ experimentName, session, deleteFiles: true });
  assertEquals(writes(), [
    "DELETE",
    "DisassociateTrialComponent",
    "DeleteTrialComponent",
    "DeleteTrial",
    "DeleteExperiment",
  ]);
});

Deno.test("a deletion that was interrupted is finished by the next one, which lists what it deleted", async () => {
  await using service = await temporaryService();
  const session = await serviceSession(service);
  for (const name of ["x", "y"]) {
    await withRun({ experimentName, runName: name, session }, () => {});
  }
  const stop = new AbortController();
  const { sagemaker } = session;
  const mortal: Session = {
    ...session,
    sagemaker: {
      client: () => sagemaker.client(),
      watch: (request, send) => sagemaker.watch(request, send),
      async call(operation, input, options) {
        const answer = await sagemaker.call(operation, input, options);
        if (operation === "DeleteTrialComponent") stop.abort(new Error("killed"));
        options?.signal?.throwIfAborted();
        return answer;
      },
    },
  };
  await assertRejects(
    () => deleteExperiment({ experimentName, session: mortal, signal: stop.signal }),
    Error,
    "killed",
  );
  const { runs, experiments } = await deleteExperiment({ experimentName, session });
  assertEquals([runs.length, experiments], [1, ["demo"]]);
});

Deno.test("deleting a run takes it out of every group that holds it", async () => {
  await using service = await temporaryService();
  const session = await serviceSession(service);
  await createGroup(session, "other", "theirs");
  await recordIn(session, ["theirs"]);
  assertEquals((await deleteRun(shared, { session })).runs, ["shared"]);
  await assertRejects(() => getRun(shared, { session }), RunNotFoundError);
});

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
