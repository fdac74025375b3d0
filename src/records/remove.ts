/**
 * Deleting runs and experiments. Browser-safe.
 *
 * @module
 */
import { nameRun } from "../names.ts";
import { defaultSession } from "../session/default.ts";
import type { ExperimentOptions } from "./experiments.ts";
import type { RunGroupOptions } from "./run_groups.ts";

/** Options of {@linkcode deleteExperiment}. */
export interface DeleteOptions extends ExperimentOptions {
  /**
   * Whether to say what would be deleted, and delete nothing.
   * @default false
   */
  readonly dryRun?: boolean | undefined;
  /**
   * Whether the runs' own files and graphs in S3 are deleted as well: whatever is in the folders that
   * are called as their trial components. Other versions of them in a versioned bucket stay.
   * @default false: files stay
   */
  readonly deleteFiles?: boolean | undefined;
}

/** Options of {@linkcode deleteRun}. */
export interface DeleteRunOptions extends DeleteOptions {
  /** The run; case does not matter. */
  readonly runName: string;
}

/** What was deleted, or would be. */
export interface Deletion {
  /** Experiments. */
  readonly experiments: readonly string[];
  /** Run groups. */
  readonly runGroups: readonly string[];
  /** Trial components, which runs are kept as. */
  readonly trialComponents: readonly string[];
  /** Addresses of objects in S3; none unless files were to be deleted. */
  readonly files: readonly string[];
}

/**
 * Deletes a run: its trial component with parameters, metrics and status, and its place in run
 * groups. Lineage stays, and files in S3 unless `deleteFiles` says otherwise. A run that is not there is deleted already.
 *
 * @param options Which
 * @returns What was deleted
 * @throws {ArgumentError} when AWS would refuse a name
 *
 * @example
 * ```ts
 * import { deleteRun } from "@runlog/sagemaker";
 *
 * const { trialComponents } = await deleteRun({ experimentName: "demo", runName: "first" });
 * ```
 */
export async function deleteRun(options: DeleteRunOptions): Promise<Deletion> {
  const { trialComponentName } = nameRun(options.experimentName, options.runName);
  const session = await (options.session ?? defaultSession());
  const { Removal } = await import("./removal.ts");
  const removal = new Removal(session, options);
  await removal.component(trialComponentName);
  return removal.done;
}

/**
 * Deletes an experiment with its run groups and every run that is in no other experiment. Lineage
 * stays, and files in S3 unless `deleteFiles` says otherwise. It may be called again after an interruption: what is gone is passed over.
 *
 * @param options Which
 * @returns What was deleted
 */
export async function deleteExperiment(options: DeleteOptions): Promise<Deletion> {
  const session = await (options.session ?? defaultSession());
  const { Removal } = await import("./removal.ts");
  const removal = new Removal(session, options);
  await removal.experiment(options.experimentName.toLowerCase());
  return removal.done;
}

/**
 * Deletes a run group with every run that is in no other group. Lineage stays, and files in S3 unless
 * `deleteFiles` says otherwise. A group that is not there is deleted already.
 *
 * @param options Which
 * @returns What was deleted
 */
export async function deleteRunGroup(
  options: DeleteOptions & RunGroupOptions,
): Promise<Deletion> {
  const session = await (options.session ?? defaultSession());
  const { Removal } = await import("./removal.ts");
  const removal = new Removal(session, options);
  await removal.runGroup(options.runGroupName);
  return removal.done;
}
