/**
 * Ways to say which run is meant. Browser-safe.
 *
 * @module
 */
import { nameRun } from "../names.ts";
import { isNotFound } from "../session/aws_errors.ts";
import type { Session } from "../session/session.ts";
import { RunNotFoundError } from "./get.ts";

/** Where a run's resources are. */
export interface RunLocation {
  /** The trial component behind the run. */
  readonly trialComponentName: string;
  /** ARN of the trial component. */
  readonly arn: string;
}

/** A run's names. */
export interface RunNamesReference {
  /** The experiment; case does not matter. */
  readonly experimentName: string;
  /** The run; case does not matter. */
  readonly runName: string;
}

/**
 * Which run is meant: an open `Run`, a `RunRecord`, or its names.
 *
 * @example
 * ```ts
 * import type { RunReference } from "@runlog/sagemaker";
 *
 * const run: RunReference = { experimentName: "demo", runName: "first" };
 * ```
 */
export type RunReference = RunLocation | RunNamesReference;

/**
 * Where the run's resources are; asks the service only if names are all there is.
 *
 * @throws {RunNotFoundError} when there is no run of these names
 * @throws {ArgumentError} when AWS would refuse a name
 */
export async function locateRun(
  run: RunReference,
  { sagemaker }: Session,
  signal: AbortSignal | undefined,
): Promise<RunLocation> {
  if ("arn" in run) return run;
  const names = nameRun(run.experimentName, run.runName);
  const { trialComponentName } = names;
  try {
    const found = await sagemaker.call(
      "DescribeTrialComponent",
      { TrialComponentName: trialComponentName },
      { signal },
    );
    return { trialComponentName, arn: found.TrialComponentArn ?? "" };
  } catch (cause) {
    throw isNotFound(cause) ? new RunNotFoundError(names, { cause }) : cause;
  }
}
