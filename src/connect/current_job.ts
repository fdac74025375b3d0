/**
 * The SageMaker job that this process is, as its container tells. Browser-safe: a page is no job.
 *
 * @module
 */
import { readEnvironment, readTextFile } from "../runtime.ts";

/** The job that this process is. */
export interface Job {
  /** Its kind. */
  readonly kind: "training" | "processing" | "transform";
  /** Its ARN. */
  readonly arn: string;
  /** Its name. */
  readonly name: string;
}

/** What a processing job's container finds in its configuration. */
const PROCESSING_CONFIG = "/opt/ml/config/processingjobconfig.json";

/**
 * The job that this process is, if it is one.
 *
 * @param processingConfig Where a processing job's configuration would be
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
