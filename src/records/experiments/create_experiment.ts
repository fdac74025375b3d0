/**
 * Creating an experiment. Browser-safe.
 *
 * @module
 */
import type { CreateExperimentOptions, ExperimentRecord } from "./experiments.ts";

/**
 * Creates an experiment. An existing one is returned unchanged.
 *
 * @param options Name, display name, description
 * @returns The experiment
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
