/**
 * Experiments as plain data. Browser-safe.
 *
 * @module
 */
import { ArgumentError, RunlogError } from "../../errors.ts";
import { checkEntityName } from "../../rules/names.ts";
import { isAlreadyExists, isNotFound } from "../../session/aws_errors.ts";
import { defaultSession } from "../../connect/default_session.ts";
import { type Listing, type ListingOptions, toListing } from "../listing.ts";
import type { RequestOptions } from "../../session/request_options.ts";

/** An experiment, as it was when it was read. */
export interface ExperimentRecord {
  /** Name. */
  readonly experimentName: string;
  /** Display name. */
  readonly displayName: string | undefined;
  /** Description; listings have none. */
  readonly description: string | undefined;
  /** ARN. */
  readonly arn: string;
  /** When it was created. */
  readonly creationTime: Date | undefined;
  /** When it last changed. */
  readonly lastModifiedTime: Date | undefined;
}

/** Options of functions on one experiment. */
export interface ExperimentOptions extends RequestOptions {
  /** The experiment; case does not matter. */
  readonly experimentName: string;
}

/** Options of {@linkcode createExperiment}. */
export interface CreateExperimentOptions extends ExperimentOptions {
  /**
   * Name as people see it: 1 to 120 letters, digits and inner hyphens.
   * @default the experiment's name
   */
  readonly displayName?: string | undefined;
  /**
   * What it is about, at most 3,072 characters.
   * @default none
   */
  readonly description?: string | undefined;
}

/** There is no such experiment. */
export class ExperimentNotFoundError extends RunlogError {
  /** Always `ExperimentNotFoundError`. */
  override name = "ExperimentNotFoundError";
  /** The experiment. */
  readonly experimentName: string;

  /**
   * Made where it happens.
   *
   * @param experimentName The experiment
   * @param options `cause`: the AWS SDK's error
   */
  constructor(experimentName: string, options?: ErrorOptions) {
    super(`Cannot find experiment "${experimentName}"`, options);
    this.experimentName = experimentName;
  }
}

/**
 * Every experiment, the newest first: one request for each 100, none of them a write.
 *
 * @param options Limit, session and signal
 * @returns Experiments, to be iterated
 * @throws {ArgumentError} when `maxResults` is not a whole number from 1
 *
 * @example
 * ```ts
 * import { listExperiments } from "@runlog/sagemaker";
 *
 * for await (const { experimentName } of listExperiments()) console.log(experimentName);
 * ```
 */
export function listExperiments(options: ListingOptions = {}): Listing<ExperimentRecord> {
  return toListing("Cannot list experiments", options, async ({ maxResults, nextToken }) => {
    const { sagemaker } = await (options.session ?? defaultSession());
    const answer = await sagemaker.call("ListExperiments", {
      MaxResults: maxResults,
      ...(nextToken === undefined ? {} : { NextToken: nextToken }),
    }, { signal: options.signal });
    return {
      items: (answer.ExperimentSummaries ?? []).map(toExperiment),
      nextToken: answer.NextToken,
    };
  });
}

/**
 * One experiment.
 *
 * @param options Which
 * @returns The experiment
 * @throws {ExperimentNotFoundError} when there is none of that name
 */
export async function getExperiment(options: ExperimentOptions): Promise<ExperimentRecord> {
  const ExperimentName = checkedName("Cannot read experiment", options);
  const { sagemaker } = await (options.session ?? defaultSession());
  const { signal } = options;
  try {
    return toExperiment(
      await sagemaker.call("DescribeExperiment", { ExperimentName }, { signal }),
    );
  } catch (cause) {
    throw isNotFound(cause) ? new ExperimentNotFoundError(ExperimentName, { cause }) : cause;
  }
}

/**
 * Creates an experiment, or gives the one that is there as it is.
 *
 * @param options Name, display name, description
 * @returns The experiment
 * @throws {ArgumentError} when AWS would refuse an argument
 *
 * @example
 * ```ts
 * import { createExperiment } from "@runlog/sagemaker";
 *
 * await createExperiment({ experimentName: "demo", description: "Trying things out" });
 * ```
 */
export async function createExperiment(
  options: CreateExperimentOptions,
): Promise<ExperimentRecord> {
  const action = "Cannot create experiment";
  const ExperimentName = checkedName(action, options);
  const { displayName, description, signal } = options;
  if (displayName !== undefined) checkEntityName(action, "displayName", displayName);
  if (description !== undefined && description.length > 3072) {
    const facts = { argument: "description", value: description };
    throw new ArgumentError(action, { ...facts, rule: "be at most 3072 characters" });
  }
  const session = await (options.session ?? defaultSession());
  try {
    await session.sagemaker.call("CreateExperiment", {
      ExperimentName,
      ...(displayName === undefined ? {} : { DisplayName: displayName }),
      ...(description === undefined ? {} : { Description: description }),
    }, { signal });
  } catch (error) {
    if (!isAlreadyExists(error)) throw error;
  }
  return await getExperiment({ experimentName: ExperimentName, session, signal });
}

/** AWS's members of an experiment, as every operation has them. */
interface WireExperiment {
  readonly ExperimentName?: string | undefined;
  readonly ExperimentArn?: string | undefined;
  readonly DisplayName?: string | undefined;
  readonly Description?: string | undefined;
  readonly CreationTime?: Date | undefined;
  readonly LastModifiedTime?: Date | undefined;
}

function toExperiment(experiment: WireExperiment): ExperimentRecord {
  return {
    experimentName: experiment.ExperimentName ?? "",
    displayName: experiment.DisplayName,
    description: experiment.Description,
    arn: experiment.ExperimentArn ?? "",
    creationTime: experiment.CreationTime,
    lastModifiedTime: experiment.LastModifiedTime,
  };
}

/** The experiment's name, checked and in lower case. */
export function checkedName(action: string, { experimentName }: ExperimentOptions): string {
  checkEntityName(action, "experimentName", experimentName);
  return experimentName.toLowerCase();
}
