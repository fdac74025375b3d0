/**
 * Fingerprints: short texts that two states of a run share exactly if they are the same.
 *
 * @module
 */
import type { RunRecord } from "../records/runs/record.ts";
import { membersOf, ownTags } from "./members.ts";

/** The fingerprint of any plain data. The order of keys is ignored; times count in whole seconds. */
export async function fingerprintOf(state: unknown): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(ordered(state)));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest.subarray(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * The fingerprint of everything of a near run that a sync copies. A new graph changes nothing but the
 * run's last change, so that counts as well.
 */
export async function nearFingerprint(run: RunRecord): Promise<string> {
  return await fingerprintOf({
    members: membersOf(run),
    counts: Object.entries(run.metrics).map(([name, { count }]) => [name, count]),
    groups: run.runGroupNames,
    tags: ownTags(run),
    changed: run.lastModifiedTime?.getTime(),
  });
}

/** The same with keys in order, and times as services agree on them. */
function ordered(value: unknown): unknown {
  if (value instanceof Date) return Math.floor(value.getTime() / 1000);
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value)
    .map(([name, member]) => [name, ordered(member)] as const)
    .sort(([a], [b]) => a < b ? -1 : 1);
}
