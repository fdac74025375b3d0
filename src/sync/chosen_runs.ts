/**
 * Which runs a sync is meant to copy, by experiment.
 *
 * @module
 */
import { getExperiment } from "../records/experiments/get_experiment.ts";
import { listExperiments } from "../records/experiments/list_experiments.ts";
import { foundRun } from "../records/runs/found_run.ts";
import { listRuns } from "../records/runs/list_runs.ts";
import type { RunRecord } from "../records/runs/record.ts";
import { componentNameOf, type RunReference } from "../records/runs/reference.ts";
import { RunNotFoundError } from "../records/runs/run_not_found_error.ts";
import type { CallOptions } from "../session/caller.ts";
import type { Session } from "../session/session.ts";
import type { SyncRunsOptions } from "./summary.ts";

/** Runs of one experiment. */
export interface ChosenRuns {
  /** Name of the experiment in lower case. */
  readonly experimentName: string;
  /** The runs as they are now. */
  readonly runs: AsyncIterable<RunRecord> | Iterable<RunRecord>;
}

/** Which runs are chosen, and what aborts finding them. */
export type Choice = Pick<SyncRunsOptions, "experimentName" | "runs" | "signal">;

/**
 * The chosen runs of a session, one experiment after the other.
 *
 * @throws {ExperimentNotFoundError} If there is no such experiment
 * @throws {RunNotFoundError} If one of the runs does not exist
 */
export async function* chosenRuns(session: Session, choice: Choice): AsyncGenerator<ChosenRuns> {
  const { runs: given, experimentName: wanted, signal } = choice;
  if (given) {
    const runs = await findRuns(session, given, { signal });
    for (const [experimentName, own] of Map.groupBy(runs, (run) => run.experimentName)) {
      if (wanted === undefined || experimentName === wanted.toLowerCase()) {
        yield { experimentName, runs: own };
      }
    }
    return;
  }
  for await (const experimentName of experimentNames(session, wanted, { signal })) {
    const order = { sortOrder: "ascending", includeArchived: true } as const;
    yield { experimentName, runs: listRuns({ ...order, experimentName, session, signal }) };
  }
}

/** The wanted experiment, or all. */
async function* experimentNames(
  session: Session,
  wanted: string | undefined,
  options: CallOptions,
): AsyncGenerator<string> {
  const found = wanted === undefined
    ? listExperiments({ session, ...options })
    : [await getExperiment({ experimentName: wanted, session, ...options })];
  for await (const { experimentName } of found) yield experimentName.toLowerCase();
}

/** Looks runs up, one request each. */
async function findRuns(
  session: Session,
  runs: readonly RunReference[],
  options: CallOptions,
): Promise<readonly RunRecord[]> {
  return await Promise.all(runs.map(async (run) => {
    const found = await findComponentRun(session, componentNameOf(run), {
      ...options,
      experimentName: run.experimentName,
    });
    if (!found) throw new RunNotFoundError(run);
    return found;
  }));
}

/** Which experiment's run is meant; the first that holds the component if undefined. */
export interface FindRunOptions extends CallOptions {
  readonly experimentName?: string | undefined;
}

/** Finds the run of a component, if there is one. */
export async function findComponentRun(
  { sagemaker }: Session,
  trialComponentName: string,
  { experimentName, signal }: FindRunOptions,
): Promise<RunRecord | undefined> {
  const filter = { Name: "TrialComponentName", Value: trialComponentName };
  const { Results: [found] = [] } = await sagemaker.call("Search", {
    Resource: "ExperimentTrialComponent",
    SearchExpression: { Filters: [{ ...filter, Operator: "Equals" }] },
  }, { signal });
  return found && foundRun(found, experimentName);
}
