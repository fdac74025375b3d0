/**
 * Creates a run's resources: experiment, run group and trial component. It takes as few round trips
 * as their order allows. Loaded with the first run.
 *
 * @module
 */
import type { DescribeTrialComponentResponse } from "@aws-sdk/client-sagemaker";
import { tidyingMs, within } from "../session/tidy.ts";
import { isNotFound, isUnknownOperation } from "../session/aws_errors.ts";
import type { RunNames } from "../rules/names.ts";
import type { Session } from "../session/session.ts";
import { createComponent, type RefusedFact } from "./create_resources.ts";
import type { Origin } from "./environment.ts";
import { type ExperimentOpening, openingsOf } from "./experiment_openings.ts";
import { groupHolding } from "./run_group.ts";
import type { OpenRequest } from "./open_request.ts";
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
  /** Parameters that a new run was created with. */
  readonly created?: Origin["Parameters"];
  /** Parameters of a new run's origin that could not be sent with it. */
  readonly parameters?: Origin["Parameters"];
  /** Other facts about a new run that the service rejects. */
  readonly refused?: readonly RefusedFact[];
}

/**
 * Creates a run's resources, or loads those that exist, and sets the run's status to InProgress. A
 * run without a given name is always created. A new run takes three round trips in a new experiment, and
 * two in a known experiment. From a session's second run of an experiment on, these are two requests.
 *
 * @throws {UnsupportedRegionError} If the region does not have SageMaker Experiments
 * @throws the AWS SDK's error if a request fails; a trial component that it created is deleted
 */
export async function openResources(request: OpenRequest): Promise<OpenedRun> {
  const { session } = request;
  const opening = openingsOf(session, request.names.experimentName).join(request);
  const [experiment, component] = await Promise.allSettled([
    opening.experiment,
    createComponent(request),
    opening.found,
  ]);
  const created = component.status === "fulfilled" ? component.value : undefined;
  try {
    if (experiment.status === "rejected") {
      throw isUnknownOperation(experiment.reason)
        ? new UnsupportedRegionError({ cause: experiment.reason })
        : experiment.reason;
    }
    if (component.status === "rejected") throw component.reason;
    const refused = experiment.value;
    if (created === undefined) return { ...await reopen(request, opening), refused };
    const { trialComponentName } = created.names;
    const [runGroupName] = await Promise.all([
      opening.add(trialComponentName),
      request.hold.enter(request.startTime, trialComponentName),
    ]);
    return {
      ...created,
      runGroupName,
      existing: undefined,
      refused: [...refused, ...created.refused],
    };
  } catch (error) {
    if (created !== undefined) {
      await removeComponent(session, created.names.trialComponentName, request.signal);
    }
    throw error;
  } finally {
    opening.leave();
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

/**
 * Loads an existing run and sets it to InProgress again. Its first start time is kept. The run is
 * entered before its status is set, so that no other holder ends it in between.
 */
async function reopen(
  request: OpenRequest,
  opening: ExperimentOpening | undefined,
): Promise<OpenedRun> {
  const { session, hold, startTime, signal } = request;
  const { trialComponentName: TrialComponentName } = request.names;
  const [existing, current] = await Promise.all([
    session.sagemaker.call("DescribeTrialComponent", { TrialComponentName }, { signal }),
    groupHolding(request),
  ]);
  const join = async (): Promise<string> => {
    if (opening) return await opening.add(TrialComponentName);
    const own = openingsOf(session, request.names.experimentName).join(request);
    try {
      await own.experiment;
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
