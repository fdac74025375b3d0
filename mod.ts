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

export { startRun } from "./src/run/start_run.ts";
export type { StartRunOptions } from "./src/run/run_options.ts";
export { withRun } from "./src/run/with_run.ts";
export { loadRun, type LoadRunOptions } from "./src/run/load_run.ts";
export { NoRunError } from "./src/run/no_run_error.ts";
export { type JobClient, trackJobs } from "./src/run/track_jobs.ts";
export { associateJobs } from "./src/run/associate_jobs.ts";
export type { AssociatedJobs, AssociateJobsOptions } from "./src/run/associated_jobs.ts";
export { currentRun } from "./src/run/context.ts";
export { type EndSignal, handleSignals } from "./src/run/process_end.ts";
export type { Tags } from "./src/rules/tags.ts";

export type { Run } from "./src/run/run.ts";
export type {
  ArtifactOptions,
  DirectoryOptions,
  DirectoryProgress,
  FileOptions,
  ImageOptions,
  LoggedDirectory,
  NamedFileOptions,
  TableOptions,
} from "./src/run/artifact_options.ts";
export { RunClosedError } from "./src/run/closed_error.ts";
export type { ExperimentConfig } from "./src/run/experiment_config.ts";
export type {
  ConfusionMatrixGraphOptions,
  GraphOptions,
  LoggedGraph,
  PrecisionRecallGraphOptions,
  RocGraphOptions,
} from "./src/run/graphs.ts";
export type { Label, LabelSequence } from "./src/curves/labels.ts";
export type { NumberSequence } from "./src/curves/numbers.ts";
export type { ParameterValue } from "./src/rules/parameters.ts";
export type { MetricOptions } from "./src/rules/metric_point.ts";
export type { SystemMetricsOptions } from "./src/run/system_metrics.ts";
export type { Outcome } from "./src/run/status.ts";
export type { CloseOptions, WaitOptions } from "./src/run/wait.ts";
export type { FileSource } from "./src/artifacts/source.ts";
export {
  type FileChange,
  FileChangedError,
  type FileState,
} from "./src/artifacts/file_changed_error.ts";
export type { DirectoryFilter } from "./src/artifacts/directory.ts";
export type {
  CanvasLike,
  ImageEncoding,
  ImageSource,
  OffscreenCanvasLike,
} from "./src/artifacts/image.ts";
export type { PixelArray, Pixels } from "./src/artifacts/pixels.ts";
export type { Table, TableCell, TextFormat } from "./src/artifacts/table.ts";
export type { TableFormat } from "./src/artifacts/table_format.ts";
export type { UploadProgress } from "./src/artifacts/upload.ts";

export { listRuns, type ListRunsOptions } from "./src/records/runs/list_runs.ts";
export {
  searchRuns,
  type SearchRunsOptions,
  type SortOrder,
} from "./src/records/runs/search_runs.ts";
export { getBestRun, type GetBestRunOptions } from "./src/records/runs/get_best_run.ts";
export { getRun } from "./src/records/runs/get_run.ts";
export { RunNotFoundError } from "./src/records/runs/run_not_found_error.ts";
export type { RunReference } from "./src/records/runs/reference.ts";
export type {
  ArtifactRecord,
  MetricSummary,
  RunRecord,
  RunStatus,
} from "./src/records/runs/record.ts";
export type { Listing, ListingOptions, Page } from "./src/records/listing.ts";
export type { RequestOptions } from "./src/session/request_options.ts";
export type {
  Comparison,
  Condition,
  OwnProperty,
  RunFilter,
  RunProperty,
} from "./src/records/runs/run_filter.ts";
export {
  type ComparableRun,
  compareRuns,
  type RunDifference,
} from "./src/records/runs/compare_runs.ts";
export { archiveRun, restoreRun, updateRun } from "./src/records/changes/update_run.ts";
export type { RunChanges } from "./src/records/changes/run_changes.ts";
export { closeStaleRuns } from "./src/records/changes/close_stale_runs.ts";
export type { CloseStaleRunsOptions, StaleRun } from "./src/records/changes/stale_runs.ts";
export { deleteExperiment, deleteRun, deleteRunGroup } from "./src/records/changes/delete_run.ts";
export type {
  DeleteExperimentOptions,
  DeleteOptions,
  DeleteRunGroupOptions,
  Deletion,
} from "./src/records/changes/deletion.ts";
export { createExperiment } from "./src/records/experiments/create_experiment.ts";
export { getExperiment } from "./src/records/experiments/get_experiment.ts";
export { listExperiments } from "./src/records/experiments/list_experiments.ts";
export type {
  CreateExperimentOptions,
  ExperimentOptions,
  ExperimentRecord,
} from "./src/records/experiments/experiments.ts";
export { ExperimentNotFoundError } from "./src/records/experiments/experiment_not_found_error.ts";
export { createRunGroup } from "./src/records/experiments/create_run_group.ts";
export { listRunGroups } from "./src/records/experiments/list_run_groups.ts";
export type {
  ListRunGroupsOptions,
  RunGroupOptions,
  RunGroupRecord,
} from "./src/records/experiments/run_groups.ts";
export { getLineage } from "./src/records/lineage/get_lineage.ts";
export type {
  Lineage,
  LineageAssociation,
  LineageDirection,
  LineageEntity,
  LineageKind,
  LineageOptions,
  LineageRun,
  LineageSide,
} from "./src/records/lineage/lineage.ts";
export { LineageQuotaError } from "./src/rules/lineage_quota_error.ts";
export { RunGroupError } from "./src/rules/run_group_error.ts";
export { getMetricHistory } from "./src/records/history/get_metric_history.ts";
export type {
  MetricHistory,
  MetricHistoryOptions,
  PeriodHistory,
  PointHistory,
  StepHistory,
} from "./src/records/history/metric_history.ts";
export { getDownsampledHistory } from "./src/records/history/get_downsampled_history.ts";
export type {
  DownsampledByStep,
  DownsampledByTime,
  DownsampledHistory,
  DownsampledHistoryFacts,
  DownsampledHistoryOptions,
} from "./src/records/history/downsampled_history.ts";
export type { MetricPeriod } from "./src/metrics/statistics.ts";
export type { MetricStatistic } from "./src/text/statistics.ts";
export { MetricQueryError } from "./src/metrics/query_error.ts";
export { type HistoryTable, toHistoryTable } from "./src/records/history/history_table.ts";
export {
  type CsvOptions,
  type Exportable,
  type RunRow,
  toCsv,
  toJsonLines,
  toParquet,
  toTable,
} from "./src/records/tables/export.ts";
export { openArtifact } from "./src/records/files/open_artifact.ts";
export type { OpenArtifactOptions, StoredArtifact } from "./src/records/files/stored_artifact.ts";
export { downloadArtifact } from "./src/records/files/download_artifact.ts";
export type {
  DownloadArtifactOptions,
  DownloadedArtifact,
  DownloadProgress,
} from "./src/records/files/download.ts";
export { DownloadError } from "./src/records/files/download_error.ts";
export type { FailedDownload } from "./src/records/files/download_error.ts";
export { listGraphs } from "./src/records/files/list_graphs.ts";
export { readGraph } from "./src/records/files/read_graph.ts";
export type { GraphRecord } from "./src/records/files/graphs.ts";
export { ArtifactNotFoundError } from "./src/records/files/artifact_not_found_error.ts";
export type { FoundArtifact } from "./src/records/files/run_artifacts.ts";
export type { ArtifactDirection } from "./src/rules/artifact.ts";
export type {
  ConfusionMatrixGraph,
  Graph,
  PrecisionRecallGraph,
  RocGraph,
} from "./src/artifacts/graph.ts";
export { GraphFormatError } from "./src/artifacts/graph_format_error.ts";
export type { ObjectFacts } from "./src/artifacts/download.ts";
export { IntegrityError } from "./src/artifacts/integrity_error.ts";

export { syncRuns } from "./src/sync/sync_runs.ts";
export { durableSession } from "./src/sync/durable_session.ts";
export type { DurableSessionOptions } from "./src/sync/forwarding_session.ts";
export { SyncBusyError, SyncConflictError } from "./src/sync/errors.ts";
export {
  type ConflictRule,
  type SyncedRun,
  type SyncOutcome,
  type SyncProgress,
  type SyncRunsOptions,
  type SyncSummary,
} from "./src/sync/summary.ts";
export type { Destination } from "./src/sync/destination.ts";
export type { SyncProblem } from "./src/sync/problem.ts";

export {
  createSession,
  type Session,
  type SessionLike,
  type SessionOptions,
} from "./src/session/session.ts";
export { awsSession } from "./src/connect/aws_session.ts";
export type { AwsSessionOptions } from "./src/connect/open_aws_session.ts";
export { defaultSession } from "./src/connect/default_session.ts";
export type { AwsCredentials } from "./src/session/credentials.ts";
export type { Encryption } from "./src/rules/encryption.ts";
export { type Fetch, fetchTransport, type TransportOptions } from "./src/session/transport.ts";
export { SessionError } from "./src/session/session_error.ts";
export {
  NetworkError,
  RedirectError,
  RequestError,
  TimeoutError,
  UnreadableAnswerError,
} from "./src/session/request_error.ts";
export type { Logger } from "./src/ports/logger.ts";

export { ArgumentError, isRunlogError, RunlogError } from "./src/errors.ts";
export { BucketError } from "./src/artifacts/bucket_error.ts";
export { UnsupportedRegionError } from "./src/run/unsupported_region_error.ts";
export { sendJournal } from "./src/metrics/send_journal.ts";
export type { JournalReport, SendJournalOptions } from "./src/metrics/journal_report.ts";
export { BacklogFullError } from "./src/metrics/backlog_full_error.ts";
export type { MetricStats } from "./src/metrics/delivery_counts.ts";
export type { RunStats } from "./src/run/run.ts";
export type { ProblemCounts, ProblemKind, RunProblem } from "./src/run/problems.ts";
export type { MetricPoint } from "./src/metrics/buffer.ts";
export {
  DeliveryError,
  type Undelivered,
  UndeliveredPoints,
  type UndeliveredRecord,
} from "./src/metrics/failures.ts";
