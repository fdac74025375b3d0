/**
 * Creating a run group. Browser-safe.
 *
 * @module
 */
import type { RunGroupOptions, RunGroupRecord } from "./run_groups.ts";

/**
 * Creates a run group in an existing experiment. An existing group is returned unchanged.
 *
 * @param options Experiment and group
 * @returns The run group
 * @throws {RunGroupError} If the group belongs to another experiment
 * @throws {ExperimentNotFoundError} If the experiment does not exist
 * @throws {ArgumentError} If AWS would reject a name
 *
 * @example
 * ```ts
 * import { createExperiment, createRunGroup } from "@runlog/sagemaker";
 *
 * await createExperiment({ experimentName: "demo" });
 * await createRunGroup({ experimentName: "demo", runGroupName: "sweep-1" });
 * ```
 */
export async function createRunGroup(options: RunGroupOptions): Promise<RunGroupRecord> {
  const { makeRunGroup } = await import("./run_groups.ts");
  return await makeRunGroup(options);
}
