/**
 * Creates a run group.
 *
 * @module
 */
import type { RunGroupOptions, RunGroupRecord } from "./run_groups.ts";

/**
 * Creates a run group (AWS: trial) in an existing experiment. If the group already exists, it is
 * returned unchanged.
 *
 * @param options Experiment and run group; session and signal
 * @returns The new or existing run group
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
