/**
 * Copies one run: files first, then the run that names them, then points and lineage. Each step is
 * noted once the far side has acknowledged it, so that a copy that ended anywhere goes on from there.
 * Browser-safe.
 *
 * @module
 */
import type { RunRecord } from "../records/runs/record.ts";
import type { CallOptions } from "../session/caller.ts";
import type { Session } from "../session/session.ts";
import { artifactAddresses, copyFile, type FilePlan, isMissing, planFiles } from "./copy_files.ts";
import { copyLink, describeLinks, findLinks, type LineageCopy } from "./copy_lineage.ts";
import { copyPoints, countPoints } from "./copy_points.ts";
import { type CursorShelf, type KeptCursor, newCursor } from "./cursor.ts";
import type { Destination } from "./destination.ts";
import {
  createFarRun,
  type FarRun,
  type FarState,
  findFarRun,
  isOurs,
  stateOf,
  tagRecord,
  updateFarRun,
  updateFarTags,
} from "./far_run.ts";
import { isAnswer } from "./failure.ts";
import { fingerprintOf, membersOf, type RunMembers } from "./members.ts";
import { openPoints, type PointSource } from "./point_source.ts";
import type { ConflictRule, RunTally, SyncedRun, SyncProblem } from "./summary.ts";
import { SyncConflictError } from "./sync_conflict_error.ts";

/** What a copy of runs works with. */
export interface CopyContext extends CallOptions {
  readonly from: Session;
  readonly to: Session;
  readonly shelf: CursorShelf;
  readonly destination: Destination;
  /** ARN of the experiment at the far side; of a dry run, of the near one where there is none. */
  readonly farArn: string;
  readonly onConflict: ConflictRule;
  readonly movesTimestamps: boolean;
  readonly dryRun: boolean;
}

/** What is to be done for a run. */
interface RunPlan extends FilePlan {
  readonly run: RunRecord;
  readonly cursor: KeptCursor;
  readonly far: FarRun | undefined;
  readonly farState: FarState;
  readonly members: RunMembers;
  /** Fingerprint of the members. */
  readonly fingerprint: string;
  readonly source: PointSource;
  readonly links: readonly LineageCopy[];
}

/** Copies one run, as far as anything of it is missing. */
export async function copyRun(
  context: CopyContext,
  run: RunRecord,
  tally: RunTally,
): Promise<SyncedRun> {
  const cursor = await context.shelf.load(run);
  const settled = await fingerprintOf(nearState(run));
  const isUnchanged = cursor.state.settled[run.experimentName] === settled;
  if (isUnchanged && run.endTime !== undefined && !isOpen(run)) return result(run, "unchanged");
  if (isUnchanged && (await findLinks(context.from, run.arn, cursor, context)).length === 0) {
    return result(run, "unchanged");
  }
  const plan = await makePlan(context, run, cursor);
  if (plan.farState === "conflict") {
    if (context.onConflict === "error") {
      throw new SyncConflictError(run.experimentName, run.runName);
    }
    if (context.onConflict === "keep") return result(run, "conflict");
  }
  return context.dryRun ? forecast(plan) : await carryOut(context, plan, settled, tally);
}

/** What tells that a run has changed here: a graph that is logged changes but its last change. */
function nearState(run: RunRecord): unknown {
  const counts = Object.entries(run.metrics).map(([name, { count }]) => [name, count]);
  return {
    members: membersOf(run, new Map()),
    counts,
    groups: run.runGroupNames,
    tags: tagRecord(run),
    changed: run.lastModifiedTime?.getTime(),
  };
}

function isOpen({ status }: RunRecord): boolean {
  return status === "InProgress" || status === "Stopping";
}

async function makePlan(
  context: CopyContext,
  run: RunRecord,
  cursor: KeptCursor,
): Promise<RunPlan> {
  const { from, to, farArn } = context;
  const far = await findFarRun(to, run, context);
  // It was there and is gone, and so may be all that belongs to it.
  if (!far && cursor.state.groups.length > 0) {
    const { version } = cursor.state;
    Object.assign(cursor.state, newCursor(run), { version });
  }
  const missing = await findLinks(from, run.arn, cursor, context);
  const links = await describeLinks(from, missing, context);
  const addresses = [...new Set([...artifactAddresses(run), ...links.map(({ uri }) => uri)])];
  const files = await planFiles({ ...context, nearArn: run.arn, farArn }, run, addresses);
  const members = membersOf(run, files.addresses);
  const fingerprint = await fingerprintOf(members);
  const farState = stateOf(far, fingerprint, run, cursor);
  if (far && farState !== "known") adopt(run, cursor, far);
  const source = await openPoints(from, run, context);
  return { ...files, run, cursor, far, farState, members, fingerprint, source, links };
}

/** Takes points that are there already for sent: SageMaker has no way to replace them. */
function adopt(run: RunRecord, { state }: KeptCursor, far: FarRun): void {
  if (isOurs(far, state)) return;
  state.points = Object.fromEntries(
    Object.entries(run.metrics)
      .filter(([name]) => (far.record.metrics[name]?.count ?? 0) > 0)
      .map(([name, { count }]) => [name, count]),
  );
  state.flight = [];
}

/** What would be done. */
function forecast({ run, cursor, far, source, files }: RunPlan): SyncedRun {
  const missing = files.filter((file) => isMissing(cursor, file));
  return {
    ...result(run, far ? "updated" : "created"),
    points: countPoints(source, cursor),
    files: missing.length,
    bytes: missing.reduce((sum, { size = 0 }) => sum + size, 0),
  };
}

async function carryOut(
  context: CopyContext,
  plan: RunPlan,
  settled: string,
  tally: RunTally,
): Promise<SyncedRun> {
  const { run, cursor, far } = plan;
  const problems: SyncProblem[] = [];
  await sendFiles(context, plan, tally);
  const arn = await sendMembers(context, plan);
  if (!far) tally.isCreated = true;
  await joinGroups(context, plan, problems);
  problems.push(
    ...await copyPoints(context.to, run.trialComponentName, plan.source, cursor, {
      signal: context.signal,
      movesTimestamps: context.movesTimestamps,
      runsUnderWay: tally.runsUnderWay,
      onSent: (points) => tally.addPoints(points),
    }),
  );
  const isLinked = await sendLinks(context, plan, arn, problems);
  if (isLinked) {
    cursor.state.settled = { ...cursor.state.settled, [run.experimentName]: settled };
  }
  await cursor.save();
  const { points, files, bytes, isCreated } = tally;
  const isSame = far?.fingerprint === plan.fingerprint && plan.links.length === 0 &&
    points + files + problems.length === 0;
  const outcome = isCreated ? "created" : isSame ? "unchanged" : "updated";
  return { ...result(run, outcome), points, files, bytes, problems };
}

async function sendFiles(
  context: CopyContext,
  { run, cursor, files }: RunPlan,
  tally: RunTally,
): Promise<void> {
  const sides = { ...context, nearArn: run.arn };
  for (const file of files) {
    if (!isMissing(cursor, file)) continue;
    await copyFile(sides, file, cursor);
    await cursor.save();
    tally.addFile(file.size ?? 0);
  }
}

/** Makes the run, or brings it up to date; answers its ARN at the far side. */
async function sendMembers(context: CopyContext, plan: RunPlan): Promise<string> {
  const { run, cursor, far, members, fingerprint } = plan;
  const { to } = context;
  const { state } = cursor;
  if (far) {
    state.far = far.record.creationTime?.getTime();
    if (far.fingerprint !== fingerprint) {
      state.seen = [far.fingerprint, fingerprint];
      await cursor.save();
      await updateFarRun(to, run, members, far, context);
      await noteFarRun(context, plan);
    } else state.seen = [fingerprint];
    await updateFarTags(to, run, far.record.arn, cursor, context);
    return far.record.arn;
  }
  state.seen = [fingerprint];
  state.tags = tagRecord(run);
  await cursor.save();
  const arn = await createFarRun(to, run, members, context);
  await noteFarRun(context, plan);
  return arn;
}

/**
 * Notes what the run is at the far side now. A store keeps what it is sent; AWS may write some of it in
 * another way, which is no change of anybody's.
 */
async function noteFarRun(context: CopyContext, plan: RunPlan): Promise<void> {
  const { run, cursor, fingerprint } = plan;
  const far = context.to.cursors ? undefined : await findFarRun(context.to, run, context);
  cursor.state.seen = [...new Set([fingerprint, far?.fingerprint ?? fingerprint])];
  if (far) cursor.state.far = far.record.creationTime?.getTime();
}

async function joinGroups(
  { destination }: CopyContext,
  { run, cursor }: RunPlan,
  problems: SyncProblem[],
): Promise<void> {
  const { state } = cursor;
  for (const group of run.runGroupNames.filter((one) => !state.groups.includes(one))) {
    const joined = await destination.join(run.trialComponentName, group);
    state.groups = [...state.groups, group];
    if (joined.toLowerCase() === group.toLowerCase()) continue;
    const reason = `it is full at the far side: the run is in "${joined}"`;
    problems.push({ kind: "group", name: group, count: 1, reason });
  }
}

/**
 * Links the artifacts. What the far side does not take, for a quota or because it has no lineage, is
 * told, and tried again by the next sync.
 *
 * @returns Whether all are linked
 */
async function sendLinks(
  context: CopyContext,
  { cursor, links, addresses }: RunPlan,
  farArn: string,
  problems: SyncProblem[],
): Promise<boolean> {
  let isComplete = true;
  for (const link of links) {
    const uri = addresses.get(link.uri) ?? link.uri;
    try {
      await copyLink(context.to, farArn, link, uri, cursor, context);
    } catch (error) {
      if (context.signal?.aborted || !isAnswer(error)) throw error;
      const [reason = ""] = String(error).split("\n");
      problems.push({ kind: "lineage", name: link.name, count: 1, reason });
      isComplete = false;
    }
  }
  return isComplete;
}

/** A run of which nothing was sent. */
export function result(run: RunRecord, outcome: SyncedRun["outcome"]): SyncedRun {
  const { experimentName, runName } = run;
  const nothing = { points: 0, files: 0, bytes: 0, problems: [], error: undefined };
  return { experimentName, runName, outcome, ...nothing };
}
