/**
 * The runs that a sync is asked for, as they are now. Browser-safe.
 *
 * @module
 */
import { foundRun } from "../records/runs/found_run.ts";
import type { RunRecord } from "../records/runs/record.ts";
import { componentNameOf, type RunReference } from "../records/runs/reference.ts";
import type { Session } from "../session/session.ts";
import { RunNotFoundError } from "../records/runs/run_not_found_error.ts";

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
    const component = componentNameOf(run);
    const found = await findComponentRun(session, component, run.experimentName, signal);
    if (!found) throw new RunNotFoundError(run);
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
