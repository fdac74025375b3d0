/**
 * Computes fingerprints: short strings that are equal exactly if two states of a run are equal.
 *
 * @module
 */
import type { RunRecord } from "../records/runs/record.ts";
import { allPoints } from "./all_points.ts";
import { membersOf, ownTags } from "./members.ts";

/** Returns the fingerprint of plain data. It ignores the order of keys and fractions of seconds. */
export async function fingerprintOf(state: unknown): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(ordered(state)));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest.subarray(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Returns the fingerprint of everything that a sync copies of a source run. It includes the time of
 * the run's last change, since a new graph changes nothing else.
 */
export async function nearFingerprint(run: RunRecord): Promise<string> {
  return await fingerprintOf({
    members: membersOf(run),
    counts: Object.entries(run.metrics).map(([name, summary]) => [name, allPoints(summary)]),
    groups: run.runGroupNames,
    tags: ownTags(run),
    changed: run.lastModifiedTime?.getTime(),
  });
}

/** Returns the same data with sorted keys, and with times in seconds, as all services keep them. */
function ordered(value: unknown): unknown {
  if (value instanceof Date) return Math.floor(value.getTime() / 1000);
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value)
    .map(([name, member]) => [name, ordered(member)] as const)
    .sort(([a], [b]) => a < b ? -1 : 1);
}
