/**
 * The options of a run: as callers give them, and checked with every default filled in. Browser-safe.
 *
 * @module
 */
import type { Tag } from "@aws-sdk/client-sagemaker";
import { ArgumentError } from "../errors.ts";
import { DEFAULT_LARGEST_BACKLOG } from "../metrics/delivery.ts";
import { checkBucket } from "../rules/bucket.ts";
import { checkBucketOwner, checkEncryption, type Encryption } from "../rules/encryption.ts";
import { checkEntityName, type RunNames } from "../rules/names.ts";
import { type Tags, toTags } from "../rules/tags.ts";
import type { Session, SessionLike } from "../session/session.ts";
import type { SystemMetricsOptions } from "./system_metrics.ts";
import { checkOptions, type OptionNames } from "../options.ts";

/** Options of `startRun` and `withRun`. */
export interface StartRunOptions {
  /**
   * The experiment; created if it does not exist: 1 to 59 letters, digits and inner hyphens. Stored in
   * lower case, as the SageMaker Python SDK does.
   */
  readonly experimentName: string;
  /**
   * The run; loaded if it exists: 1 to 59 letters, digits and inner hyphens. Stored in lower case.
   * @default `sagemaker-run-{epoch seconds}-{4 hex digits}`
   */
  readonly runName?: string | undefined;
  /**
   * Display name of a new experiment: 1 to 120 letters, digits and inner hyphens.
   * @default the experiment's name
   */
  readonly experimentDisplayName?: string | undefined;
  /**
   * Display name of a new run: 1 to 120 letters, digits and inner hyphens.
   * @default the trial component's name
   */
  readonly runDisplayName?: string | undefined;
  /**
   * Tags of every resource this call creates; existing resources keep their own.
   * @default none
   */
  readonly tags?: Tags | undefined;
  /**
   * Session that the run is recorded through.
   * @default `defaultSession()`
   */
  readonly session?: SessionLike | undefined;
  /**
   * Existing S3 bucket for files.
   * @default the session's default bucket, created if it does not exist
   */
  readonly artifactBucket?: string | undefined;
  /**
   * Key prefix of files.
   * @default `trial-component-artifacts`
   */
  readonly artifactPrefix?: string | undefined;
  /**
   * How S3 encrypts files.
   * @default the session's `artifactEncryption`, else the bucket's own setting
   */
  readonly artifactEncryption?: Encryption | undefined;
  /**
   * The account, twelve digits, that must own the bucket: S3 rejects any other owner's.
   * @default the session's `artifactBucketOwner`, else the run's own account for the default bucket
   */
  readonly artifactBucketOwner?: string | undefined;
  /**
   * The run group (AWS: trial).
   * @default `Default-Run-Group-{experiment}`, and past AWS's quota of 50 runs `…-2`, `…-3`
   */
  readonly runGroupName?: string | undefined;
  /**
   * Whether to record the origin of a new run: Git's commit and repository as metadata, and
   * runtime, platform, entry point and lock file as `env/…` parameters.
   * @default true
   */
  readonly captureEnvironment?: boolean | undefined;
  /**
   * Largest number of metric points that may wait for delivery, at 28 bytes per point.
   * @default 1_000_000
   */
  readonly maxPendingPoints?: number | undefined;
  /**
   * Logs the process's resource usage as `system/…` metrics while the run is open.
   * @default off
   */
  readonly systemMetrics?: SystemMetricsOptions | undefined;
  /** Aborts the start. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * A run's options, checked, every default filled in: the parts of a run each take a pick of them.
 * What stays undefined here is the session's or the service's to choose.
 */
export interface RunSettings {
  /** Session that the run is recorded through. */
  readonly session: Session;
  /** Names of the run's resources. */
  readonly names: RunNames;
  /** The requested run group; undefined chooses the experiment's own. */
  readonly runGroupName: string | undefined;
  /** Display name of the experiment, if it is new. */
  readonly experimentDisplayName: string | undefined;
  /** Display name of the run, if it is new. */
  readonly runDisplayName: string | undefined;
  /** Tags of every resource that is new. */
  readonly tags: readonly Tag[];
  /** Bucket of files; undefined means the session's default. */
  readonly artifactBucket: string | undefined;
  /** Key prefix of files. */
  readonly artifactPrefix: string;
  /** How S3 encrypts files; undefined means the session's setting. */
  readonly artifactEncryption: Encryption | undefined;
  /** The account that must own the bucket; undefined means the session's setting. */
  readonly artifactBucketOwner: string | undefined;
  /** Whether to record the origin of a new run. */
  readonly captureEnvironment: boolean;
  /** Largest number of points that may wait for delivery. */
  readonly maxPendingPoints: number;
  /** How often to log system metrics; undefined means never. */
  readonly systemMetrics: SystemMetricsOptions | undefined;
  /** Aborts the opening. */
  readonly signal: AbortSignal | undefined;
}

/** The settings that do not depend on where the run's names come from. */
export type UnnamedSettings = Omit<RunSettings, "session" | "names">;

/** The names of {@linkcode StartRunOptions}. */
export const START_OPTIONS: OptionNames<StartRunOptions> = {
  experimentName: true,
  runName: true,
  experimentDisplayName: true,
  runDisplayName: true,
  tags: true,
  session: true,
  artifactBucket: true,
  artifactPrefix: true,
  artifactEncryption: true,
  artifactBucketOwner: true,
  runGroupName: true,
  captureEnvironment: true,
  maxPendingPoints: true,
  systemMetrics: true,
  signal: true,
};

const ACTION = "Cannot start run";
const SHORTEST_INTERVAL_MS = 100;
const LONGEST_INTERVAL_MS = 86_400_000;

/**
 * Checks a run's options and fills in their defaults. Sends nothing.
 *
 * @throws {ArgumentError} If an option is invalid
 */
export function resolveOptions(
  options: Omit<StartRunOptions, "session" | "experimentName" | "runName">,
): UnnamedSettings {
  const { experimentDisplayName, runDisplayName, runGroupName } = options;
  const entityNames = { experimentDisplayName, runDisplayName, runGroupName };
  for (const [argument, value] of Object.entries(entityNames)) {
    if (value !== undefined) checkEntityName(ACTION, argument, value);
  }
  checkSystemMetrics(options.systemMetrics);
  checkEncryption(ACTION, options.artifactEncryption);
  checkBucket(ACTION, options.artifactBucket);
  checkBucketOwner(ACTION, options.artifactBucketOwner);
  return Object.freeze({
    ...entityNames,
    tags: toTags(options.tags),
    artifactBucket: options.artifactBucket,
    artifactPrefix: options.artifactPrefix ?? "trial-component-artifacts",
    artifactEncryption: options.artifactEncryption,
    artifactBucketOwner: options.artifactBucketOwner,
    captureEnvironment: options.captureEnvironment ?? true,
    maxPendingPoints: options.maxPendingPoints ?? DEFAULT_LARGEST_BACKLOG,
    systemMetrics: options.systemMetrics,
    signal: options.signal,
  });
}

function checkSystemMetrics(options: SystemMetricsOptions | undefined): void {
  if (options === undefined) return;
  checkOptions(ACTION, options, { everyMs: true }, "systemMetrics");
  const { everyMs } = options;
  if (everyMs >= SHORTEST_INTERVAL_MS && everyMs <= LONGEST_INTERVAL_MS) return;
  throw new ArgumentError(ACTION, {
    argument: "systemMetrics.everyMs",
    value: everyMs,
    rule: `be ${SHORTEST_INTERVAL_MS} to ${LONGEST_INTERVAL_MS} milliseconds`,
  });
}
