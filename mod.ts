/**
 * Records machine-learning runs on Amazon SageMaker Experiments: from Deno, Bun, Node and browsers,
 * with an AWS account or without.
 *
 * @example A run, recorded to SageMaker where a region is configured, and locally where none is
 * ```ts
 * import { listRuns, withRun } from "@runlog/sagemaker";
 *
 * await withRun({ experimentName: "demo" }, (run) => {
 *   run.logParameters({ learning_rate: 0.1, optimizer: "sgd" });
 *   for (let step = 0; step < 10; step++) run.logMetric("loss", 1 / (step + 1), { step });
 * });
 *
 * for await (const run of listRuns({ experimentName: "demo" })) {
 *   console.log(run.runName, run.status, run.metrics["loss"]?.last);
 * }
 * ```
 *
 * @module
 */

export { startRun, type StartRunOptions } from "./src/run/start.ts";
export { withRun } from "./src/run/with.ts";
export { loadRun, type LoadRunOptions } from "./src/run/load.ts";
export { NoRunError } from "./src/run/job_environment.ts";
export { type JobClient, trackJobs } from "./src/run/track_jobs.ts";
export {
  type AssociatedJobs,
  associateJobs,
  type AssociateJobsOptions,
} from "./src/run/associate_jobs.ts";
export { currentRun } from "./src/run/context.ts";
export { type EndSignal, handleSignals } from "./src/run/process_end.ts";
export type { Tags } from "./src/tags.ts";

export type { Run } from "./src/run/run.ts";
export type {
  ArtifactLog,
  ArtifactOptions,
  ImageOptions,
  NamedFileOptions,
  TableOptions,
} from "./src/run/artifact_log.ts";
export { RunClosedError } from "./src/run/closed_error.ts";
export type { ExperimentConfig } from "./src/run/experiment_config.ts";
export type {
  DirectoryOptions,
  DirectoryProgress,
  FileOptions,
  LoggedDirectory,
} from "./src/run/files.ts";
export type {
  ConfusionMatrixGraphOptions,
  GraphOptions,
  LoggedGraph,
  PrecisionRecallGraphOptions,
  RocGraphOptions,
} from "./src/run/graphs.ts";
export type { Label, LabelSequence, NumberSequence } from "./src/curves/mod.ts";
export type { ParameterValue } from "./src/parameters.ts";
export type { MetricOptions } from "./src/run/values.ts";
export type { SystemMetricsOptions } from "./src/run/system_metrics.ts";
export type { Outcome } from "./src/run/status.ts";
export type { CloseOptions, WaitOptions } from "./src/run/wait.ts";
export type { FileSource } from "./src/artifacts/source.ts";
export type { DirectoryFilter } from "./src/artifacts/directory.ts";
export type {
  CanvasLike,
  ImageEncoding,
  ImageSource,
  OffscreenCanvasLike,
  Pixels,
} from "./src/artifacts/image.ts";
export type { Table, TableCell, TextFormat } from "./src/artifacts/table.ts";
export type { TableFormat } from "./src/artifacts/table_format.ts";
export type { UploadProgress } from "./src/artifacts/upload.ts";

export { listRuns, type ListRunsOptions } from "./src/records/list.ts";
export type { RunListing, RunListingOptions, RunPage } from "./src/records/listing.ts";
export {
  bestRun,
  type BestRunOptions,
  searchRuns,
  type SearchRunsOptions,
} from "./src/records/search.ts";
export type {
  Comparison,
  Condition,
  OwnProperty,
  RunFilter,
  RunProperty,
} from "./src/records/where.ts";
export {
  archiveRun,
  restoreRun,
  type RunChanges,
  updateRun,
  type UpdateRunOptions,
} from "./src/records/update.ts";
export { type ComparableRun, compareRuns, type RunDifference } from "./src/records/compare.ts";
export {
  type CsvOptions,
  type Exportable,
  type RunRow,
  toCsv,
  toJsonLines,
  toParquet,
  toTable,
} from "./src/records/export.ts";
export { type HistoryTable, toHistoryTable } from "./src/records/history_table.ts";
export {
  closeStaleRuns,
  type CloseStaleRunsOptions,
  type StaleRun,
} from "./src/records/stale_runs.ts";
export {
  createExperiment,
  type CreateExperimentOptions,
  ExperimentNotFoundError,
  type ExperimentOptions,
  type ExperimentRecord,
  getExperiment,
  listExperiments,
  type ReadOptions,
} from "./src/records/experiments.ts";
export {
  createRunGroup,
  listRunGroups,
  RunGroupError,
  type RunGroupOptions,
  type RunGroupRecord,
} from "./src/records/run_groups.ts";
export {
  deleteExperiment,
  type DeleteOptions,
  deleteRun,
  deleteRunGroup,
  type DeleteRunOptions,
  type Deletion,
} from "./src/records/remove.ts";
export {
  openArtifact,
  type OpenArtifactOptions,
  StoredArtifact,
} from "./src/records/open_artifact.ts";
export {
  downloadArtifact,
  type DownloadArtifactOptions,
  type DownloadedArtifact,
  type DownloadProgress,
} from "./src/records/download_artifact.ts";
export { type GraphRecord, listGraphs, readGraph } from "./src/records/graphs.ts";
export {
  type ArtifactDirection,
  ArtifactNotFoundError,
  type FoundArtifact,
} from "./src/records/run_artifacts.ts";
export type {
  ConfusionMatrixGraph,
  Graph,
  PrecisionRecallGraph,
  RocGraph,
} from "./src/artifacts/graph.ts";
export { GraphFormatError } from "./src/artifacts/graph_format_error.ts";
export type { ObjectFacts } from "./src/artifacts/download.ts";
export { IntegrityError } from "./src/artifacts/integrity.ts";
export { getRun, type GetRunOptions, RunNotFoundError } from "./src/records/get.ts";
export {
  metricHistories,
  type MetricHistory,
  metricHistory,
  type MetricHistoryOptions,
  type PeriodHistory,
  type PointHistory,
  type StepHistory,
} from "./src/records/history.ts";
export type { RunLocation, RunNamesReference, RunReference } from "./src/records/reference.ts";
export type { MetricPeriod, MetricStatistic } from "./src/metrics/statistics.ts";
export { MetricQueryError } from "./src/metrics/query_error.ts";
export type { ArtifactRecord, MetricSummary, RunRecord, RunStatus } from "./src/records/record.ts";

export { syncRuns } from "./src/sync/sync_runs.ts";
export { durableSession, type DurableSessionOptions } from "./src/sync/durable_session.ts";
export { SyncBusyError } from "./src/sync/cursor.ts";
export {
  type ConflictRule,
  SyncConflictError,
  type SyncedRun,
  type SyncOutcome,
  type SyncProblem,
  type SyncProgress,
  type SyncRunsOptions,
  type SyncSummary,
} from "./src/sync/summary.ts";

export {
  type CrashRecorder,
  createSession,
  type Heartbeats,
  type Lazy,
  type Session,
  type SessionLike,
  type SessionOptions,
  type SyncCursors,
} from "./src/session/session.ts";
export { awsSession, type AwsSessionOptions } from "./src/session/aws.ts";
export type { AwsCredentials } from "./src/session/credentials.ts";
export type { Encryption } from "./src/session/encryption.ts";
export { defaultSession } from "./src/session/default.ts";
export {
  type Fetch,
  fetchTransport,
  type Transport,
  type TransportOptions,
  type TransportRequest,
} from "./src/session/transport.ts";
export {
  type AwsClient,
  type Caller,
  type CallOptions,
  type CommandMap,
  type InputOf,
  type OutputOf,
  SessionError,
} from "./src/session/caller.ts";
export type { Logger } from "./src/session/logger.ts";
export type {
  MetricBatch,
  MetricsClient,
  PointRefusal,
  SeriesPoints,
  SeriesQuery,
} from "./src/session/metrics_client.ts";
export type { SageMakerCommands } from "./src/session/operations/sagemaker.ts";
export type { S3Commands } from "./src/session/operations/s3.ts";

export { ArgumentError, isRunlogError, RunlogError } from "./src/errors.ts";
export { BucketError } from "./src/artifacts/bucket.ts";
export { UnsupportedRegionError } from "./src/run/resources.ts";
export {
  type JournalReport,
  sendJournal,
  type SendJournalOptions,
} from "./src/metrics/send_journal.ts";
export type { JournalEntry, JournalWriter, MetricJournal } from "./src/session/metric_journal.ts";
export { BacklogFullError, type MetricStats } from "./src/metrics/delivery.ts";
export type { MetricPoint } from "./src/metrics/buffer.ts";
export {
  DeliveryError,
  type Undelivered,
  UndeliveredPoints,
  type UndeliveredRecord,
} from "./src/metrics/failures.ts";
