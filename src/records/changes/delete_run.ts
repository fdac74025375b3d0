/**
 * Deleting runs, run groups and experiments. Browser-safe.
 *
 * @module
 */
import { defaultSession } from "../../connect/default_session.ts";
import type { ExperimentOptions } from "../experiments/experiments.ts";
import { getExperiment } from "../experiments/get_experiment.ts";
import type { RunGroupOptions } from "../experiments/run_groups.ts";
import { componentNameOf, type RunReference } from "../runs/reference.ts";
import type { DeleteOptions, Deletion } from "./deletion.ts";

/** Options of {@linkcode deleteExperiment}. */
export interface DeleteExperimentOptions extends ExperimentOptions, DeleteOptions {}

/** Options of {@linkcode deleteRunGroup}. */
export interface DeleteRunGroupOptions extends RunGroupOptions, DeleteOptions {}

/**
 * Deletes a run: its trial component with parameters, metrics and status, and its place in run
 * groups. Lineage stays, and files in S3 unless `deleteFiles` says otherwise. A run that is not there
 * is deleted already.
 *
 * @param run The run: its names, a record or the run itself
 * @param options Whether files go as well, or nothing; session and signal
 * @returns What was deleted
 * @throws {ArgumentError} when AWS would refuse a name
 *
 * @example
 * ```ts
 * import { deleteRun } from "@runlog/sagemaker";
 *
 * const { runs } = await deleteRun({ experimentName: "demo", runName: "first" });
 * ```
 */
export async function deleteRun(
  run: RunReference,
  options: DeleteOptions = {},
): Promise<Deletion> {
  const trialComponentName = componentNameOf(run);
  const session = await (options.session ?? defaultSession());
  const { makeDeletion } = await import("./deletion.ts");
  return await makeDeletion(
    session,
    run.experimentName,
    options,
    (plan) => plan.run(trialComponentName),
  );
}

/**
 * Deletes an experiment with its run groups and every run that is in no other experiment. Lineage
 * stays, and files in S3 unless `deleteFiles` says otherwise. It may be called again after an
 * interruption: what is gone is passed over, and the experiment goes last.
 *
 * @param options Which
 * @returns What was deleted
 * @throws {ExperimentNotFoundError} when there is no such experiment
 */
export async function deleteExperiment(options: DeleteExperimentOptions): Promise<Deletion> {
  const { experimentName, signal } = options;
  const session = await (options.session ?? defaultSession());
  await getExperiment({ experimentName, session, signal });
  const { makeDeletion } = await import("./deletion.ts");
  return await makeDeletion(session, experimentName, options, (plan) => plan.experiment());
}

/**
 * Deletes a run group with every run that is in no other group. Lineage stays, and files in S3 unless
 * `deleteFiles` says otherwise. A group that is not there is deleted already.
 *
 * @param options Which
 * @returns What was deleted
 */
export async function deleteRunGroup(options: DeleteRunGroupOptions): Promise<Deletion> {
  const session = await (options.session ?? defaultSession());
  const { experimentName, runGroupName } = options;
  const { makeDeletion } = await import("./deletion.ts");
  return await makeDeletion(
    session,
    experimentName,
    options,
    (plan) => plan.runGroup(runGroupName),
  );
}
