/**
 * A run at the far side: what it is there, whether it is what was last sent, and the requests that
 * make it what it is here. Browser-safe.
 *
 * @module
 */
import { type RunRecord, toRecord } from "../records/runs/record.ts";
import { isNotFound } from "../session/aws_errors.ts";
import type { CallOptions } from "../session/caller.ts";
import type { Session } from "../session/session.ts";
import type { KeptCursor, RunCursor } from "./cursor.ts";
import { fingerprintOf, membersOf, type RunMembers, tagsOf } from "./members.ts";

/** A run at the far side. */
export interface FarRun {
  /** What it is. */
  readonly record: RunRecord;
  /** Fingerprint of its members. */
  readonly fingerprint: string;
}

/** The run of that component at the far side, if it is there. */
export async function findFarRun(
  { sagemaker }: Session,
  near: RunRecord,
  options: CallOptions,
): Promise<FarRun | undefined> {
  const { trialComponentName: TrialComponentName, experimentName, runName } = near;
  try {
    const request = { TrialComponentName };
    const component = await sagemaker.call("DescribeTrialComponent", request, options);
    const names = { experimentName, runName, runGroupNames: [] };
    const record = toRecord({ component, ...names, tags: [] });
    return { record, fingerprint: await fingerprintOf(membersOf(record, new Map())) };
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** How the far side stands to what is known of it. */
export type FarState = "absent" | "known" | "equal" | "conflict";

/** Tells whether the run at the far side is what a sync left there. */
export function stateOf(
  far: FarRun | undefined,
  fingerprint: string,
  near: RunRecord,
  { state }: KeptCursor,
): FarState {
  if (!far) return "absent";
  const isSame = isOurs(far, state);
  if (isSame && state.seen.includes(far.fingerprint)) return "known";
  if (far.fingerprint !== fingerprint) return "conflict";
  if (isSame) return "known";
  return hasOwnPoints(far.record, near) ? "equal" : "conflict";
}

/** Whether each metric of a run that something else copied is there as it is here, or not at all. */
function hasOwnPoints({ metrics }: RunRecord, near: RunRecord): boolean {
  return Object.entries(near.metrics).every(([name, { count, min, max, last }]) => {
    const there = metrics[name];
    return there === undefined || there.count === 0 ||
      (there.count === count && there.min === min && there.max === max && there.last === last);
  });
}

/** Whether the run at the far side is the one that an earlier sync made or took on. */
export function isOurs(far: FarRun, state: RunCursor): boolean {
  if (state.seen.length === 0) return false;
  return state.far === undefined || state.far === far.record.creationTime?.getTime();
}

/** Makes the run at the far side, and answers its ARN. */
export async function createFarRun(
  { sagemaker }: Session,
  run: RunRecord,
  members: RunMembers,
  options: CallOptions,
): Promise<string> {
  const { commit, repository } = run;
  const metadata = {
    ...(commit === undefined ? {} : { CommitId: commit }),
    ...(repository === undefined ? {} : { Repository: repository }),
  };
  const { TrialComponentArn = "" } = await sagemaker.call("CreateTrialComponent", {
    TrialComponentName: run.trialComponentName,
    ...members,
    ...(Object.keys(metadata).length === 0 ? {} : { MetadataProperties: metadata }),
    Tags: tagsOf(run).filter(({ Key = "" }) => !isReserved(Key)),
  }, options);
  return TrialComponentArn;
}

/** Makes the run at the far side what it is here. */
export async function updateFarRun(
  { sagemaker }: Session,
  run: RunRecord,
  members: RunMembers,
  far: FarRun,
  options: CallOptions,
): Promise<void> {
  const there = membersOf(far.record, new Map());
  const gone = (from: object, left: object): string[] =>
    Object.keys(from).filter((name) => !Object.hasOwn(left, name));
  const removals = {
    ParametersToRemove: gone(there.Parameters, members.Parameters),
    InputArtifactsToRemove: gone(there.InputArtifacts, members.InputArtifacts),
    OutputArtifactsToRemove: gone(there.OutputArtifacts, members.OutputArtifacts),
  };
  await sagemaker.call("UpdateTrialComponent", {
    TrialComponentName: run.trialComponentName,
    ...members,
    ...Object.fromEntries(Object.entries(removals).filter(([, names]) => names.length > 0)),
  }, options);
}

/** Brings the tags of a run that was there up to date. */
export async function updateFarTags(
  { sagemaker }: Session,
  run: RunRecord,
  ResourceArn: string,
  cursor: KeptCursor,
  options: CallOptions,
): Promise<void> {
  const wanted = tagRecord(run);
  const known = cursor.state.tags;
  const Tags = Object.entries(wanted)
    .filter(([key, value]) => known[key] !== value)
    .map(([Key, Value]) => ({ Key, Value }));
  const TagKeys = Object.keys(known).filter((key) => !Object.hasOwn(wanted, key));
  if (Tags.length > 0) await sagemaker.call("AddTags", { ResourceArn, Tags }, options);
  if (TagKeys.length > 0) await sagemaker.call("DeleteTags", { ResourceArn, TagKeys }, options);
  cursor.state.tags = wanted;
}

/** Tags of a run, by key, that one may give. */
export function tagRecord(run: RunRecord): Record<string, string> {
  return Object.fromEntries(
    tagsOf(run).filter(({ Key = "" }) => !isReserved(Key))
      .map(({ Key = "", Value = "" }) => [Key, Value]),
  );
}

/** AWS refuses to be given tags of its own. */
function isReserved(key: string): boolean {
  return /^aws:/i.test(key);
}
