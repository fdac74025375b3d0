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
