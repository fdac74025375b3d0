/**
 * Deletes runs, run groups and experiments.
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
 * Deletes a run: its trial component with parameters, metrics and status, and its membership in run
 * groups. Files in S3 and lineage are kept unless `deleteFiles` and `deleteLineage` are true. Deleting
 * a run that does not exist succeeds. A local store deletes the points of a long run in the
 * background; closing the session waits for that.
 *
 * @param run The run to delete: its names, a record or the run itself
 * @param options Dry run and deletion of files and lineage; session and signal
 * @returns The deleted items or, in a dry run, the items to delete
 * @throws {ArgumentError} If AWS would reject a name
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
 * Deletes an experiment with its run groups and every run that is in no other experiment. Files in
 * S3 and lineage are kept unless `deleteFiles` and `deleteLineage` are true. After an interruption,
 * call it again to resume: it skips deleted items, and deletes the experiment last.
 *
 * @param options Experiment, dry run and deletion of files and lineage; session and signal
 * @returns The deleted items or, in a dry run, the items to delete
 * @throws {ExperimentNotFoundError} If the experiment does not exist
 */
export async function deleteExperiment(options: DeleteExperimentOptions): Promise<Deletion> {
  const { removeExperiment } = await import("./deletion.ts");
  return await removeExperiment(options);
}

/**
 * Deletes a run group with every run that is in no other group. Files in S3 and lineage are kept
 * unless `deleteFiles` and `deleteLineage` are true. Deleting a group that does not exist succeeds.
 *
 * @param options Experiment, run group, dry run and deletion of files and lineage; session and signal
 * @returns The deleted items or, in a dry run, the items to delete
 */
export async function deleteRunGroup(options: DeleteRunGroupOptions): Promise<Deletion> {
  const { removeRunGroup } = await import("./deletion.ts");
  return await removeRunGroup(options);
}
