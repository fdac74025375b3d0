/**
 * Creates the experiment and the trial component of a run. Tags and facts about the origin that the
 * service rejects are omitted: they must not prevent a run from being opened.
 *
 * @module
 */
import type { CreateTrialComponentRequest, Tag } from "@aws-sdk/client-sagemaker";
import { RUN_TAG, type RunNames } from "../rules/names.ts";
import {
  attemptsOf,
  isAlreadyExists,
  isDenied,
  isLimitExceeded,
  isRefusal,
} from "../session/aws_errors.ts";
import type { CallOptions } from "../session/caller.ts";
import { sendApart } from "../session/send_apart.ts";
import type { Session } from "../session/session.ts";
import type { Origin } from "./environment.ts";
import type { ExperimentRequest, OpenRequest } from "./open_request.ts";
import { IN_PROGRESS } from "./status.ts";

/** A fact about a new run that the service rejects. */
export interface RefusedFact {
  readonly kind: "tag" | "metadata";
  readonly name: string;
  readonly error: unknown;
}

/** A trial component that was created. */
export interface CreatedComponent {
  /** Names of the run, which are others than requested if a generated name was taken. */
  readonly names: RunNames;
  readonly arn: string;
  /** Parameters that the component was created with. */
  readonly created: NonNullable<Origin["Parameters"]>;
  /** Parameters that the service may have rejected: they are to be sent apart. */
  readonly parameters: NonNullable<Origin["Parameters"]>;
  /** Facts that were omitted. */
  readonly refused: readonly RefusedFact[];
}

/**
 * Creates the experiment if it does not exist.
 *
 * @returns The tags that the service rejects
 */
export async function createExperiment(
  { session, names, experimentDisplayName, tags, signal }: ExperimentRequest,
): Promise<readonly RefusedFact[]> {
  const create = async (Tags: readonly Tag[]): Promise<string> => {
    const { ExperimentArn = "" } = await session.sagemaker.call("CreateExperiment", {
      ExperimentName: names.experimentName,
      ...(experimentDisplayName === undefined ? {} : { DisplayName: experimentDisplayName }),
      ...(Tags.length === 0 ? {} : { Tags: [...Tags] }),
    }, { signal });
    return ExperimentArn;
  };
  try {
    await create(tags);
  } catch (error) {
    if (isAlreadyExists(error)) return [];
    if (tags.length > 0 && isContentRefused(error)) {
      return await addTags(session, await create([]), tags, { signal });
    }
    if (!isDenied(error) || !await hasExperiment(session, names.experimentName, { signal })) {
      throw error;
    }
  }
  return [];
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

/**
 * Creates the trial component with status InProgress. If the name is taken, a run without a
 * given name gets another one.
 *
 * @returns The component; undefined if a named one already exists
 */
export async function createComponent(
  request: OpenRequest,
): Promise<CreatedComponent | undefined> {
  let { names } = request;
  for (let tries = 1;; tries++) {
    try {
      return { names, ...await sendComponent(request, names) };
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
      if (!request.newNames) return undefined;
      const arn = await findOwnComponent(request, names, error);
      if (arn !== undefined) {
        return {
          names,
          arn,
          created: request.origin.Parameters ?? {},
          parameters: {},
          refused: [],
        };
      }
      if (tries === MOST_NAMES) throw error;
      names = request.newNames();
    }
  }
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

/**
 * Creates the trial component. If the service rejects it, parameters, metadata and tags are omitted
 * one after the other; parameters and tags are then sent apart.
 *
 * @throws the service's error if the component already exists
 */
async function sendComponent(
  { session, runDisplayName, tags, origin, startTime, signal }: OpenRequest,
  names: RunNames,
): Promise<Omit<CreatedComponent, "names">> {
  const base = {
    TrialComponentName: names.trialComponentName,
    ...(runDisplayName === undefined ? {} : { DisplayName: runDisplayName }),
    Status: IN_PROGRESS,
    StartTime: startTime,
  };
  const { Parameters = {}, MetadataProperties: metadata } = origin;
  const withMetadata = metadata === undefined ? {} : { MetadataProperties: metadata };
  const Tags = [...tags, RUN_TAG];
  const steps: readonly CreateTrialComponentRequest[] = [
    { ...base, ...origin, Tags },
    { ...base, ...withMetadata, Tags },
    { ...base, Tags },
    { ...base, Tags: [RUN_TAG] },
  ];
  let refusal: unknown;
  for (const step of steps) {
    try {
      const { TrialComponentArn: arn = "" } = await session.sagemaker
        .call("CreateTrialComponent", step, { signal });
      if (step === steps[0]) return { arn, created: Parameters, parameters: {}, refused: [] };
      const isTagged = step.Tags === Tags;
      return {
        arn,
        created: {},
        parameters: Parameters,
        refused: [
          ...(step.MetadataProperties === metadata ? [] : facts(metadata ?? {}, refusal)),
          ...(isTagged ? [] : await addTags(session, arn, tags, { signal })),
        ],
      };
    } catch (error) {
      if (isAlreadyExists(error)) throw error;
      if (!isContentRefused(error)) throw refusal ?? error;
      refusal ??= error;
    }
  }
  throw refusal;
}

function isContentRefused(error: unknown): boolean {
  return isRefusal(error) && !isLimitExceeded(error);
}

function facts(metadata: object, error: unknown): readonly RefusedFact[] {
  return Object.keys(metadata).map((name) => ({ kind: "metadata", name, error }));
}

/** Adds tags, and returns those that the service rejects. */
async function addTags(
  { sagemaker }: Session,
  ResourceArn: string,
  tags: readonly Tag[],
  options: CallOptions,
): Promise<readonly RefusedFact[]> {
  const refused: RefusedFact[] = [];
  await sendApart(tags, {
    send: async (some) => {
      await sagemaker.call("AddTags", { ResourceArn, Tags: [...some] }, options);
    },
    isRefusal,
    onRefused: ({ Key: name = "" }, error) => refused.push({ kind: "tag", name, error }),
  });
  return refused;
}
