/**
 * How far the copy of a run is: what the far side has acknowledged, and what was about to be sent to
 * it. One of the two sides keeps the cursor, by run and other side, so that an interrupted sync
 * resumes where it stopped.
 *
 * @module
 */
import type { ExperimentRecord } from "../records/experiments/experiments.ts";
import type { RunRecord } from "../records/runs/record.ts";
import type { Session } from "../session/session.ts";
import { SyncBusyError } from "./errors.ts";

/** Points of one metric: positions from `from` to before `to`. */
export interface PointSpan {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** Points that may have arrived; sent again, they carry the same token. */
export interface PlannedBatch {
  readonly token: string;
  readonly spans: readonly PointSpan[];
}

/** How far the copy of a run is. */
export interface RunCursor {
  /** Number of writes, by any process. */
  version: number;
  /** When the near run was created: another run of its name starts anew. */
  readonly near: number;
  /** When the far run was created, once that is known. */
  far: number | undefined;
  /** Fingerprints that the far run may have: of what was last sent, and of what was about to be. */
  seen: readonly string[];
  /** Fingerprint of the near run when everything of it had arrived, by experiment. */
  settled: Record<string, string>;
  /** Position behind the last point that was sent or is in flight, by metric. */
  points: Record<string, number>;
  /** Batches that are not acknowledged. */
  flight: readonly PlannedBatch[];
  /** ETags of files whose bytes have arrived, by near address. */
  files: Record<string, string>;
  /** ARNs of far lineage artifacts, by the link they are for. */
  artifacts: Record<string, string>;
  /** Links that have arrived. */
  links: readonly string[];
  /** Run groups that the far run was put into. */
  groups: readonly string[];
  /** Tags that the far run was given, by key. */
  tags: Record<string, string>;
}

/** A cursor, and how to keep it. */
export interface KeptCursor {
  /** How far the copy is. */
  readonly state: RunCursor;
  /**
   * Writes the state as it is now.
   *
   * @throws {SyncBusyError} If another process has written it since it was loaded
   */
  save(): Promise<void>;
}

/** Keeps the cursors of one sync. */
export interface CursorShelf {
  /** The cursor of a run; a new one if the run was never copied. */
  load(run: RunRecord): Promise<KeptCursor>;
}

/** The cursor of a run of which nothing was copied. */
export function newCursor(run: RunRecord): RunCursor {
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
    groups: [],
    tags: {},
  };
}

/** Starts anew: the far run was there and is gone, and with it perhaps all that belonged to it. */
export function restart(cursor: RunCursor, run: RunRecord): void {
  const { version } = cursor;
  Object.assign(cursor, newCursor(run), { version });
}

/**
 * Counts the metrics that a far run of another origin already has as sent: SageMaker has no way to
 * replace points.
 */
export function adoptPoints(cursor: RunCursor, near: RunRecord, far: RunRecord): void {
  cursor.points = Object.fromEntries(
    Object.entries(near.metrics)
      .filter(([name]) => (far.metrics[name]?.count ?? 0) > 0)
      .map(([name, { count }]) => [name, count]),
  );
  cursor.flight = [];
}

/** One of the two sides of a sync. */
export interface Side {
  /** Session that holds the runs. */
  readonly session: Session;
  /**
   * The experiment: the identity of a side without one of its own is its account, and when the
   * experiment was created, since another of its name would hold none of the runs.
   */
  readonly experiment: Pick<ExperimentRecord, "arn" | "creationTime">;
}

/**
 * Cursors of the copies between two sides: kept by the near side if it can, else by the far side, else
 * for the time of the sync.
 */
export async function openShelf(near: Side, far: Side): Promise<CursorShelf> {
  const kept = near.session.store?.cursors ?? far.session.store?.cursors;
  const name = near.session.store?.cursors
    ? `to ${await identityOf(far)}`
    : `from ${await identityOf(near)}`;
  return {
    async load(run) {
      const { trialComponentName } = run;
      const fresh = newCursor(run);
      const known = await kept?.read(trialComponentName, name);
      // Written below, from a cursor.
      const found = known as unknown as RunCursor | undefined;
      const state = found?.near === fresh.near ? { ...fresh, ...found } : fresh;
      if (found) state.version = found.version;
      // One after the other: behind a write that was too late, none may follow.
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

async function identityOf({ session, experiment }: Side): Promise<string> {
  if (session.store) return await session.store.cursors.identity();
  const { config } = await session.sagemaker.client();
  // Clients of the AWS SDK have it where a custom endpoint was given.
  const { endpoint } = config as {
    readonly endpoint?: () => Promise<{ readonly hostname: string; readonly port?: number }>;
  };
  const { hostname = "", port = "" } = await endpoint?.() ?? {};
  const [, partition, , region, account] = experiment.arn.split(":");
  return `${partition}:${region}:${account} ${hostname}:${port} ${experiment.creationTime?.getTime()}`;
}
