/**
 * Defines the options of a run, checks them and fills in their defaults.
 *
 * @module
 */
import type { Tag } from "@aws-sdk/client-sagemaker";
import { ArgumentError } from "../errors.ts";
import { DEFAULT_LARGEST_BACKLOG } from "../metrics/delivery.ts";
import { checkBucket } from "../rules/bucket.ts";
import { ACCOUNT_ID, checkEncryption, type Encryption } from "../rules/encryption.ts";
import { checkEntityName, type RunNames } from "../rules/names.ts";
import { type Tags, toTags } from "../rules/tags.ts";
import type { Session, SessionLike } from "../session/session.ts";
import type { SystemMetricsOptions } from "./system_metrics.ts";
import { checkOptions, type OptionKinds } from "../options.ts";
import { FLAG, numberFrom, SESSION, SIGNAL, TEXT } from "../kinds.ts";

/** Start of the keys of runs' files, as the SageMaker Python SDK has it. */
export const ARTIFACT_PREFIX = "trial-component-artifacts";

/** Options of `startRun` and `withRun`. */
export interface StartRunOptions {
  /**
   * The experiment, by a name of 1 to 59 letters, digits and inner hyphens; created if it does not
   * exist. The name is stored in lower case, as in the SageMaker Python SDK.
   */
  readonly experimentName: string;
  /**
   * The run, by a name of 1 to 59 letters, digits and inner hyphens; loaded if it exists. The name
   * is stored in lower case.
   * @default `sagemaker-run-{epoch seconds}-{8 hex digits}`
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
   * Tags of every resource that this call creates. Existing resources keep their own tags.
   * @default none
   */
  readonly tags?: Tags | undefined;
  /**
   * Session that records the run.
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
   * Encryption of files in S3.
   * @default the session's `artifactEncryption`, else the bucket's own setting
   */
  readonly artifactEncryption?: Encryption | undefined;
  /**
   * Account ID, twelve digits, of the bucket's required owner: S3 rejects any other owner's bucket.
   * @default the session's `artifactBucketOwner`, else the run's own account for the default bucket
   */
  readonly artifactBucketOwner?: string | undefined;
  /**
   * The run group (AWS: trial).
   * @default `Default-Run-Group-{experiment}`, then `…-2`, `…-3` where a quota, such as AWS's of 50 runs, is reached
   */
  readonly runGroupName?: string | undefined;
  /**
   * Whether to record the origin of a new run. The Git commit and repository become metadata;
   * runtime, platform, entry point and lock file become `env/…` parameters.
   * @default true
   */
  readonly captureEnvironment?: boolean | undefined;
  /**
   * Maximum number of metric points that wait for delivery, at 28 bytes per point. Points beyond it
   * are omitted and listed in `Run.problems`: await `Run.ready` in a loop that logs faster than the
   * service accepts points.
   * @default 1_000_000
   */
  readonly maxPendingPoints?: number | undefined;
  /**
   * Settings for logging the process's resource usage as `system/…` metrics while the run is open.
   * @default off
   */
  readonly systemMetrics?: SystemMetricsOptions | undefined;
  /**
   * Whether data that the session cannot store unchanged throws an `ArgumentError` at the call. Otherwise it is
   * kept in its nearest form or omitted, logged once, and listed in
   * `Run.problems`.
   * @default false
   */
  readonly strict?: boolean | undefined;
  /** Aborts the call. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * A run's options, checked and with every default filled in. The session or the service chooses
 * those that are still undefined.
 */
export interface RunSettings {
  /** Session that records the run. */
  readonly session: Session;
  /** Names of the run's resources. */
  readonly names: RunNames;
  /**
   * Returns other names for a run without a given name, which is always a new one; undefined if the
   * name was given.
   */
  readonly newNames?: (() => RunNames) | undefined;
  /** The requested run group; undefined means the experiment's default run group. */
  readonly runGroupName: string | undefined;
  /** Display name of a new experiment. */
  readonly experimentDisplayName: string | undefined;
  /** Display name of a new run. */
  readonly runDisplayName: string | undefined;
  /** Tags of every new resource. */
  readonly tags: readonly Tag[];
  /** S3 bucket for files; undefined means the session's default bucket. */
  readonly artifactBucket: string | undefined;
  /** Key prefix of files. */
  readonly artifactPrefix: string;
  /** Encryption of files in S3; undefined means the session's setting. */
  readonly artifactEncryption: Encryption | undefined;
  /** Account ID of the bucket's required owner; undefined means the session's setting. */
  readonly artifactBucketOwner: string | undefined;
  /** Whether to record the origin of a new run. */
  readonly captureEnvironment: boolean;
  /** Maximum number of points that wait for delivery. */
  readonly maxPendingPoints: number;
  /** Settings of system metrics; undefined means that none are logged. */
  readonly systemMetrics: SystemMetricsOptions | undefined;
  /** Whether data that the session cannot store throws. */
  readonly strict: boolean;
  /** Aborts the call. */
  readonly signal: AbortSignal | undefined;
}

/** The settings apart from the session and the run's names. */
export type UnnamedSettings = Omit<RunSettings, "session" | "names">;

/** The option names of {@linkcode StartRunOptions}. */
export const START_OPTIONS: OptionKinds<StartRunOptions> = {
  experimentName: TEXT,
  runName: true,
  experimentDisplayName: true,
  runDisplayName: true,
  tags: true,
  session: SESSION,
  artifactBucket: TEXT,
  artifactPrefix: TEXT,
  artifactEncryption: true,
  artifactBucketOwner: ACCOUNT_ID,
  runGroupName: TEXT,
  captureEnvironment: FLAG,
  maxPendingPoints: numberFrom(0),
  systemMetrics: true,
  strict: FLAG,
  signal: SIGNAL,
};

const ACTION = "Cannot start run";
const SHORTEST_INTERVAL_MS = 100;
const LONGEST_INTERVAL_MS = 86_400_000;

/**
 * Checks a run's options and fills in their defaults. It sends nothing.
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
  return Object.freeze({
    ...entityNames,
    tags: toTags(options.tags),
    artifactBucket: options.artifactBucket,
    artifactPrefix: options.artifactPrefix ?? ARTIFACT_PREFIX,
    artifactEncryption: options.artifactEncryption,
    artifactBucketOwner: options.artifactBucketOwner,
    captureEnvironment: options.captureEnvironment ?? true,
    maxPendingPoints: options.maxPendingPoints ?? DEFAULT_LARGEST_BACKLOG,
    systemMetrics: options.systemMetrics,
    strict: options.strict ?? false,
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
