/**
 * Decides whether a run conflicts: whether the far side holds anything but what a sync left there.
 *
 * @module
 */
import type { RunRecord } from "../records/runs/record.ts";
import type { RunCursor } from "./cursor.ts";

/** A run as one side has it, or would have it. */
export interface RunVersion {
  /** The run. */
  readonly record: RunRecord;
  /** Fingerprint of its members. */
  readonly fingerprint: string;
}

/**
 * What the far side holds of a run. `absent`: nothing; `known`: what a sync left there; `equal`: the
 * same run, copied by something else; `conflict`: anything else.
 */
export type FarState = "absent" | "known" | "equal" | "conflict";

/**
 * Decides what the far side holds.
 *
 * @param near The run as it would be sent
 * @param far The run as the far side has it; undefined if it has none
 * @param cursor How far the copy is
 */
export function farStateOf(
  near: RunVersion,
  far: RunVersion | undefined,
  cursor: RunCursor,
): FarState {
  if (!far) return "absent";
  const isOurs = isOurCopy(far, cursor);
  if (isOurs && cursor.seen.includes(far.fingerprint)) return "known";
  if (far.fingerprint !== near.fingerprint) return "conflict";
  if (isOurs) return "known";
  return hasSamePoints(near.record, far.record) ? "equal" : "conflict";
}

/** Whether the far run is the one that an earlier sync created or adopted. */
export function isOurCopy(far: RunVersion, { seen, far: createdAt }: RunCursor): boolean {
  if (seen.length === 0) return false;
  return createdAt === undefined || createdAt === far.record.creationTime?.getTime();
}

/** Whether the far run has each metric of the near one as it is, or no points of it. */
function hasSamePoints(near: RunRecord, far: RunRecord): boolean {
  return Object.entries(near.metrics).every(([name, { count, min, max, last }]) => {
    const there = far.metrics[name];
    return there === undefined || there.count === 0 ||
      (there.count === count && there.min === min && there.max === max && there.last === last);
  });
}
