/**
 * Finds the runs that a sync copies, by experiment.
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

/** The chosen runs of one experiment. */
export interface ChosenRuns {
  /** Name of the experiment in lower case. */
  readonly experimentName: string;
  /** The runs in their current state. */
  readonly runs: AsyncIterable<RunRecord> | Iterable<RunRecord>;
}

/** Options that choose runs, and the signal that aborts the search. */
export type Choice = Pick<SyncRunsOptions, "experimentName" | "runs" | "signal">;

/**
 * Yields the chosen runs of a session, one experiment after the other.
 *
 * @throws {ExperimentNotFoundError} If the experiment does not exist
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

/** Yields the name of the chosen experiment, or of all. */
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

/** Finds runs, with one request per run. */
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

/** The experiment to find the run in; if undefined, the first that contains the component. */
export interface FindRunOptions extends CallOptions {
  readonly experimentName?: string | undefined;
}

/** Finds the run of a component; undefined if there is no such run. */
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
