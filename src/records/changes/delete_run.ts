/**
 * Deleting runs, run groups and experiments. Browser-safe.
 *
 * @module
 */
import type { RunReference } from "../runs/reference.ts";
import type {
  DeleteExperimentOptions,
  DeleteOptions,
  DeleteRunGroupOptions,
  Deletion,
} from "./deletion.ts";

/**
 * Deletes a run: its trial component with parameters, metrics and status, and its place in run
 * groups. Files in S3 and lineage stay unless `deleteFiles` and `deleteLineage` say otherwise.
 * Deleting a run that does not exist succeeds.
 *
 * @param run The run: its names, a record or the run itself
 * @param options Whether files and lineage go as well, or nothing; session and signal
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
  const { removeRun } = await import("./deletion.ts");
  return await removeRun(run, options);
}

/**
 * Deletes an experiment with its run groups and every run that is in no other experiment. Files
 * in S3 and lineage stay unless `deleteFiles` and `deleteLineage` say otherwise. It may be called again after an
 * interruption: what is gone is passed over, and the experiment goes last.
 *
 * @param options Which
 * @returns What was deleted
 * @throws {ExperimentNotFoundError} when there is no such experiment
 */
export async function deleteExperiment(options: DeleteExperimentOptions): Promise<Deletion> {
  const { removeExperiment } = await import("./deletion.ts");
  return await removeExperiment(options);
}

/**
 * Deletes a run group with every run that is in no other group. Files in S3 and lineage stay unless
 * `deleteFiles` and `deleteLineage` say otherwise. Deleting a group that does not exist succeeds.
 *
 * @param options Which
 * @returns What was deleted
 */
export async function deleteRunGroup(options: DeleteRunGroupOptions): Promise<Deletion> {
  const { removeRunGroup } = await import("./deletion.ts");
  return await removeRunGroup(options);
}
