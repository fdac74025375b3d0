/**
 * Reading one experiment. Browser-safe.
 *
 * @module
 */
import type { ExperimentOptions, ExperimentRecord } from "./experiments.ts";

/**
 * Returns an experiment.
 *
 * @param options Name, session and signal
 * @returns The experiment
 * @throws {ExperimentNotFoundError} If it does not exist
 */
export async function getExperiment(options: ExperimentOptions): Promise<ExperimentRecord> {
  const { readExperiment } = await import("./experiments.ts");
  return await readExperiment(options);
}
