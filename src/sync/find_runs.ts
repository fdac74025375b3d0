/**
 * The runs that a sync is asked for, as they are now. Browser-safe.
 *
 * @module
 */
import { nameRun } from "../names.ts";
import { foundRun } from "../records/found_run.ts";
import { RunNotFoundError } from "../records/get.ts";
import type { RunRecord } from "../records/record.ts";
import type { RunReference } from "../records/reference.ts";
import type { Session } from "../session/session.ts";

/**
 * Looks runs up, one request each.
 *
 * @throws {RunNotFoundError} when one is not there
 */
export async function findRuns(
  session: Session,
  runs: readonly RunReference[],
  signal: AbortSignal | undefined,
): Promise<readonly RunRecord[]> {
  return await Promise.all(runs.map(async (run) => {
    const names = "runName" in run ? nameRun(run.experimentName, run.runName) : undefined;
    const component = "arn" in run ? run.trialComponentName : names?.trialComponentName ?? "";
    const found = await findComponentRun(session, component, names?.experimentName, signal);
    if (!found) throw new RunNotFoundError(names ?? { experimentName: "", runName: component });
    return found;
  }));
}

/**
 * The run of a component, if there is one.
 *
 * @param experimentName The experiment that is meant; undefined for the first that holds it
 */
export async function findComponentRun(
  { sagemaker }: Session,
  trialComponentName: string,
  experimentName: string | undefined,
  signal: AbortSignal | undefined,
): Promise<RunRecord | undefined> {
  const filter = { Name: "TrialComponentName", Value: trialComponentName };
  const { Results: [found] = [] } = await sagemaker.call("Search", {
    Resource: "ExperimentTrialComponent",
    SearchExpression: { Filters: [{ ...filter, Operator: "Equals" }] },
  }, { signal });
  return found && foundRun(found, experimentName);
}
