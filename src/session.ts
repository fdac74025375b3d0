/**
 * Defines the parts of a session, for authors of custom sessions: its ports, and the interfaces that
 * AWS SDK clients must match. You do not need it to record or read runs.
 *
 * @example A session that sends metric points to a custom port
 * ```ts
 * import { SageMakerClient } from "@aws-sdk/client-sagemaker";
 * import { createSession } from "@runlog/sagemaker";
 * import type { MetricsClient } from "@runlog/sagemaker/session";
 *
 * const metrics: MetricsClient = {
 *   largestBatch: 1_000,
 *   concurrency: 1,
 *   put: (batch) => {
 *     console.log(batch.names, batch.values.length);
 *     return Promise.resolve([]);
 *   },
 * };
 * const sagemaker = new SageMakerClient({ region: "eu-west-1" });
 * const session = createSession({ sagemaker, metrics });
 * ```
 *
 * @module
 */

export type {
  FileContent,
  FileObject,
  FileOnDisk,
  FileStore,
  PutFileOptions,
  SmallFile,
} from "./ports/file_store.ts";
export type {
  MetricBatch,
  MetricsClient,
  PointRefusal,
  SeriesPoints,
  SeriesQuery,
} from "./ports/metrics_client.ts";
export type { SeriesName } from "./ports/series_name.ts";
export type {
  AxisWindow,
  ThinnedQuery,
  ThinnedSeries,
  ThinningAxis,
} from "./ports/thinned_series.ts";
export type { JournalEntry, JournalWriter, MetricJournal } from "./ports/metric_journal.ts";
export type {
  LastWrite,
  LastWriter,
  StoreLocation,
  StoreNotes,
  SyncCursors,
} from "./ports/store_notes.ts";
export type {
  Entered,
  GoneHolders,
  Heartbeats,
  HolderBeat,
  Leaving,
  Left,
  ProcessMark,
  RunEnd,
  RunHolder,
  RunStart,
} from "./ports/run_holders.ts";
export type { OperationAnswer, ServiceOperations } from "./ports/service_operations.ts";
export type { Lazy } from "./session/session.ts";
export type {
  AwsClient,
  Caller,
  CallOptions,
  CommandMap,
  InputOf,
  OutputOf,
} from "./session/caller.ts";
export type { AttemptObserver } from "./session/attempt_observer.ts";
export type { SageMakerCommands } from "./session/operations/sagemaker.ts";
export type { S3Commands } from "./session/operations/s3.ts";
export type { Transport } from "./session/transport.ts";
export type { TransportRequest } from "./session/web_request.ts";
export { type CallerIdentity, getCallerIdentity } from "./session/caller_identity.ts";
export { type PreflightAnswer, sendPreflight } from "./session/preflight.ts";
export type { WatchedRequest } from "./session/watch_request.ts";
