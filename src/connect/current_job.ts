/**
 * Detects the SageMaker job that runs this process, from its container.
 *
 * @module
 */
import { readEnvironment, readTextFile } from "../runtime.ts";

/** The job that runs this process. */
export interface Job {
  readonly kind: "training" | "processing" | "transform";
  readonly arn: string;
  readonly name: string;
}

/** Path of the configuration in a processing job's container. */
const PROCESSING_CONFIG = "/opt/ml/config/processingjobconfig.json";

/**
 * Returns the job that runs this process; undefined outside jobs and in browsers.
 *
 * @param processingConfig Path of a processing job's configuration
 */
export function currentJob(processingConfig = PROCESSING_CONFIG): Job | undefined {
  const training = readEnvironment("TRAINING_JOB_ARN");
  if (training) return jobOf("training", training);
  const processing = processingArn(processingConfig);
  if (processing) return jobOf("processing", processing);
  const transform = readEnvironment("TRANSFORM_JOB_ARN");
  return transform ? jobOf("transform", transform) : undefined;
}

function jobOf(kind: Job["kind"], arn: string): Job {
  return { kind, arn, name: arn.slice(arn.lastIndexOf("/") + 1) };
}

function processingArn(path: string): string | undefined {
  const text = readTextFile(path);
  if (text === undefined) return undefined;
  try {
    const config: unknown = JSON.parse(text);
    if (typeof config === "object" && config && "ProcessingJobArn" in config) {
      return String(config.ProcessingJobArn);
    }
  } catch {
    // Not a processing job's configuration.
  }
  return undefined;
}
