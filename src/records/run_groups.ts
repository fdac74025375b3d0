/**
 * Run groups (SageMaker's trials) as plain data. Browser-safe.
 *
 * @module
 */
import { RunlogError } from "../errors.ts";
import { checkEntityName } from "../names.ts";
import { isAlreadyExists, isNotFound } from "../session/aws_errors.ts";
import { defaultSession } from "../session/default.ts";
import { allItems } from "../session/pages.ts";
import type { Session } from "../session/session.ts";
import { checkedName, ExperimentNotFoundError, type ExperimentOptions } from "./experiments.ts";

/** A run group (SageMaker's trial), as it was when it was read. */
export interface RunGroupRecord {
  /** Name. */
  readonly runGroupName: string;
  /** The experiment it belongs to. */
  readonly experimentName: string;
  /** Display name. */
  readonly displayName: string | undefined;
  /** ARN. */
  readonly arn: string;
  /** When it was created. */
  readonly creationTime: Date | undefined;
}

/** Options of functions on one run group. */
export interface RunGroupOptions extends ExperimentOptions {
  /** The run group: 1 to 120 letters, digits and inner hyphens. */
  readonly runGroupName: string;
}

/**
 * A run group that cannot be used: it belongs to another experiment.
 *
 * @example
 * ```ts
 * import { RunGroupError, startRun } from "@runlog/sagemaker";
 *
 * try {
 *   await startRun({ experimentName: "demo", runGroupName: "sweep-1" });
 * } catch (error) {
 *   if (error instanceof RunGroupError) console.error(error.runGroupName);
 *   else throw error;
 * }
 * ```
 */
export class RunGroupError extends RunlogError {
  /** Always `RunGroupError`. */
  override name = "RunGroupError";
  /** The run group. */
  readonly runGroupName: string;

  /**
   * Made where it happens.
   *
   * @param runGroupName The run group
   * @param reason Why it cannot be used
   */
  constructor(runGroupName: string, reason: string) {
    super(`Cannot use run group "${runGroupName}": ${reason}`);
    this.runGroupName = runGroupName;
  }
}

/**
 * The run groups of an experiment, the newest first.
 *
 * @param options Which experiment
 * @returns Run groups, to be iterated
 * @throws {ExperimentNotFoundError} when there is no such experiment
 */
export async function* listRunGroups(options: ExperimentOptions): AsyncGenerator<RunGroupRecord> {
  const ExperimentName = checkedName("Cannot list run groups", options);
  const { sagemaker } = await (options.session ?? defaultSession());
  const { signal } = options;
  try {
    yield* allItems(async (token) => {
      const page = { ExperimentName, MaxResults: 100, ...token };
      const answer = await sagemaker.call("ListTrials", page, { signal });
      const items = answer.TrialSummaries?.map((trial) => ({
        runGroupName: trial.TrialName ?? "",
        experimentName: ExperimentName,
        displayName: trial.DisplayName,
        arn: trial.TrialArn ?? "",
        creationTime: trial.CreationTime,
      }));
      return { items, nextToken: answer.NextToken };
    });
  } catch (cause) {
    throw isNotFound(cause) ? new ExperimentNotFoundError(ExperimentName, { cause }) : cause;
  }
}

/**
 * Creates a run group, or gives the one that is there as it is.
 *
 * @param options The experiment, which must be there, and the group
 * @returns The run group
 * @throws {RunGroupError} when the group is another experiment's
 * @throws {ExperimentNotFoundError} when there is no such experiment
 * @throws {ArgumentError} when AWS would refuse a name
 *
 * @example
 * ```ts
 * import { createExperiment, createRunGroup } from "@runlog/sagemaker";
 *
 * await createExperiment({ experimentName: "demo" });
 * await createRunGroup({ experimentName: "demo", runGroupName: "sweep-1" });
 * ```
 */
export async function createRunGroup(options: RunGroupOptions): Promise<RunGroupRecord> {
  const action = "Cannot create run group";
  const experimentName = checkedName(action, options);
  const { runGroupName, signal } = options;
  checkEntityName(action, "runGroupName", runGroupName);
  const session = await (options.session ?? defaultSession());
  const request = { TrialName: runGroupName, ExperimentName: experimentName };
  try {
    await session.sagemaker.call("CreateTrial", request, { signal });
  } catch (cause) {
    if (isNotFound(cause)) throw new ExperimentNotFoundError(experimentName, { cause });
    if (!isAlreadyExists(cause)) throw cause;
  }
  return await describe(session, experimentName, runGroupName, signal);
}

async function describe(
  { sagemaker }: Session,
  experimentName: string,
  runGroupName: string,
  signal: AbortSignal | undefined,
): Promise<RunGroupRecord> {
  const trial = await sagemaker.call("DescribeTrial", { TrialName: runGroupName }, { signal });
  if (trial.ExperimentName?.toLowerCase() !== experimentName) {
    throw new RunGroupError(runGroupName, `it must belong to experiment "${experimentName}"`);
  }
  return {
    runGroupName: trial.TrialName ?? runGroupName,
    experimentName,
    displayName: trial.DisplayName,
    arn: trial.TrialArn ?? "",
    creationTime: trial.CreationTime,
  };
}
