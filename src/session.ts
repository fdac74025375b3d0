/**
 * What a session is made of, for those who write one: the ports it talks through, and what the parts
 * of the AWS SDK must fit. Whoever records and reads needs nothing of it.
 *
 * @example A session whose metric points go to a port of one's own
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
  MetricBatch,
  MetricsClient,
  PointRefusal,
  SeriesPoints,
  SeriesQuery,
} from "./ports/metrics_client.ts";
export type { JournalEntry, JournalWriter, MetricJournal } from "./ports/metric_journal.ts";
export type {
  CrashRecorder,
  Heartbeats,
  StoreLocation,
  StoreNotes,
  SyncCursors,
} from "./ports/store_notes.ts";
export type { Lazy } from "./session/session.ts";
export type {
  AwsClient,
  Caller,
  CallOptions,
  CommandMap,
  InputOf,
  OutputOf,
} from "./session/caller.ts";
export type { SageMakerCommands } from "./session/operations/sagemaker.ts";
export type { S3Commands } from "./session/operations/s3.ts";
export type { Transport, TransportRequest } from "./session/transport.ts";
export { type CallerIdentity, getCallerIdentity } from "./session/caller_identity.ts";
export { type PreflightAnswer, sendPreflight } from "./session/preflight.ts";
export type { WatchedRequest } from "./session/watch_request.ts";
