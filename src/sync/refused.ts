/**
 * Remembers the entries of a run that the destination rejects, so that they cost neither the rest of
 * the run nor another request until they change.
 *
 * @module
 */
import { originalName } from "../rules/stored_text.ts";
import { fingerprintOf } from "./fingerprint.ts";
import type { RunMembers } from "./members.ts";
import type { SyncProblem } from "./problem.ts";

/** Members of a run that have entries which a destination may reject. */
export type EntryMember =
  | "Parameters"
  | "InputArtifacts"
  | "OutputArtifacts"
  | "Status"
  | "Metadata"
  | "Tags";

/** An entry that the destination rejects. */
export interface RefusedEntry {
  readonly member: EntryMember;
  /** Name of the entry as it is stored. */
  readonly name: string;
  /** Fingerprint of the rejected value. */
  readonly value: string;
  /** Reason that the destination gave. */
  readonly reason: string;
}

const KINDS: Readonly<Record<EntryMember, SyncProblem["kind"]>> = {
  Parameters: "parameter",
  InputArtifacts: "artifact",
  OutputArtifacts: "artifact",
  Status: "status",
  Metadata: "metadata",
  Tags: "tag",
};

/** Name of the entry that stands for a status message. */
export const MESSAGE = "message";

/** Returns a rejected entry as the result of a run lists it. */
export function problemOf({ member, name, reason }: RefusedEntry): SyncProblem {
  return { kind: KINDS[member], name: originalName(name), count: 1, reason };
}

/** Describes an entry that was rejected. */
export async function refusedEntry(
  member: EntryMember,
  name: string,
  value: unknown,
  error: unknown,
): Promise<RefusedEntry> {
  const [reason = ""] = String(error).split("\n");
  return { member, name, value: await fingerprintOf([value]), reason };
}

/** Members of a run without rejected entries, and those entries of them. */
export interface Admitted {
  readonly members: RunMembers;
  readonly tags: Readonly<Record<string, string>>;
  readonly refused: readonly RefusedEntry[];
}

/** Leaves out entries that were rejected and have not changed since. */
export async function withoutRefused(
  members: RunMembers,
  tags: Readonly<Record<string, string>>,
  known: readonly RefusedEntry[],
): Promise<Admitted> {
  const refused: RefusedEntry[] = [];
  const gone = async (member: EntryMember, name: string, value: unknown): Promise<boolean> => {
    const entry = known.find((one) => one.member === member && one.name === name);
    if (!entry || entry.value !== await fingerprintOf([value])) return false;
    refused.push(entry);
    return true;
  };
  const kept = async <V>(member: EntryMember, entries: Readonly<Record<string, V>>) => {
    const own: [string, V][] = [];
    for (const [name, value] of Object.entries(entries)) {
      if (!await gone(member, name, value)) own.push([name, value]);
    }
    return Object.fromEntries(own);
  };
  if (known.length === 0) return { members, tags, refused };
  const { Status } = members;
  const hasMessage = Status?.Message === undefined ||
    !await gone("Status", MESSAGE, Status.Message);
  // Metadata is sent once, with the creation of a run.
  refused.push(...known.filter(({ member }) => member === "Metadata"));
  return {
    members: {
      ...members,
      ...(Status && !hasMessage ? { Status: { PrimaryStatus: Status.PrimaryStatus } } : {}),
      Parameters: await kept("Parameters", members.Parameters),
      InputArtifacts: await kept("InputArtifacts", members.InputArtifacts),
      OutputArtifacts: await kept("OutputArtifacts", members.OutputArtifacts),
    },
    tags: await kept("Tags", tags),
    refused,
  };
}
