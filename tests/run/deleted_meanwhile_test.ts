import { assertEquals } from "@std/assert";
import { type Session, startRun } from "../../mod.ts";
import { isNotFound } from "../../src/session/aws_errors.ts";
import type { LocalService } from "../../src/local.ts";
import fc from "../support/fast_check.ts";
import { scriptedAws } from "../support/scripted_aws.ts";
import { temporaryService } from "../support/services.ts";

/** The second group of the first has the name of the first group of the second. */
const EXPERIMENTS = ["a", "a-2"] as const;
type Experiment = (typeof EXPERIMENTS)[number];

/** Something that is deleted. */
interface Loss {
  readonly experimentName: Experiment;
  /** Whether the experiment goes, or only its run groups. */
  readonly isWhole: boolean;
}

/** Something that another session deletes before a request is answered. */
interface Interference extends Loss {
  /** Number of requests after the one before it, or after the start. */
  readonly after: number;
}

/** Deletes run groups, as a person does in the console: their runs are taken out before. */
async function deleteGroups(session: Session, { experimentName, isWhole }: Loss): Promise<void> {
  const { sagemaker } = session;
  const ExperimentName = experimentName;
  const known = await sagemaker.call("ListExperiments", {});
  if (!known.ExperimentSummaries?.some((one) => one.ExperimentName === ExperimentName)) return;
  const { TrialSummaries = [] } = await sagemaker.call("ListTrials", { ExperimentName });
  for (const { TrialName } of TrialSummaries) {
    const { TrialComponentSummaries = [] } = await sagemaker
      .call("ListTrialComponents", { TrialName });
    for (const { TrialComponentName } of TrialComponentSummaries) {
      await sagemaker.call("DisassociateTrialComponent", { TrialName, TrialComponentName });
    }
    await sagemaker.call("DeleteTrial", { TrialName });
  }
  if (isWhole) await sagemaker.call("DeleteExperiment", { ExperimentName });
}

/** A service in which another session deletes things, and that notes where runs go. */
async function lossyAws(service: LocalService, losses: readonly Interference[]) {
  const { session: other } = await scriptedAws(service, undefined, { turns: 0 });
  const groups = new Map<string, string>();
  const waiting = losses.values();
  let next = waiting.next().value;
  let requests = 0;
  let turn: Promise<unknown> = Promise.resolve();
  const pass = async (request: Request): Promise<Response> => {
    if (next && requests++ === next.after) {
      await deleteGroups(other, next);
      [next, requests] = [waiting.next().value, 0];
    }
    const isJoin = request.headers.get("x-amz-target")?.endsWith(".AssociateTrialComponent");
    const members = isJoin ? await request.clone().json() : {};
    const answer = await service.fetch(request);
    if (isJoin && answer.ok) {
      const { TrialName } = members;
      const { ExperimentName = "" } = await other.sagemaker.call("DescribeTrial", { TrialName });
      groups.set(members.TrialComponentName, ExperimentName);
    }
    return answer;
  };
  const fetch = (request: Request): Promise<Response> => {
    // One after the other: nothing joins a group while it is being deleted.
    const answer = turn.then(() => pass(request));
    turn = answer.catch(() => {});
    return answer;
  };
  const { session } = await scriptedAws({ ...service, fetch }, undefined, { turns: 0 });
  return { session, groups };
}

function ignoreMissing(error: unknown): void {
  if (!isNotFound(error)) throw error;
}

const LOSS = { experimentName: fc.constantFrom(...EXPERIMENTS), isWhole: fc.boolean() };

/** Runs that open at once, by experiment and run group. */
const RUNS = fc.array(
  fc.record({
    experimentName: fc.constantFrom(...EXPERIMENTS),
    group: fc.constantFrom(undefined, undefined, "sweep"),
  }),
  { minLength: 1, maxLength: 4 },
);

/** What the recording session deletes itself, and the runs that it opens then. */
const WAVE = fc.record({ loss: fc.option(fc.record(LOSS)), runs: RUNS });

Deno.test("every run is recorded in a group of its own experiment, whatever is deleted while it opens", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(WAVE, { minLength: 1, maxLength: 4 }),
      fc.array(fc.record({ ...LOSS, after: fc.nat({ max: 12 }) }), { maxLength: 4 }),
      async (waves, losses) => {
        await using service = await temporaryService({ quotas: { componentsPerTrial: 3 } });
        const aws = await lossyAws(service, losses);
        await using session = aws.session;
        for (const { loss, runs } of waves) {
          // The other session may delete the same in the middle of it.
          if (loss) await deleteGroups(session, loss).catch(ignoreMissing);
          const opened = await Promise.all(
            runs.map(({ experimentName, group }) =>
              startRun({
                experimentName,
                ...(group ? { runGroupName: `${group}-of-${experimentName}` } : {}),
                session,
                captureEnvironment: false,
              })
            ),
          );
          for (const run of opened) {
            assertEquals(aws.groups.get(run.trialComponentName), run.experimentName);
            await run.close();
          }
        }
      },
    ),
    { numRuns: 40 },
  );
});
