/**
 * What a run consists of when it is sent to the far side: the members of its trial component, and its
 * tags.
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
 * @param addresses Far addresses of its files and folders, by near address; others stay as they are
 */
export function membersOf(
  run: RunRecord,
  addresses: ReadonlyMap<string, string> = new Map(),
): RunMembers {
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

/** The tags that one may give a run, by key: AWS rejects tags of its own. */
export function ownTags(run: RunRecord): Record<string, string> {
  return Object.fromEntries(
    tagsOf(run).filter(isOwnTag).map(({ Key = "", Value = "" }) => [Key, Value]),
  );
}

/** Whether a tag is the user's or ours: AWS rejects tags of its own. */
export function isOwnTag({ Key = "" }: Tag): boolean {
  return !/^aws:/i.test(Key);
}

/** The tags of a run, including those that mark it as a run and as archived. */
function tagsOf(run: RunRecord): Tag[] {
  return [
    ...Object.entries(run.tags).map(([Key, Value]) => ({ Key, Value })),
    ...(run.isArchived ? [{ ...ARCHIVE_TAG }] : []),
    { ...RUN_TAG },
  ];
}
