/**
 * Names a run's resources as the SageMaker Python SDK does.
 *
 * @module
 */
import { ArgumentError } from "../errors.ts";
import { ENTITY_NAME_LENGTH, ENTITY_NAME_PATTERN, RUN_NAME_LENGTH } from "./limits.ts";
import type { Kind } from "../kinds.ts";

/** Tag that distinguishes a run from other trial components. Every SageMaker SDK sets it. */
export const RUN_TAG: Readonly<{ Key: string; Value: string }> = Object.freeze({
  Key: "sagemaker:trial-component-source",
  Value: "run",
});

/** Tag of archived runs, which listings omit by default. */
export const ARCHIVE_TAG: Readonly<{ Key: string; Value: string }> = Object.freeze({
  Key: "runlog:archived",
  Value: "true",
});

/** Names of one run's resources. */
export interface RunNames {
  /** Experiment name, in lower case. */
  readonly experimentName: string;
  /** Run name, in lower case, unique within its experiment. */
  readonly runName: string;
  /** Name of the run's trial component, unique in the account and region. */
  readonly trialComponentName: string;
}

const RUN_NAME_BASE = "sagemaker-run";

/**
 * Returns the names of a run's resources. Experiment and run names become lower case: the metrics
 * service accepts no other, and AWS ignores case when it compares names.
 *
 * @throws {ArgumentError} If a name is longer than 59 characters or has characters that AWS rejects
 */
export function nameRun(experimentName: string, runName: string = newRunName()): RunNames {
  const action = "Cannot start run";
  checkRunName(action, "runName", runName);
  checkRunName(action, "experimentName", experimentName);
  const experiment = experimentName.toLowerCase();
  const run = runName.toLowerCase();
  return { experimentName: experiment, runName: run, trialComponentName: `${experiment}-${run}` };
}

/**
 * Creates a run name that is probably new: `sagemaker-run-{epoch seconds}-{8 hex digits}`. The
 * service decides whether it is: a run of this name must be created, never loaded.
 *
 * @param now Milliseconds since 1970
 */
export function newRunName(now: number = Date.now()): string {
  const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
  return `${RUN_NAME_BASE}-${Math.floor(now / 1000)}-${random.toString(16).padStart(8, "0")}`;
}

/**
 * Returns the name of the run group (AWS calls it a trial) that holds an experiment's runs:
 * `Default-Run-Group-{experiment}`. The second and later groups have a number at the end, since
 * AWS's default quota is 50 runs per group. A local store has no such quota by default.
 *
 * @param position The group's number; 1 for the first
 */
export function runGroupName(experimentName: string, position = 1): string {
  return `Default-Run-Group-${experimentName}${position === 1 ? "" : `-${position}`}`;
}

/** Returns the number of one of an experiment's own run groups. Undefined for any other group. */
export function runGroupPosition(experimentName: string, groupName: string): number | undefined {
  const first = runGroupName(experimentName);
  if (groupName === first) return 1;
  const number = groupName.startsWith(`${first}-`) ? groupName.slice(first.length + 1) : "";
  return /^[1-9]\d{0,5}$/.test(number) && number !== "1" ? Number(number) : undefined;
}

/**
 * Returns the run's name within its experiment, in lower case as `getRun` has it: AWS ignores case,
 * and other tools write any. If a component's name does not start with the experiment's, the whole
 * name is returned.
 */
export function runNameOf(trialComponentName: string, experimentName: string): string {
  const prefix = `${experimentName.toLowerCase()}-`;
  const name = trialComponentName.toLowerCase();
  return name.startsWith(prefix) ? name.slice(prefix.length) : trialComponentName;
}

/** Checks a display name or the name of a run group. */
export function checkEntityName(
  action: string,
  argument: string,
  value: string,
  longest: number = ENTITY_NAME_LENGTH,
): void {
  const { rule, allows } = entityName(longest);
  if (!allows(value)) throw new ArgumentError(action, { argument, value, rule });
}

function entityName(longest: number): Kind {
  return {
    rule: `be 1 to ${longest} letters, digits and inner hyphens`,
    // The length first: matching the pattern of a long text exhausts the stack.
    allows: (value) =>
      typeof value === "string" && value.length <= longest && ENTITY_NAME_PATTERN.test(value),
  };
}

/** Names of experiments, run groups and trial components, and display names. */
export const ENTITY_NAME: Kind = entityName(ENTITY_NAME_LENGTH);

function checkRunName(action: string, argument: string, value: string): void {
  checkEntityName(action, argument, value, RUN_NAME_LENGTH);
}
