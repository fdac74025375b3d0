/**
 * Defines records: runs as plain data, which every reading function returns.
 *
 * @module
 */
import type {
  Tag,
  TrialComponent,
  TrialComponentArtifact,
  TrialComponentMetricSummary,
} from "@aws-sdk/client-sagemaker";
import { ARCHIVE_TAG, RUN_TAG } from "../../rules/names.ts";
import { loggedName } from "../../rules/metric_name.ts";
import { originalValue } from "../../rules/artifact.ts";
import { valueOf } from "../../rules/parameters.ts";
import { originalName, originalText } from "../../rules/stored_text.ts";
import { decodeRemark, REMARKS } from "./remarks.ts";

/** Summary of a metric's points that are finite numbers. */
export interface MetricSummary {
  /** Value of the last point. */
  readonly last: number | undefined;
  /** Smallest value. */
  readonly min: number | undefined;
  /** Largest value. */
  readonly max: number | undefined;
  /** Average value. */
  readonly avg: number | undefined;
  /** Standard deviation. */
  readonly stddev: number | undefined;
  /** Number of finite points. */
  readonly count: number;
  /**
   * Number of points that are NaN or infinite; absent without such points. Only local stores keep
   * them.
   */
  readonly nonFinite?: number | undefined;
  /** When the last point was logged. */
  readonly timestamp: Date | undefined;
}

/** A value, such as a file's address, that a run used or created. */
export interface ArtifactRecord {
  /** The value: an `s3://` address for a logged file. */
  readonly value: string;
  /** Media type. */
  readonly mediaType: string | undefined;
}

/** Status of a run. */
export type RunStatus = "InProgress" | "Completed" | "Failed" | "Stopping" | "Stopped";

/** A recorded run, in its state when it was read. */
export interface RunRecord {
  /** Experiment in which the run was found. */
  readonly experimentName: string;
  /** The run's name within the experiment. */
  readonly runName: string;
  /** Display name. */
  readonly displayName: string | undefined;
  /** The trial component behind the run. */
  readonly trialComponentName: string;
  /** ARN of the trial component. */
  readonly arn: string;
  /** Run groups of the experiment that contain the run. */
  readonly runGroupNames: readonly string[];
  /** Status; undefined if none was recorded. */
  readonly status: RunStatus | undefined;
  /** Reason for the status. */
  readonly statusMessage: string | undefined;
  /** When it first started. */
  readonly startTime: Date | undefined;
  /**
   * When it ended; undefined while it is in progress. SageMaker keeps the end of a run that was started
   * again until it ends anew, and offers no way to remove it, so it is omitted here.
   */
  readonly endTime: Date | undefined;
  /** When it was created. */
  readonly creationTime: Date | undefined;
  /** When it last changed. */
  readonly lastModifiedTime: Date | undefined;
  /**
   * Parameters by name, in the form in which they are recorded: booleans, null, dates, bigints and
   * arrays may be text. Text that was stored shortened is whole as `getRun` returns it; listings do
   * not read the file that holds it.
   */
  readonly parameters: Readonly<Record<string, string | number>>;
  /** Metric summaries by name. SageMaker updates them a while after it receives the points. */
  readonly metrics: Readonly<Record<string, MetricSummary>>;
  /** Artifacts that the run used, by name. */
  readonly inputArtifacts: Readonly<Record<string, ArtifactRecord>>;
  /** Artifacts that the run created, by name. */
  readonly outputArtifacts: Readonly<Record<string, ArtifactRecord>>;
  /** Short description of the run, about one line. */
  readonly description: string | undefined;
  /** Notes about the run. */
  readonly notes: string | undefined;
  /** Whether the run is archived. Listings omit archived runs unless `includeArchived` is true. */
  readonly isArchived: boolean;
  /** Tags by key, without the tags that mark it as a run and as archived. */
  readonly tags: Readonly<Record<string, string>>;
  /** Git commit of the code. */
  readonly commit: string | undefined;
  /** Git repository of the code. */
  readonly repository: string | undefined;
}

/** Source of a record: a trial component, its names and its tags. */
export interface RecordSource {
  /** Trial component, from Describe or Search. */
  readonly component: TrialComponent;
  /** Experiment in which the run was found. */
  readonly experimentName: string;
  /** The run's name within the experiment. */
  readonly runName: string;
  /** Run groups of the experiment that contain the run. */
  readonly runGroupNames: readonly string[];
  /** Tags of the trial component. */
  readonly tags: readonly Tag[];
}

/** Converts AWS's description of a trial component to a record. */
export function toRecord({ component, tags, ...names }: RecordSource): RunRecord {
  return {
    ...names,
    displayName: component.DisplayName,
    trialComponentName: component.TrialComponentName ?? "",
    arn: component.TrialComponentArn ?? "",
    // The service model lists exactly these.
    status: component.Status?.PrimaryStatus as RunStatus | undefined,
    statusMessage: component.Status?.Message,
    startTime: component.StartTime,
    endTime: isOpen(component) ? undefined : component.EndTime,
    creationTime: component.CreationTime,
    lastModifiedTime: component.LastModifiedTime,
    description: remark(component, REMARKS.description),
    notes: remark(component, REMARKS.notes),
    isArchived: tags.some(({ Key }) => Key === ARCHIVE_TAG.Key),
    parameters: withoutRemarks(mapValues(component.Parameters, valueOf)),
    metrics: metricSummaries(component.Metrics ?? []),
    inputArtifacts: toArtifactRecords(component.InputArtifacts),
    outputArtifacts: toArtifactRecords(component.OutputArtifacts),
    tags: Object.fromEntries(
      tags.filter(({ Key }) => Key !== RUN_TAG.Key && Key !== ARCHIVE_TAG.Key).map((
        { Key = "", Value = "" },
      ) => [Key, Value]),
    ),
    commit: component.MetadataProperties?.CommitId,
    repository: component.MetadataProperties?.Repository,
  };
}

function isOpen({ Status }: TrialComponent): boolean {
  return Status?.PrimaryStatus === "InProgress" || Status?.PrimaryStatus === "Stopping";
}

function remark({ Parameters }: TrialComponent, name: string): string | undefined {
  const text = Parameters?.[name]?.StringValue;
  return text === undefined ? undefined : decodeRemark(originalText(text));
}

function withoutRemarks<Value>(parameters: Record<string, Value>): Record<string, Value> {
  const { [REMARKS.description]: _, [REMARKS.notes]: __, ...others } = parameters;
  return others;
}

/** Converts AWS's artifacts of a trial component to records, by name. */
export function toArtifactRecords(
  artifacts: Readonly<Record<string, TrialComponentArtifact>> | undefined,
): Record<string, ArtifactRecord> {
  return mapValues(artifacts, ({ Value = "", MediaType }) => ({
    value: originalValue(Value),
    mediaType: MediaType,
  }));
}

function metricSummaries(
  summaries: readonly TrialComponentMetricSummary[],
): Record<string, MetricSummary> {
  return Object.fromEntries(summaries.map((summary) => [loggedName(summary.MetricName ?? ""), {
    last: summary.Last,
    min: summary.Min,
    max: summary.Max,
    avg: summary.Avg,
    stddev: summary.StdDev,
    count: summary.Count ?? 0,
    timestamp: summary.TimeStamp,
  }]));
}

function mapValues<From, To>(
  map: Readonly<Record<string, From>> | undefined,
  convert: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(
    Object.entries(map ?? {})
      // The AWS SDK returns a member called __proto__ without its value.
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [originalName(name), convert(value)]),
  );
}
