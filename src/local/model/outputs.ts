/**
 * Shapes of answers, from SageMaker's service model (2017-07-24): the members that a local store
 * returns.
 *
 * @module
 */
import { ANY_TIME, DOUBLE, list, type Shape, structure, type StructureShape } from "./shape.ts";
import {
  ARTIFACT_PROPERTIES,
  ARTIFACT_SOURCE,
  ARTIFACTS,
  LINEAGE_PROPERTIES,
  LINEAGE_SOURCE,
  METADATA,
  PARAMETERS,
  STATUS,
  TAGS,
} from "./types.ts";

/** Text of any length. */
const TEXT: Shape = { type: "text" };

const TIMES = { CreationTime: ANY_TIME, LastModifiedTime: ANY_TIME };
const COMPONENT_SOURCE = structure({ SourceArn: TEXT, SourceType: TEXT });

/** Returns the shape of an answer with text members only. */
export function texts(...names: readonly string[]): StructureShape {
  return structure(Object.fromEntries(names.map((name) => [name, TEXT])));
}

/** Returns the shape of a page of a list. */
export function pageOf(member: string, of: StructureShape): StructureShape {
  return structure({ [member]: list(of, 0, Infinity), NextToken: TEXT });
}

const EXPERIMENT_NAMES = { ExperimentName: TEXT, ExperimentArn: TEXT, DisplayName: TEXT, ...TIMES };
const EXPERIMENT_MEMBERS = { ...EXPERIMENT_NAMES, Description: TEXT };
/** An experiment. */
export const EXPERIMENT: StructureShape = structure(EXPERIMENT_MEMBERS);
/** An experiment in a list. */
export const EXPERIMENT_SUMMARY: StructureShape = structure(EXPERIMENT_NAMES);

const TRIAL_MEMBERS = {
  TrialName: TEXT,
  TrialArn: TEXT,
  DisplayName: TEXT,
  ExperimentName: TEXT,
  MetadataProperties: METADATA,
  ...TIMES,
};
/** A trial. */
export const TRIAL: StructureShape = structure(TRIAL_MEMBERS);
/** A trial in a list. */
export const TRIAL_SUMMARY: StructureShape = structure({
  TrialName: TEXT,
  TrialArn: TEXT,
  DisplayName: TEXT,
  ...TIMES,
});

const COMPONENT_NAMES = {
  TrialComponentName: TEXT,
  TrialComponentArn: TEXT,
  DisplayName: TEXT,
  Status: STATUS,
  StartTime: ANY_TIME,
  EndTime: ANY_TIME,
  ...TIMES,
};
const COMPONENT_MEMBERS = {
  ...COMPONENT_NAMES,
  Source: COMPONENT_SOURCE,
  Parameters: PARAMETERS,
  InputArtifacts: ARTIFACTS,
  OutputArtifacts: ARTIFACTS,
  MetadataProperties: METADATA,
  Metrics: list(
    structure({
      MetricName: TEXT,
      SourceArn: TEXT,
      TimeStamp: ANY_TIME,
      Max: DOUBLE,
      Min: DOUBLE,
      Last: DOUBLE,
      Count: DOUBLE,
      Avg: DOUBLE,
      StdDev: DOUBLE,
    }),
    0,
    Infinity,
  ),
};
/** A trial component. */
export const COMPONENT: StructureShape = structure(COMPONENT_MEMBERS);
/** A trial component in a list. */
export const COMPONENT_SUMMARY: StructureShape = structure({
  ...COMPONENT_NAMES,
  TrialComponentSource: COMPONENT_SOURCE,
});

const ARTIFACT_MEMBERS = {
  ArtifactArn: TEXT,
  ArtifactName: TEXT,
  Source: ARTIFACT_SOURCE,
  ArtifactType: TEXT,
  ...TIMES,
};
/** A lineage artifact. */
export const ARTIFACT: StructureShape = structure({
  ...ARTIFACT_MEMBERS,
  Properties: ARTIFACT_PROPERTIES,
  MetadataProperties: METADATA,
});
/** A lineage artifact in a list. */
export const ARTIFACT_SUMMARY: StructureShape = structure(ARTIFACT_MEMBERS);

const ACTION_MEMBERS = {
  ActionArn: TEXT,
  ActionName: TEXT,
  Source: LINEAGE_SOURCE,
  ActionType: TEXT,
  Status: TEXT,
  ...TIMES,
};
/** A lineage action. */
export const ACTION: StructureShape = structure({
  ...ACTION_MEMBERS,
  Description: TEXT,
  Properties: LINEAGE_PROPERTIES,
  MetadataProperties: METADATA,
});
/** A lineage action in a list. */
export const ACTION_SUMMARY: StructureShape = structure(ACTION_MEMBERS);

const CONTEXT_MEMBERS = {
  ContextArn: TEXT,
  ContextName: TEXT,
  Source: LINEAGE_SOURCE,
  ContextType: TEXT,
  ...TIMES,
};
/** A lineage context. */
export const CONTEXT: StructureShape = structure({
  ...CONTEXT_MEMBERS,
  Description: TEXT,
  Properties: LINEAGE_PROPERTIES,
});
/** A lineage context in a list. */
export const CONTEXT_SUMMARY: StructureShape = structure(CONTEXT_MEMBERS);

/** A part of the lineage graph. */
export const LINEAGE: StructureShape = structure({
  Vertices: list(texts("Arn", "Type", "LineageType"), 0, Infinity),
  Edges: list(texts("SourceArn", "DestinationArn", "AssociationType"), 0, Infinity),
  NextToken: TEXT,
});

/** A lineage association in a list. */
export const ASSOCIATION_SUMMARY: StructureShape = structure({
  SourceArn: TEXT,
  DestinationArn: TEXT,
  SourceType: TEXT,
  DestinationType: TEXT,
  AssociationType: TEXT,
  SourceName: TEXT,
  DestinationName: TEXT,
  CreationTime: ANY_TIME,
});

/** The results of a search. */
export const FOUND: StructureShape = structure({
  Results: list(
    structure({
      Experiment: structure({ ...EXPERIMENT_MEMBERS, Tags: TAGS }),
      Trial: structure({
        ...TRIAL_MEMBERS,
        Tags: TAGS,
        TrialComponentSummaries: list(
          structure({
            TrialComponentName: TEXT,
            TrialComponentArn: TEXT,
            TrialComponentSource: COMPONENT_SOURCE,
            CreationTime: ANY_TIME,
          }),
          0,
          Infinity,
        ),
      }),
      TrialComponent: structure({
        ...COMPONENT_MEMBERS,
        RunName: TEXT,
        Tags: TAGS,
        Parents: list(texts("TrialName", "ExperimentName"), 0, Infinity),
      }),
    }),
    0,
    Infinity,
  ),
  NextToken: TEXT,
  TotalHits: structure({ Value: DOUBLE, Relation: TEXT }),
});
