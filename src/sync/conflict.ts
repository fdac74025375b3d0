/**
 * Decides whether a run conflicts: whether it changed at the destination after the last sync.
 *
 * @module
 */
import type { RunRecord } from "../records/runs/record.ts";
import type { RunCursor } from "./cursor.ts";

/** A version of a run: as one session has it, or as a copy would be. */
export interface RunVersion {
  /** The run's record. */
  readonly record: RunRecord;
  /** Fingerprint of its members. */
  readonly fingerprint: string;
  /** Whether a sync began to create the run and has not finished. */
  readonly isUnfinished?: boolean;
}

/**
 * State of a run at the destination. `absent`: it does not exist. `known`: it is as a sync left it.
 * `equal`: it is the same run, but no sync of these two sessions copied it. `conflict`: anything
 * else.
 */
export type FarState = "absent" | "known" | "equal" | "conflict";

/**
 * Returns the state of a run at the destination.
 *
 * @param near The run as it would be copied
 * @param far The run at the destination; undefined if it does not exist there
 * @param cursor Progress of the copy
 */
export function farStateOf(
  near: RunVersion,
  far: RunVersion | undefined,
  cursor: RunCursor,
): FarState {
  if (!far) return "absent";
  if (far.isUnfinished) return "known";
  const isOurs = isOurCopy(far, cursor);
  if (isOurs && (cursor.isPartial || cursor.seen.includes(far.fingerprint))) return "known";
  if (far.fingerprint !== near.fingerprint) return "conflict";
  if (isOurs) return "known";
  return hasSamePoints(near.record, far.record) ? "equal" : "conflict";
}

/** Whether the run at the destination is the one that an earlier sync created or adopted. */
export function isOurCopy(far: RunVersion, { seen, far: createdAt }: RunCursor): boolean {
  if (seen.length === 0) return false;
  return createdAt === undefined || createdAt === far.record.creationTime?.getTime();
}

/** Whether each metric of the source run is the same at the destination, or has no points there. */
function hasSamePoints(near: RunRecord, far: RunRecord): boolean {
  return Object.entries(near.metrics).every(([name, { count, min, max, last }]) => {
    const there = far.metrics[name];
    return there === undefined || there.count === 0 ||
      (there.count === count && there.min === min && there.max === max && there.last === last);
  });
}
