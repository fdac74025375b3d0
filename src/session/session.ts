/**
 * A session: the injected clients everything else talks through, and the ports they have to fit.
 * Nothing beyond it knows whether AWS, the local service or a test answers. Browser-safe.
 *
 * @module
 */
import { ArgumentError } from "../errors.ts";
import { type AwsClient, type Caller, createCaller } from "./caller.ts";
import type { Logger } from "../ports/logger.ts";
import { checkBucket } from "../rules/bucket.ts";
import { checkBucketOwner, checkEncryption, type Encryption } from "../rules/encryption.ts";
import { hasNotices } from "./notices.ts";
import { indexedDbJournal } from "./indexed_db_journal.ts";
import type { MetricJournal } from "../ports/metric_journal.ts";
import type { MetricsClient } from "../ports/metrics_client.ts";
import type { StoreNotes } from "../ports/store_notes.ts";
import type { S3Commands } from "./operations/s3.ts";
import type { SageMakerCommands } from "./operations/sagemaker.ts";
import { browserStorage } from "../runtime.ts";
import { checkOptions, type OptionNames } from "../options.ts";

/** A client, or a function that makes it on first use. */
export type Lazy<T> = T | (() => T | Promise<T>);

/** What {@linkcode createSession} takes. */
export interface SessionOptions {
  /** An AWS SDK v3 `SageMakerClient` of any minor version. Never changed by this library. */
  readonly sagemaker: AwsClient;
  /** An AWS SDK v3 `S3Client`, or a function that makes it. Needed only to log files and graphs. */
  readonly s3?: Lazy<AwsClient> | undefined;
  /**
   * Where metric points go.
   * @default SageMaker Metrics (BatchPutMetrics), through the `sagemaker` client
   */
  readonly metrics?: MetricsClient | undefined;
  /**
   * Address of SageMaker Metrics, where it is not beside SageMaker's.
   * @default `metrics.sagemaker.{region}.…`, or the custom endpoint of the `sagemaker` client
   */
  readonly metricsEndpoint?: string | undefined;
  /**
   * Keeps points that are not delivered yet where a page that ends does not take them along; the next
   * visit sends them. `null` keeps nothing.
   * @default IndexedDB in browsers, for points that go to SageMaker Metrics; nothing elsewhere
   */
  readonly journal?: MetricJournal | null | undefined;
  /**
   * Bucket for files, where a run names none. Created when absent.
   * @default `sagemaker-{region}-{account}`, as the SageMaker Python SDK
   */
  readonly artifactBucket?: string | undefined;
  /**
   * Key prefix within the default bucket, before a run's own prefix.
   * @default none
   */
  readonly artifactBucketPrefix?: string | undefined;
  /**
   * How S3 encrypts files, where a run does not say.
   * @default as the bucket says
   */
  readonly artifactEncryption?: Encryption | undefined;
  /**
   * The account, twelve digits, that buckets must belong to, where a run does not say.
   * @default the run's own account for a default bucket whose name is worked out, else unchecked
   */
  readonly artifactBucketOwner?: string | undefined;
  /**
   * Where notices go.
   * @default warnings and errors to the console
   */
  readonly logger?: Logger | undefined;
  /**
   * Whether the first run of each experiment says where it is recorded: account, region, experiment.
   * @default true, unless RUNLOG_NOTICES is 0
   */
  readonly notices?: boolean | undefined;
  /**
   * Where runs go, for people to read.
   * @default "SageMaker"
   */
  readonly location?: string | undefined;
  /**
   * How long something logged waits for company before it is sent, in milliseconds.
   * @default 1_000
   */
  readonly lingerMs?: number | undefined;
  /**
   * Whether jobs created through the `sagemaker` client become part of the current run, as with
   * `trackJobs`. It adds to the client's middleware stack.
   * @default false: injected clients are never changed
   */
  readonly tracksJobs?: boolean | undefined;
  /**
   * What the store behind the session notes beside runs: crashes, heartbeats, cursors of syncs. Only an
   * embedded store can.
   * @default nothing is noted
   */
  readonly store?: StoreNotes | undefined;
  /**
   * Called once when the session is disposed.
   * @default nothing: injected clients belong to the caller
   */
  readonly dispose?: (() => Promise<void>) | undefined;
}

/**
 * The clients a run records through. Made by {@linkcode createSession}, `awsSession`,
 * `localSession` or `defaultSession`; shared by any number of runs.
 */
export interface Session extends AsyncDisposable {
  /** SageMaker: experiments, trials, trial components, search. */
  readonly sagemaker: Caller<SageMakerCommands>;
  /** S3: files and graphs. */
  readonly s3: Caller<S3Commands>;
  /** A metric port of the session's own; undefined means SageMaker Metrics. */
  readonly metrics: MetricsClient | undefined;
  /** Address of SageMaker Metrics, where it is not beside SageMaker's. */
  readonly metricsEndpoint: string | undefined;
  /** Keeps points that are not delivered yet beyond the page's end. */
  readonly journal: MetricJournal | undefined;
  /** Bucket for files, where a run names none. */
  readonly artifactBucket: string | undefined;
  /** Key prefix within the default bucket. */
  readonly artifactBucketPrefix: string | undefined;
  /** How S3 encrypts files, where a run does not say. */
  readonly artifactEncryption: Encryption | undefined;
  /** The account that buckets must belong to, where a run does not say. */
  readonly artifactBucketOwner: string | undefined;
  /** Where notices go. */
  readonly logger: Logger;
  /** Whether the first run of each experiment says where it is recorded. */
  readonly notices: boolean;
  /** Where runs go, for people to read. */
  readonly location: string;
  /** How long something logged waits for company before it is sent, in milliseconds. */
  readonly lingerMs: number;
  /** Whether jobs created through the `sagemaker` client become part of the current run. */
  readonly tracksJobs: boolean;
  /** What the store behind the session notes beside runs; undefined for AWS. */
  readonly store: StoreNotes | undefined;
}

/** A session, or the promise of one, as every `session` option takes it. */
export type SessionLike = Session | PromiseLike<Session>;

const OPTIONS: OptionNames<SessionOptions> = {
  sagemaker: true,
  s3: true,
  metrics: true,
  metricsEndpoint: true,
  journal: true,
  artifactBucket: true,
  artifactBucketPrefix: true,
  artifactEncryption: true,
  artifactBucketOwner: true,
  logger: true,
  notices: true,
  location: true,
  lingerMs: true,
  tracksJobs: true,
  store: true,
  dispose: true,
};

/**
 * A session over AWS SDK v3 clients of your own: your credentials, region, retry strategy and
 * request handler are used as they are.
 *
 * @param options The clients and defaults
 * @returns A session; disposing it leaves injected clients alone
 * @throws {ArgumentError} when `sagemaker` is not an AWS SDK v3 client
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
  checkOptions("Cannot create session", options, OPTIONS);
  if (typeof options?.sagemaker?.send !== "function") {
    throw new ArgumentError("Cannot create session", {
      argument: "sagemaker",
      value: options?.sagemaker,
      rule: "be an AWS SDK v3 SageMakerClient",
    });
  }
  checkEncryption("Cannot create session", options.artifactEncryption);
  checkBucket("Cannot create session", options.artifactBucket);
  checkBucketOwner("Cannot create session", options.artifactBucketOwner);
  const { logger = console, location = "SageMaker" } = options;
  const callers = { logger, place: location };
  let disposed: Promise<void> | undefined;
  return Object.freeze({
    sagemaker: createCaller<SageMakerCommands>(
      "sagemaker",
      options.sagemaker,
      async () => (await import("./operations/sagemaker.ts")).sageMakerCommands,
      callers,
    ),
    s3: createCaller<S3Commands>(
      "s3",
      options.s3,
      async () => (await import("./operations/s3.ts")).s3Commands,
      callers,
    ),
    metrics: options.metrics,
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

function journalOf({ journal, metrics }: SessionOptions): MetricJournal | undefined {
  if (journal !== undefined) return journal ?? undefined;
  const storage = metrics ? undefined : browserStorage();
  return storage && indexedDbJournal(storage);
}
