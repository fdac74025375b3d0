/**
 * Reads and creates run groups (AWS: trials) as plain data. Loaded when a group is read or created.
 *
 * @module
 */
import type { TrialSummary } from "@aws-sdk/client-sagemaker";
import { RunGroupError } from "../../rules/run_group_error.ts";
import { checkEntityName, ENTITY_NAME } from "../../rules/names.ts";
import { isAlreadyExists, isNotFound } from "../../session/aws_errors.ts";
import { sessionOf } from "../../connect/default_session.ts";
import type { ListingOptions, Page, PageRequest } from "../listing.ts";
import type { Session } from "../../session/session.ts";
import { checkExperimentName } from "./experiment_name.ts";
import { ExperimentNotFoundError } from "./experiment_not_found_error.ts";
import type { ExperimentOptions } from "./experiments.ts";
import { type OptionKinds, requireOptions } from "../../options.ts";
import { REQUEST_OPTIONS } from "../../session/request_options.ts";
import { required } from "../../kinds.ts";

/** A run group (AWS: trial), in its state when it was read. */
export interface RunGroupRecord {
  /** Name of the run group. */
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

/** Options of functions that create or delete one run group. */
export interface RunGroupOptions extends ExperimentOptions {
  /** The run group: 1 to 120 letters, digits and inner hyphens. */
  readonly runGroupName: string;
}

/** Options of {@linkcode listRunGroups}. */
export interface ListRunGroupsOptions extends ExperimentOptions, ListingOptions {}

/** Returns a page of an experiment's run groups, newest first. */
export async function readRunGroups(
  ExperimentName: string,
  options: ListRunGroupsOptions,
  { maxResults, nextToken }: PageRequest,
): Promise<Page<RunGroupRecord>> {
  const { sagemaker } = await sessionOf(options);
  const page = {
    ExperimentName,
    MaxResults: maxResults,
    ...(nextToken === undefined ? {} : { NextToken: nextToken }),
  };
  try {
    const answer = await sagemaker.call("ListTrials", page, { signal: options.signal });
    const items = (answer.TrialSummaries ?? []).map((trial) => toRunGroup(ExperimentName, trial));
    return { items, nextToken: answer.NextToken };
  } catch (cause) {
    throw isNotFound(cause) ? new ExperimentNotFoundError(ExperimentName, { cause }) : cause;
  }
}

const OPTIONS: OptionKinds<RunGroupOptions> = {
  ...REQUEST_OPTIONS,
  experimentName: required(ENTITY_NAME),
  runGroupName: required(ENTITY_NAME),
};

/** Creates a run group, as `createRunGroup` does. */
export async function makeRunGroup(options: RunGroupOptions): Promise<RunGroupRecord> {
  requireOptions("Cannot create run group", options, OPTIONS);
  const action = "Cannot create run group";
  const experimentName = checkExperimentName(action, options);
  const { runGroupName, signal } = options;
  checkEntityName(action, "runGroupName", runGroupName);
  const session = await sessionOf(options);
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
  return toRunGroup(experimentName, {
    ...trial,
    TrialName: trial.TrialName ?? runGroupName,
  });
}

function toRunGroup(experimentName: string, trial: TrialSummary): RunGroupRecord {
  return {
    runGroupName: trial.TrialName ?? "",
    experimentName,
    displayName: trial.DisplayName,
    arn: trial.TrialArn ?? "",
    creationTime: trial.CreationTime,
  };
}
