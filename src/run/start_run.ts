/**
 * Starting a run. Browser-safe.
 *
 * @module
 */
import { checkBucketOwner, checkEncryption, type Encryption } from "../rules/encryption.ts";
import { DEFAULT_LARGEST_BACKLOG } from "../metrics/delivery.ts";
import { sendJournalBeside } from "../metrics/send_journal.ts";
import { defaultSession } from "../connect/default_session.ts";
import type { Session, SessionLike } from "../session/session.ts";
import { type Cell, enterCell, leaveCell, makeCell } from "./context.ts";
import { captureOrigin } from "./environment.ts";
import { checkEntityName, nameRun, type RunNames } from "../rules/names.ts";
import { RunParts } from "./parts.ts";
import { unwatch, watch, type Watched } from "./process_end.ts";
import { openResources } from "./resources.ts";
import { Run } from "./run.ts";
import { checkSystemMetrics, type SystemMetricsOptions, watchSystem } from "./system_metrics.ts";
import { type Tags, toTags } from "../rules/tags.ts";
import { trackJobsOf } from "./track_jobs.ts";

/** Options of `startRun` and `withRun`. */
export interface StartRunOptions {
  /**
   * The experiment, made if it is new: 1 to 59 letters, digits and inner hyphens. Kept in lower
   * case, as the SageMaker Python SDK does.
   */
  readonly experimentName: string;
  /**
   * The run, loaded if it is there: 1 to 59 letters, digits and inner hyphens. Kept in lower case.
   * @default `sagemaker-run-{epoch seconds}-{4 hex digits}`
   */
  readonly runName?: string | undefined;
  /**
   * Name of a new experiment as people see it: 1 to 120 letters, digits and inner hyphens.
   * @default the experiment's name
   */
  readonly experimentDisplayName?: string | undefined;
  /**
   * Name of a new run as people see it: 1 to 120 letters, digits and inner hyphens.
   * @default the trial component's name
   */
  readonly runDisplayName?: string | undefined;
  /**
   * Tags of every resource this call creates; what exists keeps its own.
   * @default none
   */
  readonly tags?: Tags | undefined;
  /**
   * Where to record.
   * @default `defaultSession()`
   */
  readonly session?: SessionLike | undefined;
  /**
   * S3 bucket of files. It must exist.
   * @default the session's default bucket, made if absent
   */
  readonly artifactBucket?: string | undefined;
  /**
   * Key prefix of files.
   * @default `trial-component-artifacts`
   */
  readonly artifactPrefix?: string | undefined;
  /**
   * How S3 encrypts files.
   * @default the session's `artifactEncryption`, else as the bucket says
   */
  readonly artifactEncryption?: Encryption | undefined;
  /**
   * The account, twelve digits, that the bucket must belong to: another's is refused by S3.
   * @default the session's `artifactBucketOwner`, else the run's own account for the default bucket
   */
  readonly artifactBucketOwner?: string | undefined;
  /**
   * The run group (SageMaker's trial).
   * @default `Default-Run-Group-{experiment}`, and past AWS's quota of 50 runs `…-2`, `…-3`
   */
  readonly runGroupName?: string | undefined;
  /**
   * Whether a new run records where it comes from: Git's commit and repository as metadata, and
   * runtime, platform, entry point and lock file as `env/…` parameters.
   * @default true
   */
  readonly captureEnvironment?: boolean | undefined;
  /**
   * How many metric points may wait for delivery, 28 bytes each.
   * @default 1_000_000
   */
  readonly maxPendingPoints?: number | undefined;
  /**
   * Records what the process uses as `system/…` metrics while the run is open.
   * @default off
   */
  readonly systemMetrics?: SystemMetricsOptions | undefined;
  /** Gives up the start. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Starts a run, or loads it and puts it in progress again, and makes it the current run of this
 * async scope. Use it with `await using`, or close it by hand.
 *
 * A run left by `await using` ends Completed, also when an error ended the block: a disposer cannot
 * see the error. Use `withRun`, or {@linkcode Run.fail}, to have it Failed.
 *
 * @param options The names, and where to record
 * @returns The open run
 * @throws {ArgumentError} when AWS would refuse a name or tag, before anything is sent
 * @throws {RunGroupError} when the chosen run group belongs to another experiment
 * @throws {SessionError} when there is nowhere to record
 * @throws the AWS SDK's error when the service refuses or cannot be reached
 *
 * @example
 * ```ts
 * import { startRun } from "@runlog/sagemaker";
 *
 * await using run = await startRun({ experimentName: "demo" });
 * run.logParameter("learning_rate", 0.01);
 * run.logMetric("loss", 0.5, { step: 1 });
 * ```
 */
export function startRun(options: StartRunOptions): Promise<Run> {
  // Everything up to the first await runs in the caller's own turn: only here can the caller's
  // scope be entered.
  const cell = makeCell();
  const opening = openRun(options, cell);
  enterCell(cell);
  return opening;
}

/** How a run's resources come about: made first, or looked up first. */
export type Opening = typeof openResources;

/** Opens a run into a cell, whose scope sees it from then on. */
export async function openRun(options: StartRunOptions, cell: Cell): Promise<Run> {
  const resolved = resolveOptions(options);
  options.signal?.throwIfAborted();
  const session = await (options.session ?? defaultSession());
  return await openInto(cell, { ...options, ...resolved, session }, openResources);
}

/** A run's options with its names and session settled. */
export interface SettledOptions extends Omit<StartRunOptions, "session" | "tags"> {
  /** Where to record. */
  readonly session: Session;
  /** The names of the run's resources. */
  readonly names: RunNames;
  /** Checked tags. */
  readonly tags: ReturnType<typeof toTags>;
}

/** Opens a run whose options are settled. */
export async function openInto(
  cell: Cell,
  options: SettledOptions,
  opening: Opening,
): Promise<Run> {
  checkSystemMetrics("Cannot start run", options.systemMetrics);
  checkEncryption("Cannot start run", options.artifactEncryption);
  checkBucketOwner("Cannot start run", options.artifactBucketOwner);
  const { session, names, tags, signal } = options;
  const origin = options.captureEnvironment ?? true ? await captureOrigin() : {};
  const { runGroupName, experimentDisplayName, runDisplayName } = options;
  const request = {
    names,
    runGroupName,
    experimentDisplayName,
    runDisplayName,
    tags,
    origin,
    startTime: new Date(),
  };
  if (session.tracksJobs) trackJobsOf(await session.sagemaker.client());
  const opened = await opening(session, request, { signal });
  if (session.notices) {
    const { announceRun } = await import("./announce_run.ts");
    announceRun(session, names.experimentName, opened.arn);
  }
  const run: Run = new Run(
    new RunParts({
      session,
      names,
      opened,
      artifactBucket: options.artifactBucket,
      artifactPrefix: options.artifactPrefix ?? "trial-component-artifacts",
      artifactEncryption: options.artifactEncryption,
      artifactBucketOwner: options.artifactBucketOwner,
      maxPendingPoints: options.maxPendingPoints ?? DEFAULT_LARGEST_BACKLOG,
      onClosing: (how) => {
        stopWatchingSystem?.();
        leaveCell(cell);
        unwatch(watched, how === "scope");
      },
    }),
  );
  const watched = watchedRun(run, session);
  watch(watched);
  const stopWatchingSystem = options.systemMetrics && watchSystem(run, options.systemMetrics);
  cell.run = run;
  sendJournalBeside(session);
  return run;
}

function watchedRun(run: Run, session: Session): Watched {
  return {
    trialComponentName: run.trialComponentName,
    recordCrash: session.recordCrash,
    end: (outcome) => run.close({ outcome }),
  };
}

/** Checks what a run is named and tagged with. */
export function resolveOptions(
  options: StartRunOptions,
): Pick<SettledOptions, "names" | "tags"> {
  const { experimentDisplayName, runDisplayName, runGroupName } = options;
  const names = nameRun(options.experimentName, options.runName);
  const others = { experimentDisplayName, runDisplayName, runGroupName };
  for (const [argument, value] of Object.entries(others)) {
    if (value !== undefined) checkEntityName("Cannot start run", argument, value);
  }
  return { names, tags: toTags(options.tags) };
}
