/**
 * How far a run's copy is: what the far side has acknowledged, and what was about to be sent to it.
 * Kept with one of the two sides, by run and other side, so that a sync that ended anywhere is gone
 * on with. Browser-safe.
 *
 * @module
 */
import type { ExperimentRecord } from "../records/experiments/experiments.ts";
import type { RunRecord } from "../records/runs/record.ts";
import type { Session } from "../session/session.ts";
import { SyncBusyError } from "./sync_busy_error.ts";

/** Points of one metric: positions from `from` to before `to`. */
export interface PointSpan {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** Points that were about to be sent, and may have arrived: sent again, they carry their token. */
export interface PlannedBatch {
  readonly token: string;
  readonly spans: readonly PointSpan[];
}

/** How far a run's copy is. */
export interface RunCursor {
  /** Times that it was written, by any process. */
  version: number;
  /** When the run was made here: another run of its name is none of this. */
  readonly near: number;
  /** When it was made there, once that is known. */
  far: number | undefined;
  /** Fingerprints of what it may hold there: what was last sent, and what was about to be. */
  seen: readonly string[];
  /** Fingerprint of the run here when everything of it had arrived, by experiment. */
  settled: Record<string, string>;
  /** Position behind the last point that was sent or is in flight, by metric. */
  points: Record<string, number>;
  /** Batches that are not acknowledged. */
  flight: readonly PlannedBatch[];
  /** ETags of files here whose bytes have arrived, by address. */
  files: Record<string, string>;
  /** ARNs of lineage artifacts there, by what tells them here. */
  artifacts: Record<string, string>;
  /** Lineage that has arrived. */
  links: readonly string[];
  /** Run groups it was put into. */
  groups: readonly string[];
  /** Tags it was given: key and value. */
  tags: Record<string, string>;
}

/** A cursor and its place. */
export interface KeptCursor {
  /** How far the copy is. */
  readonly state: RunCursor;
  /** Writes the state as it is now. */
  save(): Promise<void>;
}

/** Where cursors of one sync are kept. */
export interface CursorShelf {
  /** The cursor of a run; a new one when it was never copied. */
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

/** What is known of an experiment that one side shares with the other. */
export type SharedExperiment = Pick<ExperimentRecord, "arn" | "creationTime">;

/**
 * Cursors of copies between two sessions: kept with the near side if it can, else with the far side,
 * else for the time of the sync.
 *
 * @param from The near side
 * @param to The far side
 * @param experiment The experiment at the side that has no identity of its own: its account, and when
 * it was made, since another of its name would hold none of the runs
 */
export async function openShelf(
  from: Session,
  to: Session,
  experiment: SharedExperiment,
): Promise<CursorShelf> {
  const kept = from.cursors ?? to.cursors;
  const [side, other] = from.cursors ? ["to", to] as const : ["from", from] as const;
  const name = `${side} ${await identityOf(other, experiment)}`;
  return {
    async load(run) {
      const { trialComponentName } = run;
      const fresh = newCursor(run);
      const known = await kept?.read(trialComponentName, name);
      // Written below, from a cursor.
      const found = known as unknown as RunCursor | undefined;
      const state = found?.near === fresh.near ? { ...fresh, ...found } : fresh;
      if (found) state.version = found.version;
      return {
        state,
        async save() {
          state.version++;
          if (await kept?.write(trialComponentName, name, { ...state }) === false) {
            throw new SyncBusyError(run.experimentName, run.runName);
          }
        },
      };
    },
  };
}

async function identityOf(
  session: Session,
  { arn, creationTime }: SharedExperiment,
): Promise<string> {
  if (session.cursors) return await session.cursors.identity();
  const { config } = await session.sagemaker.client();
  // Clients of the AWS SDK have it where a custom endpoint was given.
  const { endpoint } = config as {
    readonly endpoint?: () => Promise<{ readonly hostname: string; readonly port?: number }>;
  };
  const { hostname = "", port = "" } = await endpoint?.() ?? {};
  const [, partition, , region, account] = arn.split(":");
  return `${partition}:${region}:${account} ${hostname}:${port} ${creationTime?.getTime()}`;
}
