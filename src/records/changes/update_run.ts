/**
 * Updates, archives and restores recorded runs.
 *
 * @module
 */
import { ARCHIVE_TAG } from "../../rules/names.ts";
import type { RequestOptions } from "../../session/request_options.ts";
import type { RunReference } from "../runs/reference.ts";
import type { RunChanges } from "./run_changes.ts";

/**
 * Changes display name, description, notes, tags and parameters of an open or closed run. Its
 * status and times are kept. Description and notes are stored as the parameters
 * `runlog/description` and `runlog/notes`.
 *
 * @param run The run to update
 * @param changes New values; `null` removes one
 * @param options Session and signal
 * @throws {ArgumentError} If AWS would reject a value; nothing is sent then
 * @throws {RunNotFoundError} If the run does not exist
 *
 * @example
 * ```ts
 * import { getRun, updateRun, withRun } from "@runlog/sagemaker";
 *
 * const run = { experimentName: "demo", runName: "best" };
 * await withRun(run, () => {});
 * await updateRun(run, { notes: "The baseline\nof the paper", tags: { team: "vision" } });
 * console.log((await getRun(run)).notes);
 * ```
 */
export async function updateRun(
  run: RunReference,
  changes: RunChanges,
  options: RequestOptions = {},
): Promise<void> {
  const { changeRun } = await import("./run_changes.ts");
  await changeRun(run, changes, options);
}

/**
 * Archives a run: `listRuns` and `searchRuns` omit it unless `includeArchived` is true. The run
 * gets the tag `runlog:archived`, and none of its data is deleted.
 *
 * @param run The run to archive
 * @param options Session and signal
 * @throws {RunNotFoundError} If the run does not exist
 *
 * @example
 * ```ts
 * import { archiveRun, listRuns, restoreRun, withRun } from "@runlog/sagemaker";
 *
 * const run = { experimentName: "demo", runName: "dead-end" };
 * await withRun(run, () => {});
 * await archiveRun(run);
 * const all = await Array.fromAsync(
 *   listRuns({ experimentName: "demo", includeArchived: true }),
 * );
 * console.log(all.find(({ isArchived }) => isArchived)?.runName);
 * await restoreRun(run);
 * ```
 */
export async function archiveRun(run: RunReference, options?: RequestOptions): Promise<void> {
  await updateRun(run, { tags: { [ARCHIVE_TAG.Key]: ARCHIVE_TAG.Value } }, options);
}

/**
 * Restores an archived run to listings and searches.
 *
 * @param run The run to restore
 * @param options Session and signal
 * @throws {RunNotFoundError} If the run does not exist
 */
export async function restoreRun(run: RunReference, options?: RequestOptions): Promise<void> {
  await updateRun(run, { tags: { [ARCHIVE_TAG.Key]: null } }, options);
}
