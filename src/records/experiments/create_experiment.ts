/**
 * Creates an experiment.
 *
 * @module
 */
import type { CreateExperimentOptions, ExperimentRecord } from "./experiments.ts";

/**
 * Creates an experiment. If it already exists, it is returned unchanged.
 *
 * @param options Name, display name and description; session and signal
 * @returns The new or existing experiment
 * @throws {ArgumentError} If AWS would reject an argument
 *
 * @example
 * ```ts
 * import { createExperiment } from "@runlog/sagemaker";
 *
 * await createExperiment({ experimentName: "demo", description: "Trying things out" });
 * ```
 */
export async function createExperiment(
  options: CreateExperimentOptions,
): Promise<ExperimentRecord> {
  const { makeExperiment } = await import("./experiments.ts");
  return await makeExperiment(options);
}
