/**
 * Shapes shared by several operations, from SageMaker's service model (2017-07-24).
 *
 * @module
 */
import {
  ANY,
  DOUBLE,
  list,
  map,
  oneOf,
  type Shape,
  structure,
  text,
  TIME,
  union,
} from "./shape.ts";

/** Name of an entity. */
export const NAME: Shape = text(1, 120, /[a-zA-Z0-9](-*[a-zA-Z0-9]){0,119}/);
/** Name of a trial component, or its ARN. */
export const NAME_OR_ARN: Shape = text(
  1,
  256,
  /(arn:aws[a-z-]*:sagemaker:[a-z0-9-]*:[0-9]{12}:(experiment|experiment-trial|experiment-trial-component|artifact|action|context)\/)?([a-zA-Z0-9](-*[a-zA-Z0-9]){0,119})/,
);
/** Description. */
export const DESCRIPTION: Shape = text(0, 3072, /.*/s);
/** ARN. */
export const ARN: Shape = text(0, 256, /arn:aws[a-z-]*:sagemaker:[a-z0-9-]*:[0-9]{12}:.+/);
/** ARN of a lineage entity. */
export const LINEAGE_ARN: Shape = text(
  0,
  256,
  /arn:aws[a-z-]*:sagemaker:[a-z0-9-]*:[0-9]{12}:(experiment|experiment-trial-component|artifact|action|context)\/.*/,
);

const TAG_TEXT = /([\p{L}\p{Z}\p{N}_.:/=+\-@]*)/u;
/** Key of a tag. */
export const TAG_KEY = text(1, 128, TAG_TEXT);
/** Tags. */
export const TAGS: Shape = list(
  structure({ "Key*": TAG_KEY, "Value*": text(0, 256, TAG_TEXT) }),
  0,
  50,
);

/** Status of a trial component. */
export const STATUS: Shape = structure({
  PrimaryStatus: oneOf("InProgress", "Completed", "Failed", "Stopping", "Stopped"),
  Message: text(0, 1024, /.*/s),
});
/** Parameters of a trial component. */
export const PARAMETERS: Shape = map(
  text(0, 320, /.*/s),
  union({
    StringValue: text(0, 2500, /.*/s),
    NumberValue: { ...DOUBLE, takesBooleans: true },
  }),
  300,
);
/** Artifacts of a trial component. */
export const ARTIFACTS: Shape = map(
  text(0, 128, /.*/s),
  structure({
    "Value*": text(0, 2048, /.*/s),
    MediaType: text(0, 64, /[-\w]+\/[-\w+]+/),
  }),
  60,
);
/** Keys to remove from a map. */
export const KEYS: Shape = list(text(0, 256), 0, 300);
/** Origin of code and data. */
export const METADATA: Shape = structure({
  CommitId: text(0, 1024),
  Repository: text(0, 1024),
  GeneratedBy: text(0, 1024),
  ProjectId: text(0, 1024),
});
/** Members of every list request. */
export const PAGE: Readonly<Record<string, Shape>> = {
  CreatedAfter: TIME,
  CreatedBefore: TIME,
  SortBy: oneOf("Name", "CreationTime"),
  SortOrder: oneOf("Ascending", "Descending"),
  NextToken: text(0, 8192),
  MaxResults: { type: "whole", min: 1, max: 100 },
};
/** ARN of a lineage artifact. */
export const ARTIFACT_ARN: Shape = text(
  0,
  256,
  /arn:aws[a-z-]*:sagemaker:[a-z0-9-]*:[0-9]{12}:artifact\/.*/,
);
/** URI of an artifact. */
export const SOURCE_URI: Shape = text(1, 2048, /.*/s);
/** Location of an artifact. */
export const ARTIFACT_SOURCE: Shape = structure({
  "SourceUri*": SOURCE_URI,
  SourceTypes: list(
    structure({
      "SourceIdType*": oneOf("MD5Hash", "S3ETag", "S3Version", "Custom"),
      "Value*": text(0, 256),
    }),
    0,
    Infinity,
  ),
});
/** Type of an artifact. */
export const ARTIFACT_TYPE: Shape = text(0, 256);
/** Properties of an artifact. */
export const PROPERTIES: Shape = map(text(0, 2500, /.*/s), text(0, 4096, /.*/s), 30);
/** Experiment, run group and run that a job belongs to. */
export const EXPERIMENT_CONFIG: Shape = structure({
  ExperimentName: NAME,
  TrialName: NAME,
  TrialComponentDisplayName: NAME,
  RunName: NAME,
});
/** Name of a job. */
export const JOB_NAME: Shape = text(1, 63, /[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}/);
/** Any value, stored unchanged. */
export const OPAQUE: Shape = ANY;
