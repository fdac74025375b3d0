/**
 * Shapes shared by several operations, from SageMaker's service model (2017-07-24).
 *
 * @module
 */
import {
  ANY,
  ANY_TIME,
  DOUBLE,
  list,
  map,
  oneOf,
  type Shape,
  structure,
  text,
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
export const DESCRIPTION: Shape = text(0, 3072, /.*/);
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
/** Value of a tag. */
export const TAG_VALUE = text(0, 256, TAG_TEXT);
/** Tags. */
export const TAGS: Shape = list(
  structure({ "Key*": TAG_KEY, "Value*": TAG_VALUE }),
  0,
  50,
);

/** Status of a trial component. */
export const STATUS: Shape = structure({
  PrimaryStatus: oneOf("InProgress", "Completed", "Failed", "Stopping", "Stopped"),
  Message: text(0, 1024, /.*/),
});
/** Parameters of a trial component. */
export const PARAMETERS: Shape = map(
  text(0, 320, /.*/),
  union({
    StringValue: text(0, 2500, /.*/),
    NumberValue: { ...DOUBLE, takesBooleans: true },
  }),
  300,
);
/** Artifacts of a trial component. */
export const ARTIFACTS: Shape = map(
  text(0, 128, /.*/),
  structure({
    "Value*": text(0, 2048, /.*/),
    MediaType: text(0, 64, /[-\w]+\/[-\w+]+/),
  }),
  60,
);
/** Keys to remove from a map. */
export const KEYS: Shape = list(text(0, 256, /.*/), 0, Infinity);
/** Origin of code and data. */
export const METADATA: Shape = structure({
  CommitId: text(0, 1024, /.*/),
  Repository: text(0, 1024, /.*/),
  GeneratedBy: text(0, 1024, /.*/),
  ProjectId: text(0, 1024, /.*/),
});
/** Token of a page. */
export const NEXT_TOKEN: Shape = text(0, 8192, /.*/);
/** Members of every list request. */
export const PAGE: Readonly<Record<string, Shape>> = {
  CreatedAfter: ANY_TIME,
  CreatedBefore: ANY_TIME,
  SortBy: oneOf("Name", "CreationTime"),
  SortOrder: oneOf("Ascending", "Descending"),
  NextToken: NEXT_TOKEN,
  MaxResults: { type: "whole", min: 1, max: 100 },
};
/** ARN of a lineage artifact. */
export const ARTIFACT_ARN: Shape = text(
  0,
  256,
  /arn:aws[a-z-]*:sagemaker:[a-z0-9-]*:[0-9]{12}:artifact\/.*/,
);
/** Name of a metric. */
export const METRIC_NAME = text(1, 255, /.+/);
/** URI of an artifact. */
export const SOURCE_URI: Shape = text(1, 2048, /.*/);
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
/** Location of an action or a context. */
export const LINEAGE_SOURCE: Shape = structure({
  "SourceUri*": SOURCE_URI,
  SourceType: text(0, 256),
  SourceId: text(0, 256),
});
/** Type of a lineage entity. */
export const LINEAGE_TYPE: Shape = text(0, 256);
const PROPERTY_KEY = text(0, 2500, /.*/);
/** Properties of an artifact. */
export const ARTIFACT_PROPERTIES: Shape = map(PROPERTY_KEY, text(0, 4096, /.*/), 30);
/** Properties of an action or a context. */
export const LINEAGE_PROPERTIES: Shape = map(PROPERTY_KEY, text(0, 2500, /.*/), 30);
/** Keys of properties to remove. */
export const PROPERTY_KEYS: Shape = list(PROPERTY_KEY, 0, Infinity);
/** Status of an action. */
export const ACTION_STATUS: Shape = oneOf(
  "Unknown",
  "InProgress",
  "Completed",
  "Failed",
  "Stopping",
  "Stopped",
);
/** Name of a context. */
export const CONTEXT_NAME: Shape = text(1, 120, /[a-zA-Z0-9]([-_]*[a-zA-Z0-9]){0,119}/);
/** Name of a context, or its ARN. */
export const CONTEXT_NAME_OR_ARN: Shape = text(
  1,
  256,
  /(arn:aws[a-z-]*:sagemaker:[a-z0-9-]*:[0-9]{12}:context\/)?([a-zA-Z0-9]([-_]*[a-zA-Z0-9]){0,119})/,
);
/** Type of an association. */
export const EDGE_TYPE: Shape = oneOf(
  "ContributedTo",
  "AssociatedWith",
  "DerivedFrom",
  "Produced",
  "SameAs",
);
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
