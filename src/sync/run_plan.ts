/**
 * Plans the copy of one run. Reads both sessions, and writes nothing.
 *
 * @module
 */
import type { RunRecord } from "../records/runs/record.ts";
import { type FarState, farStateOf, isOurCopy, type RunVersion } from "./conflict.ts";
import type { CopyContext } from "./copy_context.ts";
import { countPoints } from "./copy_points.ts";
import { adoptPoints, type KeptCursor, restart, type RunCursor } from "./cursor.ts";
import { artifactAddresses, type FilePlan, isMissing, planFiles } from "./files.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { describeLinks, findLeft, findLineage, leftProblems, type LineageCopy } from "./lineage.ts";
import { membersOf, ownTags, type RunMembers } from "./members.ts";
import type { PointSource } from "./point_source.ts";
import { type RefusedEntry, withoutRefused } from "./refused.ts";
import type { SyncedRun } from "./summary.ts";
import { resultOf } from "./tally.ts";

/** Plan of the copy of a run. */
export interface RunPlan extends FilePlan {
  /** The run as it is copied. */
  readonly near: RunVersion;
  /** The run at the destination; undefined if it does not exist there. */
  readonly far: RunVersion | undefined;
  /** State of the run at the destination. */
  readonly farState: FarState;
  /** Members of the run's component to send. */
  readonly members: RunMembers;
  /** Tags of the run. */
  readonly tags: Readonly<Record<string, string>>;
  /** Entries that are not sent, because the destination has rejected them. */
  readonly refused: readonly RefusedEntry[];
  /** Reads the run's points. */
  readonly points: PointSource;
  /** Lineage that has not arrived. */
  readonly links: readonly LineageCopy[];
  /** Names of the lineage that stays behind. */
  readonly left: readonly string[];
}

/** Plans the rest of a copy, from the position of its cursor. */
export async function planRun(
  { near, far, files: flight }: CopyContext,
  run: RunRecord,
  cursor: RunCursor,
): Promise<RunPlan> {
  const found = await far.findRun(run);
  if (!found && cursor.groups.length > 0) restart(cursor, run);
  const lineage = await findLineage(near, run.arn, cursor);
  const left = await findLeft(near, lineage);
  const links = await describeLinks(near, lineage.links);
  const addresses = new Set([...artifactAddresses(run), ...links.map(({ uri }) => uri)]);
  const files = await planFiles(near, run, addresses, far.bucketName, flight);
  const all = membersOf(run, files.addresses);
  const { members, tags, refused } = await withoutRefused(all, ownTags(run), cursor.refused);
  const wanted = { record: run, fingerprint: await fingerprintOf(members) };
  const farState = farStateOf(wanted, found, cursor);
  if (found && farState !== "known" && !isOurCopy(found, cursor)) {
    adoptPoints(cursor, run, found.record);
  }
  const points = await near.openPoints(run);
  const version = { near: wanted, far: found, farState, members, tags, refused };
  return { ...files, ...version, points, links, left };
}

/** Returns the result that a plan would have. */
export async function forecast(
  { far }: CopyContext,
  plan: RunPlan,
  cursor: KeptCursor,
): Promise<SyncedRun> {
  const receiver = far.pointsOf(plan.near.record.trialComponentName);
  const missing = plan.files.filter((file) => isMissing(file, cursor.state));
  return {
    ...resultOf(plan.near.record, plan.far ? "updated" : "created"),
    points: await countPoints(receiver, plan.points, cursor),
    files: missing.length,
    bytes: missing.reduce((sum, { size = 0 }) => sum + size, 0),
    problems: leftProblems(plan),
  };
}
