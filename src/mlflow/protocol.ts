/**
 * Defines the parts of MLflow's protocol that a sync reads and writes.
 *
 * @module
 */
import type { RunRecord, RunStatus } from "../records/runs/record.ts";
import { fingerprintOf } from "../sync/fingerprint.ts";

/** A pair of a tag or parameter. */
export interface Pair {
  readonly key: string;
  /** Absent if it is empty. */
  readonly value?: string;
}

/** A run as MLflow describes it. Members with default values are absent. */
export interface MlflowRun {
  readonly info: {
    readonly run_id: string;
    readonly run_name?: string;
    readonly status?: string;
    readonly start_time?: number | string;
    readonly end_time?: number | string;
    readonly artifact_uri?: string;
  };
  readonly data?: { readonly params?: readonly Pair[]; readonly tags?: readonly Pair[] };
}

/** Tags by which a sync finds its runs. */
export const TAGS = {
  /** Identifies the run at the source. */
  id: "runlog.id",
  /** When a sync created the run, in milliseconds since 1970. */
  created: "runlog.created",
  /** Fingerprints of the run at the source and here when its last copy ended; empty during a copy. */
  state: "runlog.state",
} as const;

/** Identifies a run at the source: stores that were copied or moved keep both of these. */
export function identityOf({ arn, creationTime }: RunRecord): string {
  return `${arn} ${creationTime?.getTime() ?? 0}`;
}

/** MLflow's words for statuses. It answers others with success, and ignores them. */
export const STATUSES: Readonly<Record<RunStatus, string>> = {
  InProgress: "RUNNING",
  Stopping: "RUNNING",
  Completed: "FINISHED",
  Failed: "FAILED",
  Stopped: "KILLED",
};

/** Returns pairs as an object. */
export function valuesOf(pairs: readonly Pair[] = []): Map<string, string> {
  return new Map(pairs.map(({ key, value = "" }) => [key, value]));
}

/** Returns the fingerprint of the parts of a run that somebody may edit in MLflow. */
export async function contentOf({ info, data }: MlflowRun): Promise<string> {
  const tags = valuesOf(data?.tags);
  tags.delete(TAGS.state);
  return await fingerprintOf({
    info: [info.run_name, info.status, Number(info.start_time ?? 0), Number(info.end_time ?? 0)],
    params: [...valuesOf(data?.params)].sort(),
    tags: [...tags].sort(),
  });
}
