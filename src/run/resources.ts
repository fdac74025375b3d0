/**
 * Creates a run's resources: experiment, run group and trial component. It takes as few round trips
 * as their order allows. Loaded with the first run.
 *
 * @module
 */
import type { DescribeTrialComponentResponse } from "@aws-sdk/client-sagemaker";
import { tidyingMs, within } from "../session/tidy.ts";
import {
  attemptsOf,
  isAlreadyExists,
  isDenied,
  isNotFound,
  isUnknownOperation,
} from "../session/aws_errors.ts";
import { RUN_TAG, type RunNames } from "../rules/names.ts";
import type { CallOptions } from "../session/caller.ts";
import type { Session } from "../session/session.ts";
import { groupHolding, joinRunGroup } from "./run_group.ts";
import type { OpenRequest } from "./open_request.ts";
import type { RunGroupPlace } from "./own_groups.ts";
import { IN_PROGRESS } from "./status.ts";
import { UnsupportedRegionError } from "./unsupported_region_error.ts";

/** A run whose resources exist. */
export interface OpenedRun {
  /** Names of its resources: for a run without a given name, those that were free. */
  readonly names: RunNames;
  /** ARN of the run's trial component. */
  readonly arn: string;
  /** Run group of the run. */
  readonly runGroupName: string;
  /** Trial component as it was before; undefined for a new run. */
  readonly existing: DescribeTrialComponentResponse | undefined;
}

/**
 * Creates a run's resources, or loads those that exist, and sets the run's status to InProgress. A
 * run without a given name is always created. A new run takes three round trips in a new experiment, and two in a known experiment.
 *
 * @throws {UnsupportedRegionError} If the region does not have SageMaker Experiments
 * @throws the AWS SDK's error if a request fails; a trial component that it created is deleted
 */
export async function openResources(request: OpenRequest): Promise<OpenedRun> {
  const { session } = request;
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
    const runGroupName = await group.add(created.names.trialComponentName);
    return { ...created, runGroupName, existing: undefined };
  } catch (error) {
    if (created !== undefined) {
      await removeComponent(session, created.names.trialComponentName, request.signal);
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

/** Number of generated names to try. Each is taken with a probability of about one in a billion. */
const MOST_NAMES = 32;

/** A trial component that this opening created. */
type CreatedComponent = Pick<OpenedRun, "names" | "arn">;

/**
 * Creates the trial component with status InProgress. If the name is taken, a run without a
 * given name gets another one. Returns undefined if a named one already exists.
 */
async function createComponent(request: OpenRequest): Promise<CreatedComponent | undefined> {
  let { names } = request;
  for (let tries = 1;; tries++) {
    try {
      return { names, arn: await sendComponent(request, names) };
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
      if (!request.newNames) return undefined;
      const arn = await findOwnComponent(request, names, error);
      if (arn !== undefined) return { names, arn };
      if (tries === MOST_NAMES) throw error;
      names = request.newNames();
    }
  }
}

async function sendComponent(
  { session, runDisplayName, tags, origin, startTime, signal }: OpenRequest,
  { trialComponentName }: RunNames,
): Promise<string> {
  const { TrialComponentArn } = await session.sagemaker.call("CreateTrialComponent", {
    TrialComponentName: trialComponentName,
    ...(runDisplayName === undefined ? {} : { DisplayName: runDisplayName }),
    Status: IN_PROGRESS,
    StartTime: startTime,
    ...origin,
    Tags: [...tags, RUN_TAG],
  }, { signal });
  return TrialComponentArn ?? "";
}

/**
 * Returns the ARN of the component if this opening created it: the answer to the first attempt was
 * lost, and the SDK sent the request again.
 */
async function findOwnComponent(
  { session, startTime, signal }: OpenRequest,
  { trialComponentName: TrialComponentName }: RunNames,
  error: unknown,
): Promise<string | undefined> {
  if ((attemptsOf(error) ?? 1) === 1) return undefined;
  const found = await session.sagemaker
    .call("DescribeTrialComponent", { TrialComponentName }, { signal });
  return found.StartTime?.getTime() === startTime.getTime() ? found.TrialComponentArn : undefined;
}

/** Loads an existing run and sets it to InProgress again. Its first start time is kept. */
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
  return { names: request.names, arn: existing.TrialComponentArn ?? "", runGroupName, existing };
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
