/**
 * The names of a run's resources, as the SageMaker Python SDK makes them. Pure. Browser-safe.
 *
 * @module
 */
import { ArgumentError } from "../errors.ts";
import { ENTITY_NAME_LENGTH, ENTITY_NAME_PATTERN, RUN_NAME_LENGTH } from "./limits.ts";

/** The tag that tells a run from other trial components, set by every SageMaker SDK. */
export const RUN_TAG: Readonly<{ Key: string; Value: string }> = Object.freeze({
  Key: "sagemaker:trial-component-source",
  Value: "run",
});

/** The tag of a run that listings leave out unless they are asked for it. */
export const ARCHIVE_TAG: Readonly<{ Key: string; Value: string }> = Object.freeze({
  Key: "runlog:archived",
  Value: "true",
});

/** The names of one run's resources. */
export interface RunNames {
  /** The experiment, lower case. */
  readonly experimentName: string;
  /** The run, lower case, unique within its experiment. */
  readonly runName: string;
  /** The trial component behind the run, unique in the account and region. */
  readonly trialComponentName: string;
}

const RUN_NAME_BASE = "sagemaker-run";

/**
 * The names of a run's resources. Experiment and run names are lower-cased: the metrics service takes
 * no other, and AWS compares names without case.
 *
 * @throws {ArgumentError} when a name is longer than 59 characters or has characters AWS refuses
 */
export function nameRun(experimentName: string, runName: string = uniqueRunName()): RunNames {
  const action = "Cannot start run";
  checkRunName(action, "runName", runName);
  checkRunName(action, "experimentName", experimentName);
  const experiment = experimentName.toLowerCase();
  const run = runName.toLowerCase();
  return { experimentName: experiment, runName: run, trialComponentName: `${experiment}-${run}` };
}

/**
 * A run name of its own: `sagemaker-run-{epoch seconds}-{4 hex digits}`.
 *
 * @param now Milliseconds since 1970
 */
export function uniqueRunName(now: number = Date.now()): string {
  const [random = 0] = crypto.getRandomValues(new Uint16Array(1));
  return `${RUN_NAME_BASE}-${Math.floor(now / 1000)}-${random.toString(16).padStart(4, "0")}`;
}

/**
 * The run group (trial) that holds an experiment's runs: `Default-Run-Group-{experiment}`, and from
 * the second on a number, since AWS's default quota is 50 runs a group.
 *
 * @param position 1 for the first
 */
export function runGroupName(experimentName: string, position = 1): string {
  return `Default-Run-Group-${experimentName}${position === 1 ? "" : `-${position}`}`;
}

/** The position of one of an experiment's own run groups; undefined for any other group. */
export function runGroupPosition(experimentName: string, groupName: string): number | undefined {
  const first = runGroupName(experimentName);
  if (groupName === first) return 1;
  const number = groupName.startsWith(`${first}-`) ? groupName.slice(first.length + 1) : "";
  return /^[1-9]\d{0,5}$/.test(number) && number !== "1" ? Number(number) : undefined;
}

/**
 * The run's name within its experiment. A component whose name does not start with the experiment's
 * keeps its whole name.
 */
export function runNameOf(trialComponentName: string, experimentName: string): string {
  const prefix = `${experimentName.toLowerCase()}-`;
  return trialComponentName.startsWith(prefix)
    ? trialComponentName.slice(prefix.length)
    : trialComponentName;
}

/** Checks a display name or a run group's name. */
export function checkEntityName(
  action: string,
  argument: string,
  value: string,
  longest: number = ENTITY_NAME_LENGTH,
): void {
  if (typeof value !== "string" || !ENTITY_NAME_PATTERN.test(value) || value.length > longest) {
    throw new ArgumentError(action, {
      argument,
      value,
      rule: `be 1 to ${longest} letters, digits and inner hyphens`,
    });
  }
}

function checkRunName(action: string, argument: string, value: string): void {
  checkEntityName(action, argument, value, RUN_NAME_LENGTH);
}
