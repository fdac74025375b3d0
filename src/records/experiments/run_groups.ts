/**
 * Run groups (SageMaker's trials) as plain data. Browser-safe.
 *
 * @module
 */
import { RunGroupError } from "../../rules/run_group_error.ts";
import { checkEntityName } from "../../rules/names.ts";
import { isAlreadyExists, isNotFound } from "../../session/aws_errors.ts";
import { defaultSession } from "../../connect/default_session.ts";
import { type Listing, type ListingOptions, toListing } from "../listing.ts";
import type { Session } from "../../session/session.ts";
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

/** Options of {@linkcode listRunGroups}. */
export interface ListRunGroupsOptions extends ExperimentOptions, ListingOptions {}

/**
 * The run groups of an experiment, the newest first.
 *
 * @param options Which experiment
 * @returns Run groups, to be iterated
 * @throws {ExperimentNotFoundError} when there is no such experiment
 */
export function listRunGroups(options: ListRunGroupsOptions): Listing<RunGroupRecord> {
  const action = "Cannot list run groups";
  const ExperimentName = checkedName(action, options);
  return toListing(action, options, async ({ maxResults, nextToken }) => {
    const { sagemaker } = await (options.session ?? defaultSession());
    const page = {
      ExperimentName,
      MaxResults: maxResults,
      ...(nextToken === undefined ? {} : { NextToken: nextToken }),
    };
    try {
      const answer = await sagemaker.call("ListTrials", page, { signal: options.signal });
      const items = (answer.TrialSummaries ?? []).map((trial) => ({
        runGroupName: trial.TrialName ?? "",
        experimentName: ExperimentName,
        displayName: trial.DisplayName,
        arn: trial.TrialArn ?? "",
        creationTime: trial.CreationTime,
      }));
      return { items, nextToken: answer.NextToken };
    } catch (cause) {
      throw isNotFound(cause) ? new ExperimentNotFoundError(ExperimentName, { cause }) : cause;
    }
  });
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
