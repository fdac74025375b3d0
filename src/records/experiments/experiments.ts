/**
 * Reads and creates experiments as plain data. Loaded when an experiment is read or created.
 *
 * @module
 */
import { ArgumentError } from "../../errors.ts";
import { checkEntityName, ENTITY_NAME } from "../../rules/names.ts";
import { isAlreadyExists, isNotFound } from "../../session/aws_errors.ts";
import { sessionOf } from "../../connect/default_session.ts";
import type { Page, PageRequest } from "../listing.ts";
import { REQUEST_OPTIONS, type RequestOptions } from "../../session/request_options.ts";
import { checkExperimentName } from "./experiment_name.ts";
import { ExperimentNotFoundError } from "./experiment_not_found_error.ts";
import { type OptionKinds, requireOptions } from "../../options.ts";
import { type Kind, required } from "../../kinds.ts";

/** An experiment, in its state when it was read. */
export interface ExperimentRecord {
  /** Name of the experiment. */
  readonly experimentName: string;
  /** Display name. */
  readonly displayName: string | undefined;
  /** Description; undefined in listings. */
  readonly description: string | undefined;
  /** ARN. */
  readonly arn: string;
  /** When it was created. */
  readonly creationTime: Date | undefined;
  /** When it last changed. */
  readonly lastModifiedTime: Date | undefined;
}

/** Options of functions that read or change one experiment. */
export interface ExperimentOptions extends RequestOptions {
  /** The experiment; case does not matter. */
  readonly experimentName: string;
}

/** Options of {@linkcode createExperiment}. */
export interface CreateExperimentOptions extends ExperimentOptions {
  /**
   * Display name: 1 to 120 letters, digits and inner hyphens.
   * @default the experiment's name
   */
  readonly displayName?: string | undefined;
  /**
   * Description of at most 3,072 characters.
   * @default none
   */
  readonly description?: string | undefined;
}

/** Maximum length of a description, in characters. */
const DESCRIPTION_LENGTH = 3072;

/** Returns a page of experiments, newest first. */
export async function readExperiments(
  options: RequestOptions,
  { maxResults, nextToken }: PageRequest,
): Promise<Page<ExperimentRecord>> {
  const { sagemaker } = await sessionOf(options);
  const answer = await sagemaker.call("ListExperiments", {
    MaxResults: maxResults,
    ...(nextToken === undefined ? {} : { NextToken: nextToken }),
  }, { signal: options.signal });
  return {
    items: (answer.ExperimentSummaries ?? []).map(toExperiment),
    nextToken: answer.NextToken,
  };
}

const EXPERIMENT_OPTIONS: OptionKinds<ExperimentOptions> = {
  ...REQUEST_OPTIONS,
  experimentName: required(ENTITY_NAME),
};

/** Returns an experiment, as `getExperiment` does. */
export async function readExperiment(options: ExperimentOptions): Promise<ExperimentRecord> {
  requireOptions("Cannot read experiment", options, EXPERIMENT_OPTIONS);
  const ExperimentName = checkExperimentName("Cannot read experiment", options);
  const { sagemaker } = await sessionOf(options);
  const { signal } = options;
  try {
    return toExperiment(
      await sagemaker.call("DescribeExperiment", { ExperimentName }, { signal }),
    );
  } catch (cause) {
    throw isNotFound(cause) ? new ExperimentNotFoundError(ExperimentName, { cause }) : cause;
  }
}

/** AWS's pattern admits one line only. */
const DESCRIPTION: Kind = {
  rule: "be one line of at most 3,072 well-formed characters",
  allows: (value) =>
    typeof value === "string" && value.length <= 3_072 && value.isWellFormed() &&
    !/[\n\r\u0085\u2028\u2029]/.test(value),
};

const CREATE_OPTIONS: OptionKinds<CreateExperimentOptions> = {
  ...EXPERIMENT_OPTIONS,
  displayName: ENTITY_NAME,
  description: DESCRIPTION,
};

/** Creates an experiment, as `createExperiment` does. */
export async function makeExperiment(options: CreateExperimentOptions): Promise<ExperimentRecord> {
  requireOptions("Cannot create experiment", options, CREATE_OPTIONS);
  const action = "Cannot create experiment";
  const ExperimentName = checkExperimentName(action, options);
  const { displayName, description, signal } = options;
  if (displayName !== undefined) checkEntityName(action, "displayName", displayName);
  if (description !== undefined && description.length > DESCRIPTION_LENGTH) {
    const rule = `be at most ${DESCRIPTION_LENGTH} characters`;
    throw new ArgumentError(action, { argument: "description", value: description, rule });
  }
  const session = await sessionOf(options);
  try {
    await session.sagemaker.call("CreateExperiment", {
      ExperimentName,
      ...(displayName === undefined ? {} : { DisplayName: displayName }),
      ...(description === undefined ? {} : { Description: description }),
    }, { signal });
  } catch (error) {
    if (!isAlreadyExists(error)) throw error;
  }
  return await readExperiment({ experimentName: ExperimentName, session, signal });
}

/** Members of an experiment that every AWS operation returns. */
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
