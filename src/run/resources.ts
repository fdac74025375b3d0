/**
 * Creates a run's resources: experiment, run group and trial component. It takes as few round trips
 * as their order allows. Loaded with the first run.
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
  /** ARN of the run's trial component. */
  readonly arn: string;
  /** Run group of the run. */
  readonly runGroupName: string;
  /** Trial component as it was before; undefined for a new run. */
  readonly existing: DescribeTrialComponentResponse | undefined;
}

/**
 * Creates a run's resources, or loads those that exist, and sets the run's status to InProgress. A
 * new run takes three round trips in a new experiment, and two in a known experiment.
 *
 * @throws {UnsupportedRegionError} If the region does not have SageMaker Experiments
 * @throws the AWS SDK's error if a request fails; a trial component that it created is deleted
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
    const [runGroupName] = await Promise.all([
      group.add(names.trialComponentName),
      request.hold.enter(request.startTime),
    ]);
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
 * Loads a run's resources, and creates them only if the run does not exist. Loading takes two round
 * trips.
 *
 * @throws {UnsupportedRegionError} If the region does not have SageMaker Experiments
 * @throws the AWS SDK's error if a request fails; a trial component that it created is deleted
 */
export async function loadResources(request: OpenRequest): Promise<OpenedRun> {
  try {
    return await reopen(request, undefined);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    return await openResources(request);
  }
}

/** Creates the experiment if it does not exist. */
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

/**
 * Checks whether the experiment exists, for credentials that may use but not create experiments.
 */
async function hasExperiment(
  session: Session,
  ExperimentName: string,
  options: CallOptions,
): Promise<boolean> {
  try {
    await session.sagemaker.call("DescribeExperiment", { ExperimentName }, options);
    return true;
  } catch {
    // The error of CreateExperiment is more helpful to the user.
    return false;
  }
}

/** Creates the trial component with status InProgress. Returns undefined if it already exists. */
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

/**
 * Loads an existing run and sets it to InProgress again. Its first start time is kept. The run is
 * entered before its status is set, so that no other holder ends it in between.
 */
async function reopen(
  request: OpenRequest,
  group: RunGroupPlace | undefined,
): Promise<OpenedRun> {
  const { session, hold, startTime, signal } = request;
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
  const begin = async (): Promise<void> => {
    if (await hold.enter(startTime)) return;
    await session.sagemaker.call("UpdateTrialComponent", {
      TrialComponentName,
      Status: IN_PROGRESS,
      ...(existing.StartTime === undefined ? { StartTime: startTime } : {}),
    }, { signal });
  };
  const [runGroupName] = await Promise.all([current ?? join(), begin()]);
  return { arn: existing.TrialComponentArn ?? "", runGroupName, existing };
}

/** Deletes the component of a failed opening: no list shows a component outside every group. */
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
