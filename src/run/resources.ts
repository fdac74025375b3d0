/**
 * Brings a run's resources into being: experiment, run group and trial component, in as few round
 * trips as their order allows. Loaded with the first run. Browser-safe.
 *
 * @module
 */
import type { DescribeTrialComponentResponse } from "@aws-sdk/client-sagemaker";
import { tidyingMs, within } from "../session/tidy.ts";
import {
  isAlreadyExists,
  isDenied,
  isNotFound,
  isUnknownOperation,
} from "../session/aws_errors.ts";
import { RUN_TAG } from "../rules/names.ts";
import type { CallOptions } from "../session/caller.ts";
import type { Session } from "../session/session.ts";
import { groupHolding, joinRunGroup } from "./run_group.ts";
import type { OpenRequest } from "./open_request.ts";
import type { RunGroupPlace } from "./own_groups.ts";
import { IN_PROGRESS } from "./status.ts";
import { UnsupportedRegionError } from "./unsupported_region_error.ts";

/** A run whose resources exist. */
export interface OpenedRun {
  /** ARN of the trial component. */
  readonly arn: string;
  /** The run group it is in. */
  readonly runGroupName: string;
  /** What the run held before; undefined when it is new. */
  readonly existing: DescribeTrialComponentResponse | undefined;
}

/**
 * Creates what is missing and loads what is there; the run is then InProgress. A new run in a new
 * experiment takes three round trips, in a known experiment two.
 *
 * @throws the AWS SDK's error; a trial component made by a failed opening is removed again
 */
export async function openResources(request: OpenRequest): Promise<OpenedRun> {
  const { session, names } = request;
  const group = joinRunGroup(request);
  const [experiment, component] = await Promise.allSettled([
    createExperiment(request),
    createComponent(request),
    group.found,
  ]);
  const created = component.status === "fulfilled" ? component.value : undefined;
  try {
    if (experiment.status === "rejected") {
      throw isUnknownOperation(experiment.reason)
        ? new UnsupportedRegionError({ cause: experiment.reason })
        : experiment.reason;
    }
    if (component.status === "rejected") throw component.reason;
    if (created === undefined) return await reopen(request, group);
    const runGroupName = await group.add(names.trialComponentName);
    return { arn: created, runGroupName, existing: undefined };
  } catch (error) {
    if (created !== undefined) {
      await removeComponent(session, names.trialComponentName, request.signal);
    }
    throw error;
  } finally {
    group.leave();
  }
}

/**
 * Loads what is there, and creates it only when it is not. Loading a run takes two round trips.
 *
 * @throws the AWS SDK's error; a trial component made by a failed opening is removed again
 */
export async function loadResources(request: OpenRequest): Promise<OpenedRun> {
  try {
    return await reopen(request, undefined);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    return await openResources(request);
  }
}

/** Creates the experiment unless it exists. */
async function createExperiment(
  { session, names, experimentDisplayName, tags, signal }: OpenRequest,
): Promise<void> {
  try {
    await session.sagemaker.call("CreateExperiment", {
      ExperimentName: names.experimentName,
      ...(experimentDisplayName === undefined ? {} : { DisplayName: experimentDisplayName }),
      ...(tags.length === 0 ? {} : { Tags: [...tags] }),
    }, { signal });
  } catch (error) {
    if (isAlreadyExists(error)) return;
    if (!isDenied(error) || !await hasExperiment(session, names.experimentName, { signal })) {
      throw error;
    }
  }
}

/** Accounts may keep the making of experiments to few, and their use open to all. */
async function hasExperiment(
  session: Session,
  ExperimentName: string,
  options: CallOptions,
): Promise<boolean> {
  try {
    await session.sagemaker.call("DescribeExperiment", { ExperimentName }, options);
    return true;
  } catch {
    // What CreateExperiment said tells the user more.
    return false;
  }
}

/** Creates the trial component, already in progress. Undefined when it exists. */
async function createComponent(
  { session, names, runDisplayName, tags, origin, startTime, signal }: OpenRequest,
): Promise<string | undefined> {
  try {
    const { TrialComponentArn } = await session.sagemaker.call("CreateTrialComponent", {
      TrialComponentName: names.trialComponentName,
      ...(runDisplayName === undefined ? {} : { DisplayName: runDisplayName }),
      Status: IN_PROGRESS,
      StartTime: startTime,
      ...origin,
      Tags: [...tags, RUN_TAG],
    }, { signal });
    return TrialComponentArn ?? "";
  } catch (error) {
    if (isAlreadyExists(error)) return undefined;
    throw error;
  }
}

/** Loads a run that is there and puts it in progress again; its first start time stays. */
async function reopen(
  request: OpenRequest,
  group: RunGroupPlace | undefined,
): Promise<OpenedRun> {
  const { session, startTime, signal } = request;
  const { trialComponentName: TrialComponentName } = request.names;
  const [existing, current] = await Promise.all([
    session.sagemaker.call("DescribeTrialComponent", { TrialComponentName }, { signal }),
    groupHolding(request),
  ]);
  const join = async (): Promise<string> => {
    if (group) return await group.add(TrialComponentName);
    const own = joinRunGroup(request);
    try {
      return await own.add(TrialComponentName);
    } finally {
      own.leave();
    }
  };
  const [runGroupName] = await Promise.all([
    current ?? join(),
    session.sagemaker.call("UpdateTrialComponent", {
      TrialComponentName,
      Status: IN_PROGRESS,
      ...(existing.StartTime === undefined ? { StartTime: startTime } : {}),
    }, { signal }),
  ]);
  return { arn: existing.TrialComponentArn ?? "", runGroupName, existing };
}

/** A component in no group is invisible to every listing, so a failed opening takes it back. */
async function removeComponent(
  session: Session,
  TrialComponentName: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  try {
    await within(
      tidyingMs(signal),
      (signal) =>
        session.sagemaker.call("DeleteTrialComponent", { TrialComponentName }, { signal }),
    );
  } catch (error) {
    session.logger.warn(`runlog: "${TrialComponentName}" is left without a run group`, error);
  }
}
