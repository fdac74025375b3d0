/**
 * Stores the progress of the copy of a run in a cursor: the data that the destination has
 * acknowledged, and the requests that were about to be sent. The store of the source or of the
 * destination keeps one cursor for each run and each session that the run is copied to or from. An
 * interrupted sync thus resumes where it stopped.
 *
 * @module
 */
import type { ExperimentRecord } from "../records/experiments/experiments.ts";
import type { RunRecord } from "../records/runs/record.ts";
import type { SyncCursors } from "../ports/store_notes.ts";
import type { Session } from "../session/session.ts";
import { allPoints } from "./all_points.ts";
import { SyncBusyError } from "./errors.ts";
import { isAbsent } from "./failure.ts";
import type { RefusedEntry } from "./refused.ts";

/** Points of one metric, at positions from `from` up to but excluding `to`. */
export interface PointSpan {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** Points that may have arrived. They are sent again with the same token. */
export interface PlannedBatch {
  readonly token: string;
  readonly spans: readonly PointSpan[];
}

/** A file that cannot be stored at the destination. */
export interface RefusedFile {
  /** ETag of the bytes. */
  readonly etag: string | undefined;
  /** Reason, in words or as the destination gave it. */
  readonly reason: string;
}

/** Progress of the copy of a run. */
export interface RunCursor {
  /** Number of times that any process has written the cursor. */
  version: number;
  /** Creation time of the source run. Another run of the same name gets a new cursor. */
  readonly near: number;
  /** Creation time of the run at the destination; undefined until it is known. */
  far: number | undefined;
  /**
   * Fingerprints that the run may have at the destination: of the last write and of a pending one.
   */
  seen: readonly string[];
  /** Fingerprint of the source run when it was last copied completely, by experiment. */
  settled: Record<string, string>;
  /** Position after the last point that was sent or is in flight, by metric. */
  points: Record<string, number>;
  /** Batches that have not been acknowledged. */
  flight: readonly PlannedBatch[];
  /** ETags of files whose bytes have arrived, by address at the source. */
  files: Record<string, string>;
  /** ARNs of lineage artifacts at the destination, by link. */
  artifacts: Record<string, string>;
  /** Links that have arrived. */
  links: readonly string[];
  /** Names of the lineage that is not copied. */
  left: readonly string[];
  /** Run groups that the run was added to at the destination. */
  groups: readonly string[];
  /** Tags that were set on the run at the destination, by key. */
  tags: Readonly<Record<string, string>>;
  /** Entries of the run that the destination rejects. */
  refused: readonly RefusedEntry[];
  /** Files of the run that cannot be stored at the destination, by address at the source. */
  refusedFiles: Readonly<Record<string, RefusedFile>>;
  /** Whether the run is being written in several requests, so that only a part may have arrived. */
  isPartial: boolean;
}

/** A cursor that can be saved. */
export interface KeptCursor {
  /** Progress of the copy. */
  readonly state: RunCursor;
  /**
   * Writes the current state.
   *
   * @throws {SyncBusyError} If another process has written it since it was loaded
   */
  save(): Promise<void>;
}

/** Stores the cursors of one sync. */
export interface CursorShelf {
  /** Loads the cursor of a run; creates one if the run was never copied. */
  load(run: RunRecord): Promise<KeptCursor>;
}

/** Creates the cursor of a run that was never copied. */
export function newCursor(run: Pick<RunRecord, "creationTime">): RunCursor {
  return {
    version: 0,
    near: run.creationTime?.getTime() ?? 0,
    far: undefined,
    seen: [],
    settled: {},
    points: {},
    flight: [],
    files: {},
    artifacts: {},
    links: [],
    left: [],
    groups: [],
    tags: {},
    refused: [],
    refusedFiles: {},
    isPartial: false,
  };
}

/**
 * Resets a cursor: the run was deleted at the destination, perhaps with all that belonged to it.
 */
export function restart(cursor: RunCursor, run: RunRecord): void {
  const { version } = cursor;
  Object.assign(cursor, newCursor(run), { version });
}

/**
 * Marks metrics as sent if a run of another origin already has them at the destination, because
 * SageMaker cannot replace points.
 */
export function adoptPoints(cursor: RunCursor, near: RunRecord, far: RunRecord): void {
  cursor.points = Object.fromEntries(
    Object.entries(near.metrics)
      .filter(([name]) => allPoints(far.metrics[name]) > 0)
      .map(([name, summary]) => [name, allPoints(summary)]),
  );
  cursor.flight = [];
}

/** A source or destination that is no session. */
export interface PlaceSide {
  /** Identifies the server and the experiment. */
  readonly identity: string;
  /** Stores cursors; undefined if it cannot. */
  readonly cursors: SyncCursors | undefined;
}

/** The source or the destination of a sync. */
export type Side = SessionSide | PlaceSide;

/** A source or destination that is a session. */
export interface SessionSide {
  /** Session that holds the runs. */
  readonly session: Session;
  /**
   * The experiment. A session without an identity of its own is identified by its account and by
   * the experiment's creation time, since another experiment of that name would contain none of the
   * runs.
   */
  readonly experiment: Pick<ExperimentRecord, "arn" | "creationTime">;
}

/**
 * Opens the cursors of the copies between two sessions. The source stores them if it can, else the
 * destination, else they last as long as the sync. A store that may only be read cannot.
 */
export async function openShelf(near: Side, far: Side): Promise<CursorShelf> {
  const own = writableCursors(near);
  const kept = own ?? writableCursors(far);
  const name = own ? `to ${await identityOf(far)}` : `from ${await identityOf(near)}`;
  return {
    async load(run) {
      const { trialComponentName } = run;
      const fresh = newCursor(run);
      const known = await kept?.read(trialComponentName, name);
      // Written below from a cursor.
      const found = known as unknown as RunCursor | undefined;
      const state = found?.near === fresh.near ? { ...fresh, ...found } : fresh;
      if (found) state.version = found.version;
      // One after the other, so that no write follows one that was too late.
      let saved = Promise.resolve();
      return {
        state,
        save: () =>
          saved = saved.then(async () => {
            state.version++;
            if (await kept?.write(trialComponentName, name, { ...state }) === false) {
              throw new SyncBusyError(run.experimentName, run.runName);
            }
          }),
      };
    },
  };
}

function writableCursors(side: Side): SyncCursors | undefined {
  if ("identity" in side) return side.cursors;
  const { store } = side.session;
  return store?.readOnly === undefined ? store?.cursors : undefined;
}

async function identityOf(side: Side): Promise<string> {
  if ("identity" in side) return side.identity;
  const { session, experiment } = side;
  const { creationTime, arn } = experiment;
  if (session.store) {
    try {
      return await session.store.cursors.identity();
    } catch (error) {
      // The store has no identity yet: it may not be written, or does not exist.
      if (session.store.readOnly === undefined && !isAbsent(error)) throw error;
      return `${arn} ${creationTime?.getTime()}`;
    }
  }
  const { config } = await session.sagemaker.client();
  // Clients of the AWS SDK have this member if a custom endpoint is set.
  const { endpoint } = config as {
    readonly endpoint?: () => Promise<{ readonly hostname: string; readonly port?: number }>;
  };
  const { hostname = "", port = "" } = await endpoint?.() ?? {};
  const [, partition, , region, account] = arn.split(":");
  return `${partition}:${region}:${account} ${hostname}:${port} ${creationTime?.getTime()}`;
}
