/**
 * Identifies runs by names, records or open runs.
 *
 * @module
 */
import { ENTITY_NAME, nameRun } from "../../rules/names.ts";
import { isNotFound } from "../../session/aws_errors.ts";
import type { Session } from "../../session/session.ts";
import { RunNotFoundError } from "./run_not_found_error.ts";
import { ArgumentError } from "../../errors.ts";
import {
  checkArgument,
  checkOptions,
  isObject,
  type OptionKinds,
  readingOf,
} from "../../options.ts";
import type { RunRecord } from "./record.ts";
import { type Kind, optional, TEXT } from "../../kinds.ts";

/**
 * Reference to a run by its names. An open `Run` and a `RunRecord` are references too. They save a
 * request where the trial component's ARN is needed.
 *
 * @example
 * ```ts
 * import type { RunReference } from "@runlog/sagemaker";
 *
 * const run: RunReference = { experimentName: "demo", runName: "first" };
 * ```
 */
export interface RunReference {
  /** The experiment; case does not matter. */
  readonly experimentName: string;
  /** The run's name within the experiment; case does not matter. */
  readonly runName: string;
  /**
   * The trial component behind the run.
   * @default `{experimentName}-{runName}`
   */
  readonly trialComponentName?: string | undefined;
  /**
   * ARN of the trial component.
   * @default looked up where it is needed
   */
  readonly arn?: string | undefined;
}

const ARN: Kind = {
  rule: "be the ARN of a trial component",
  allows: (value) =>
    typeof value === "string" && value.length <= 256 &&
    /^arn:aws[a-z-]*:sagemaker:[a-z0-9-]*:\d{12}:experiment-trial-component\/[a-zA-Z0-9-]+$/
      .test(value),
};

const NAMES = {
  experimentName: TEXT,
  runName: TEXT,
  trialComponentName: optional(ENTITY_NAME),
  arn: optional(ARN),
} as const;

/** Property names of a record, including those of a run's names. */
const RECORD_NAMES: OptionKinds<RunRecord> = {
  experimentName: true,
  runName: true,
  trialComponentName: true,
  arn: true,
  displayName: true,
  runGroupNames: true,
  status: true,
  statusMessage: true,
  startTime: true,
  endTime: true,
  creationTime: true,
  lastModifiedTime: true,
  parameters: true,
  metrics: true,
  inputArtifacts: true,
  outputArtifacts: true,
  description: true,
  notes: true,
  isArchived: true,
  tags: true,
  commit: true,
  repository: true,
};

/**
 * Checks that a reference is names, a record or an open run, without options among its properties.
 *
 * @throws {ArgumentError} If the reference has another shape, or a property that a record lacks
 */
export function checkReference(action: string, run: unknown): void {
  const facts = { argument: "run", value: run };
  if (!isObject(run)) {
    const rule = "be a run, its record, or { experimentName, runName }";
    throw new ArgumentError(action, { ...facts, rule });
  }
  // An open run is an instance of a class, with its own methods.
  const prototype: unknown = Object.getPrototypeOf(run);
  if (prototype === null || prototype === Object.prototype) {
    for (const name of ["session", "signal"]) {
      if (!Object.hasOwn(run, name)) continue;
      const rule = "be in the options, which follow the run";
      throw new ArgumentError(action, { argument: `run.${name}`, value: run[name], rule });
    }
    checkOptions(action, run, RECORD_NAMES, "run");
  }
  readingOf(action, "run", run, () => {
    for (const [name, kind] of Object.entries(NAMES)) checkArgument(action, name, run[name], kind);
  });
}

/** Name and ARN of the trial component behind a run. */
export interface RunLocation {
  /** The trial component behind the run. */
  readonly trialComponentName: string;
  /** ARN of the trial component. */
  readonly arn: string;
}

/**
 * Returns the name of the trial component behind a run.
 *
 * @throws {ArgumentError} If AWS would reject a name
 */
export function componentNameOf(run: RunReference): string {
  return run.trialComponentName ?? nameRun(run.experimentName, run.runName).trialComponentName;
}

/**
 * Returns the name and ARN of a run's trial component. It sends a request only if the reference has
 * no ARN.
 *
 * @throws {RunNotFoundError} If the run does not exist
 * @throws {ArgumentError} If AWS would reject a name
 */
export async function locateRun(
  run: RunReference,
  { sagemaker }: Session,
  signal: AbortSignal | undefined,
): Promise<RunLocation> {
  const trialComponentName = componentNameOf(run);
  if (run.arn !== undefined) return { trialComponentName, arn: run.arn };
  try {
    const found = await sagemaker.call(
      "DescribeTrialComponent",
      { TrialComponentName: trialComponentName },
      { signal },
    );
    return { trialComponentName, arn: found.TrialComponentArn ?? "" };
  } catch (cause) {
    throw isNotFound(cause) ? new RunNotFoundError(run, { cause }) : cause;
  }
}
