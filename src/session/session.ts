/**
 * Defines sessions. A session holds the injected clients and ports through which runlog reads and
 * writes. The rest of the library does not depend on whether AWS, the local service or a test answers.
 *
 * @module
 */
import { type AwsClient, type Caller, createCaller } from "./caller.ts";
import type { Callers } from "./patience.ts";
import type { Logger } from "../ports/logger.ts";
import { checkBucket } from "../rules/bucket.ts";
import { ACCOUNT_ID, checkEncryption, type Encryption } from "../rules/encryption.ts";
import type { FileStore } from "../ports/file_store.ts";
import { hasNotices } from "./notices.ts";
import { indexedDbJournal } from "./indexed_db_journal.ts";
import type { MetricJournal } from "../ports/metric_journal.ts";
import type { MetricsClient } from "../ports/metrics_client.ts";
import type { StoreNotes } from "../ports/store_notes.ts";
import type { S3Commands } from "./operations/s3.ts";
import type { SageMakerCommands } from "./operations/sagemaker.ts";
import { browserStorage } from "../runtime.ts";
import { type OptionKinds, requireOptions } from "../options.ts";
import {
  FLAG,
  FUNCTION,
  LOGGER,
  numberFrom,
  OBJECT,
  orNull,
  recordOf,
  required,
  TEXT,
} from "../kinds.ts";

/** A client, or a function that creates it on first use. */
export type Lazy<T> = T | (() => T | Promise<T>);

/** Options of {@linkcode createSession}. */
export interface SessionOptions {
  /** AWS SDK v3 `SageMakerClient` of any minor version. This library never changes it. */
  readonly sagemaker: AwsClient;
  /**
   * AWS SDK v3 `S3Client`, or a function that creates it. Required only to log files and graphs.
   */
  readonly s3?: Lazy<AwsClient> | undefined;
  /**
   * Destination of metric points.
   * @default SageMaker Metrics (BatchPutMetrics), through the `sagemaker` client
   */
  readonly metrics?: MetricsClient | undefined;
  /**
   * Stores files and graphs without requests, such as a local service's `files`. They are read with
   * the `s3` client.
   * @default files are uploaded with the `s3` client
   */
  readonly files?: FileStore | undefined;
  /**
   * Endpoint of SageMaker Metrics, if it cannot be derived from SageMaker's endpoint.
   * @default `metrics.sagemaker.{region}.…`, or the custom endpoint of the `sagemaker` client
   */
  readonly metricsEndpoint?: string | undefined;
  /**
   * Journal that keeps undelivered points after a page closes; the next visit sends them. `null`
   * disables it.
   * @default IndexedDB in browsers, for points that go to SageMaker Metrics; no journal elsewhere
   */
  readonly journal?: MetricJournal | null | undefined;
  /**
   * Bucket for files, unless a run sets its own. Created if it does not exist.
   * @default `sagemaker-{region}-{account}`, as in the SageMaker Python SDK
   */
  readonly artifactBucket?: string | undefined;
  /**
   * Key prefix in the default bucket, before a run's own prefix.
   * @default none
   */
  readonly artifactBucketPrefix?: string | undefined;
  /**
   * Encryption of files in S3, unless a run sets its own.
   * @default the bucket's own setting
   */
  readonly artifactEncryption?: Encryption | undefined;
  /**
   * ID (twelve digits) of the account that must own the buckets, unless a run sets its own.
   * @default the run's own account for a default bucket with a derived name, else unchecked
   */
  readonly artifactBucketOwner?: string | undefined;
  /**
   * Receives warnings and notices.
   * @default warnings and errors to the console
   */
  readonly logger?: Logger | undefined;
  /**
   * Whether to log where the first run of each experiment is recorded: account, region, experiment.
   * @default true, unless RUNLOG_NOTICES is 0
   */
  readonly notices?: boolean | undefined;
  /**
   * Destination of runs, for messages.
   * @default "SageMaker"
   */
  readonly location?: string | undefined;
  /**
   * Time to wait for a full batch before logged data is sent, in milliseconds.
   * @default 1_000
   */
  readonly lingerMs?: number | undefined;
  /**
   * Whether to link jobs created through the `sagemaker` client to the current run, as `trackJobs`
   * does. This adds to the client's middleware stack.
   * @default false: injected clients are never changed
   */
  readonly tracksJobs?: boolean | undefined;
  /**
   * Store of crashes, heartbeats and sync cursors, which are kept separately from runs. Only embedded
   * stores have it.
   * @default none of these are stored
   */
  readonly store?: StoreNotes | undefined;
  /**
   * Called once when the session is disposed.
   * @default not called: injected clients belong to the caller
   */
  readonly dispose?: (() => Promise<void>) | undefined;
}

/**
 * The clients through which runs are read and written. {@linkcode createSession}, `awsSession`,
 * `localSession` and `defaultSession` create it. Any number of runs can share it.
 */
export interface Session extends AsyncDisposable {
  /** SageMaker: experiments, trials, trial components, search. */
  readonly sagemaker: Caller<SageMakerCommands>;
  /** S3: files and graphs. */
  readonly s3: Caller<S3Commands>;
  /** Custom metric port; undefined means SageMaker Metrics. */
  readonly metrics: MetricsClient | undefined;
  /** Stores files without requests; undefined means that the S3 client uploads them. */
  readonly files: FileStore | undefined;
  /** Endpoint of SageMaker Metrics, if it cannot be derived from SageMaker's endpoint. */
  readonly metricsEndpoint: string | undefined;
  /** Journal that keeps undelivered points after a page closes. */
  readonly journal: MetricJournal | undefined;
  /** Bucket for files, unless a run sets its own. */
  readonly artifactBucket: string | undefined;
  /** Key prefix in the default bucket. */
  readonly artifactBucketPrefix: string | undefined;
  /** Encryption of files in S3, unless a run sets its own. */
  readonly artifactEncryption: Encryption | undefined;
  /** ID of the account that must own the buckets, unless a run sets its own. */
  readonly artifactBucketOwner: string | undefined;
  /** Receives warnings and notices. */
  readonly logger: Logger;
  /** Whether to log where the first run of each experiment is recorded. */
  readonly notices: boolean;
  /** Destination of runs, for messages. */
  readonly location: string;
  /** Time to wait for a full batch before logged data is sent, in milliseconds. */
  readonly lingerMs: number;
  /** Whether to link jobs created through the `sagemaker` client to the current run. */
  readonly tracksJobs: boolean;
  /** Store of crashes, heartbeats and sync cursors; undefined for AWS. */
  readonly store: StoreNotes | undefined;
}

/** A session or a promise of one. Every `session` option accepts both. */
export type SessionLike = Session | PromiseLike<Session>;

const OPTIONS: OptionKinds<SessionOptions> = {
  sagemaker: required(
    recordOf("be an AWS SDK v3 SageMakerClient", { send: FUNCTION }),
  ),
  s3: OBJECT,
  metrics: OBJECT,
  files: OBJECT,
  metricsEndpoint: TEXT,
  journal: orNull(OBJECT),
  artifactBucket: TEXT,
  artifactBucketPrefix: TEXT,
  artifactEncryption: true,
  artifactBucketOwner: ACCOUNT_ID,
  logger: LOGGER,
  notices: FLAG,
  location: TEXT,
  lingerMs: numberFrom(0, 2_147_483_647, " milliseconds"),
  tracksJobs: FLAG,
  store: OBJECT,
  dispose: FUNCTION,
};

/**
 * Creates a session from your own AWS SDK v3 clients. Your credentials, region, retry strategy and
 * request handler are used unchanged. Each request ends when its call is aborted or reaches its time
 * limit, with the waits of the SDK's retry strategies and its connection; retries count against a
 * budget of their own. The waits of a retry strategy of your own class end as that class decides.
 *
 * @param options Clients and defaults
 * @returns The session; disposing it does not affect injected clients
 * @throws {ArgumentError} If `sagemaker` is not an AWS SDK v3 client
 *
 * @example
 * ```ts
 * import { SageMakerClient } from "@aws-sdk/client-sagemaker";
 * import { S3Client } from "@aws-sdk/client-s3";
 * import { createSession } from "@runlog/sagemaker";
 *
 * const session = createSession({
 *   sagemaker: new SageMakerClient({ region: "eu-west-1" }),
 *   s3: () => new S3Client({ region: "eu-west-1" }),
 * });
 * ```
 */
export function createSession(options: SessionOptions): Session {
  requireOptions("Cannot create session", options, OPTIONS);
  checkEncryption("Cannot create session", options.artifactEncryption);
  checkBucket("Cannot create session", options.artifactBucket);
  const { logger = console, location = "SageMaker" } = options;
  return sessionOver(createCallers(options, { logger, place: location }), options);
}

/** The callers of a session's services. */
export type SessionCallers = Pick<Session, "sagemaker" | "s3">;

/** Creates callers that send requests with AWS SDK clients. */
export function createCallers(
  { sagemaker, s3 }: {
    readonly sagemaker: Lazy<AwsClient>;
    readonly s3?: Lazy<AwsClient> | undefined;
  },
  callers: Callers,
): SessionCallers {
  return {
    sagemaker: createCaller<SageMakerCommands>(
      "sagemaker",
      sagemaker,
      async () => (await import("./operations/sagemaker.ts")).sageMakerCommands,
      callers,
    ),
    s3: createCaller<S3Commands>(
      "s3",
      s3,
      async () => (await import("./operations/s3.ts")).s3Commands,
      callers,
    ),
  };
}

/** Creates a session from the callers of its services and checked options. */
export function sessionOver(
  callers: SessionCallers,
  options: Omit<SessionOptions, "sagemaker" | "s3">,
): Session {
  const { logger = console, location = "SageMaker" } = options;
  let disposed: Promise<void> | undefined;
  return Object.freeze({
    ...callers,
    metrics: options.metrics,
    files: options.files,
    metricsEndpoint: options.metricsEndpoint,
    journal: journalOf(options),
    artifactBucket: options.artifactBucket,
    artifactBucketPrefix: options.artifactBucketPrefix,
    artifactEncryption: options.artifactEncryption,
    artifactBucketOwner: options.artifactBucketOwner,
    logger,
    notices: options.notices ?? hasNotices(),
    location,
    lingerMs: options.lingerMs ?? 1_000,
    tracksJobs: options.tracksJobs ?? false,
    store: options.store,
    [Symbol.asyncDispose]: () => disposed ??= options.dispose?.() ?? Promise.resolve(),
  });
}

function journalOf(
  { journal, metrics }: Pick<SessionOptions, "journal" | "metrics">,
): MetricJournal | undefined {
  if (journal !== undefined) return journal ?? undefined;
  const storage = metrics ? undefined : browserStorage();
  return storage && indexedDbJournal(storage);
}
