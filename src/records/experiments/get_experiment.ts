/**
 * Reads one experiment.
 *
 * @module
 */
import type { ExperimentOptions, ExperimentRecord } from "./experiments.ts";

/**
 * Returns an experiment.
 *
 * @param options Name, session and signal
 * @returns The experiment, with its description
 * @throws {ExperimentNotFoundError} If the experiment does not exist
 */
export async function getExperiment(options: ExperimentOptions): Promise<ExperimentRecord> {
  const { readExperiment } = await import("./experiments.ts");
  return await readExperiment(options);
}
