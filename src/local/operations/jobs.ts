/**
 * Training, processing and transform jobs. They are stored and described but not run, and a job
 * stays in progress. This lets you test code that starts a job and code that runs in one.
 *
 * @module
 */
import { invalid, ServiceError } from "../errors.ts";
import { structure, type StructureShape } from "../model/shape.ts";
import { EXPERIMENT_CONFIG, JOB_NAME, OPAQUE, TAGS } from "../model/types.ts";
import type { Body } from "../store/entities.ts";
import { addJobComponent } from "./job_component.ts";
import { type Context, type Input, keyOf, type Operations, optionalText } from "./operation.ts";
import { newTags } from "./tags.ts";

/** A type of job. */
interface JobKind {
  /** Word in the operation names, such as `CreateTrainingJob`. */
  readonly word: "Training" | "Processing" | "Transform";
  /** Word in the ARNs. */
  readonly type: string;
  /** Required members of a request besides the name. */
  readonly required: readonly string[];
  /** Returns the members of Describe: those of the request, and those that such a job adds. */
  readonly describe: (job: Job) => Body;
}

/** A job that was created. */
interface Job {
  readonly name: string;
  readonly request: Body;
  readonly modified: number;
}

const TRAINING: JobKind = {
  word: "Training",
  type: "training-job",
  required: ["RoleArn", "OutputDataConfig"],
  describe: ({ name, request, modified }) => ({
    StoppingCondition: { MaxRuntimeInSeconds: 86_400 },
    ...request,
    LastModifiedTime: modified,
    SecondaryStatus: "Pending",
    ModelArtifacts: { S3ModelArtifacts: `${outputOf(request)}/${name}/output/model.tar.gz` },
  }),
};

const PROCESSING: JobKind = {
  word: "Processing",
  type: "processing-job",
  required: ["ProcessingResources", "AppSpecification", "RoleArn"],
  describe: ({ request, modified }) => ({ ...request, LastModifiedTime: modified }),
};

const TRANSFORM: JobKind = {
  word: "Transform",
  type: "transform-job",
  required: ["ModelName", "TransformInput", "TransformOutput", "TransformResources"],
  describe: ({ request }) => request,
};

/** Operations on jobs. */
export const jobOperations: Operations = {
  ...operationsOf(TRAINING),
  ...operationsOf(PROCESSING),
  ...operationsOf(TRANSFORM),
};

function operationsOf(kind: JobKind): Operations {
  const { word } = kind;
  return {
    [`Create${word}Job`]: {
      input: inputOf(kind),
      writes: true,
      run: (context, input) => createJob(kind, context, input),
    },
    [`Describe${word}Job`]: {
      input: structure({ [`${word}JobName*`]: JOB_NAME }),
      writes: false,
      run: (context, input) => describeJob(kind, context, input),
    },
  };
}

function inputOf({ word, required }: JobKind): StructureShape {
  return {
    ...structure({
      [`${word}JobName*`]: JOB_NAME,
      ...Object.fromEntries(required.map((member) => [`${member}*`, OPAQUE])),
      ExperimentConfig: EXPERIMENT_CONFIG,
      Tags: TAGS,
    }),
    // They are described as they were sent.
    others: OPAQUE,
  };
}

async function createJob(kind: JobKind, context: Context, input: Input): Promise<Body> {
  const { tables, now } = context;
  const { name, key, arn } = namesOf(kind, context, input);
  if (await tables.entities.get("job", key)) {
    throw new ServiceError(
      "ResourceInUse",
      `Job name must be unique within an AWS account and region: ${name} already exists (${arn})`,
    );
  }
  await addJobComponent(context, {
    name,
    arn,
    type: kind.type,
    sourceType: `SageMaker${kind.word}Job`,
    // Validated against the model.
    config: (input["ExperimentConfig"] ?? {}) as Input,
  });
  await tables.entities.put("job", {
    key,
    parent: null,
    created: now,
    modified: now,
    body: { ...input, ...newTags(input) },
  });
  return { [`${kind.word}JobArn`]: arn };
}

async function describeJob(kind: JobKind, context: Context, input: Input): Promise<Body> {
  const { name, key, arn } = namesOf(kind, context, input);
  const entity = await context.tables.entities.get("job", key);
  if (!entity) throw invalid("Requested resource not found.");
  const { Tags: _, ...request } = entity.body;
  return {
    ...kind.describe({ name, request, modified: entity.modified }),
    [`${kind.word}JobArn`]: arn,
    [`${kind.word}JobStatus`]: "InProgress",
    CreationTime: entity.created,
  };
}

function namesOf(
  { word, type }: JobKind,
  { place }: Context,
  input: Input,
): { readonly name: string; readonly key: string; readonly arn: string } {
  const name = optionalText(input, `${word}JobName`) ?? "";
  const key = `${type}/${keyOf(name)}`;
  return { name, key, arn: `${place.arnPrefix}${key}` };
}

function outputOf(request: Body): string {
  const config = request["OutputDataConfig"] as { readonly S3OutputPath?: unknown } | undefined;
  return String(config?.S3OutputPath ?? "").replace(/\/+$/, "");
}
