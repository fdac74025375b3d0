/**
 * What a trial component holds of a run, as it is sent to another service, and fingerprints by which
 * two states of it are told apart. Browser-safe.
 *
 * @module
 */
import type {
  Tag,
  TrialComponentArtifact,
  TrialComponentParameterValue,
} from "@aws-sdk/client-sagemaker";
import { ARCHIVE_TAG, RUN_TAG } from "../rules/names.ts";
import type { ArtifactRecord, RunRecord } from "../records/runs/record.ts";
import { encodeRemark, REMARKS } from "../records/runs/remarks.ts";

/** What is replaced as a whole when a run is copied. */
export interface RunMembers {
  readonly DisplayName: string;
  readonly Status?: { readonly PrimaryStatus: "InProgress"; readonly Message?: string };
  readonly StartTime?: Date;
  readonly EndTime?: Date;
  readonly Parameters: Record<string, TrialComponentParameterValue>;
  readonly InputArtifacts: Record<string, TrialComponentArtifact>;
  readonly OutputArtifacts: Record<string, TrialComponentArtifact>;
}

/**
 * The members of a run.
 *
 * @param run The run
 * @param addresses What addresses of its files become
 */
export function membersOf(run: RunRecord, addresses: ReadonlyMap<string, string>): RunMembers {
  const { status, statusMessage, startTime, endTime } = run;
  const artifacts = (own: Readonly<Record<string, ArtifactRecord>>) =>
    Object.fromEntries(
      Object.entries(own).map(([name, { value, mediaType }]) => [name, {
        Value: addresses.get(value) ?? value,
        ...(mediaType === undefined ? {} : { MediaType: mediaType }),
      }]),
    );
  return {
    DisplayName: run.displayName ?? run.trialComponentName,
    ...(status === undefined ? {} : {
      Status: {
        // One of AWS's five, of which the type needs any.
        PrimaryStatus: status as "InProgress",
        ...(statusMessage === undefined ? {} : { Message: statusMessage }),
      },
    }),
    ...(startTime === undefined ? {} : { StartTime: startTime }),
    ...(endTime === undefined ? {} : { EndTime: endTime }),
    Parameters: parametersOf(run),
    InputArtifacts: artifacts(run.inputArtifacts),
    OutputArtifacts: artifacts(run.outputArtifacts),
  };
}

function parametersOf(run: RunRecord): Record<string, TrialComponentParameterValue> {
  const { description, notes } = run;
  const remarks = { [REMARKS.description]: description, [REMARKS.notes]: notes };
  return Object.fromEntries([
    ...Object.entries(run.parameters).map(([name, value]) => [
      name,
      typeof value === "number" ? { NumberValue: value } : { StringValue: value },
    ]),
    ...Object.entries(remarks).flatMap(([name, text]) =>
      text === undefined ? [] : [[name, { StringValue: encodeRemark(text) }]]
    ),
  ]);
}

/** The tags of a run, those that mark it as one and as archived among them. */
export function tagsOf(run: RunRecord): Tag[] {
  return [
    ...Object.entries(run.tags).map(([Key, Value]) => ({ Key, Value })),
    ...(run.isArchived ? [{ ...ARCHIVE_TAG }] : []),
    { ...RUN_TAG },
  ];
}

/** A short text that two states share when they are the same: times count in whole seconds. */
export async function fingerprintOf(state: unknown): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(ordered(state)));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest.subarray(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
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
