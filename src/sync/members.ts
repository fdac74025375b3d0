/**
 * Converts a run to the request members that are sent to the destination: those of its trial
 * component, and its tags.
 *
 * @module
 */
import type {
  Tag,
  TrialComponentArtifact,
  TrialComponentParameterValue,
  UpdateTrialComponentRequest,
} from "@aws-sdk/client-sagemaker";
import { artifactName, artifactValue } from "../rules/artifact.ts";
import { parameterName, wireValue } from "../rules/parameters.ts";
import { shorten } from "../run/status.ts";
import { ARCHIVE_TAG, RUN_TAG } from "../rules/names.ts";
import type { ArtifactRecord, RunRecord } from "../records/runs/record.ts";
import { encodeRemark, REMARKS } from "../records/runs/remarks.ts";

/** Members that the copy of a run replaces completely. */
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
 * Returns the members of a run, in the form in which every service admits them: a store of an earlier
 * version may hold text with line ends.
 *
 * @param run Run to copy
 * @param addresses Addresses of the run's files and folders at the destination, by address at the
 *   source; other addresses stay unchanged
 */
export function membersOf(
  run: RunRecord,
  addresses: ReadonlyMap<string, string> = new Map(),
): RunMembers {
  const { status, statusMessage, startTime, endTime } = run;
  const artifacts = (own: Readonly<Record<string, ArtifactRecord>>) =>
    Object.fromEntries(
      Object.entries(own).map(([name, { value, mediaType }]) => [artifactName(name), {
        Value: artifactValue(addresses.get(value) ?? value),
        ...(mediaType === undefined ? {} : { MediaType: mediaType }),
      }]),
    );
  return {
    DisplayName: run.displayName ?? run.trialComponentName,
    ...(status === undefined ? {} : {
      Status: {
        // Any of the five statuses satisfies the type.
        PrimaryStatus: status as "InProgress",
        ...(statusMessage === undefined ? {} : { Message: shorten(statusMessage) }),
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
      parameterName(name),
      wireValue(value),
    ]),
    ...Object.entries(remarks).flatMap(([name, text]) =>
      text === undefined ? [] : [[name, wireValue(encodeRemark(text))]]
    ),
  ]);
}

/** Returns the tags of a run that can be written, by key: AWS rejects its own tags. */
export function ownTags(run: RunRecord): Record<string, string> {
  return Object.fromEntries(
    tagsOf(run).filter(isOwnTag).map(({ Key = "", Value = "" }) => [Key, Value]),
  );
}

/** Whether a tag belongs to the user or to runlog: AWS rejects its own tags. */
export function isOwnTag({ Key = "" }: Tag): boolean {
  return !/^aws:/i.test(Key);
}

/** Returns the tags of a run, including those that mark it as a run and as archived. */
function tagsOf(run: RunRecord): Tag[] {
  return [
    ...Object.entries(run.tags).map(([Key, Value]) => ({ Key, Value })),
    ...(run.isArchived ? [{ ...ARCHIVE_TAG }] : []),
    { ...RUN_TAG },
  ];
}

/** Returns the removals with which a run becomes one of these members only. */
export function removalsOf(
  run: RunRecord,
  members: RunMembers,
): Pick<
  UpdateTrialComponentRequest,
  "ParametersToRemove" | "InputArtifactsToRemove" | "OutputArtifactsToRemove"
> {
  const there = membersOf(run);
  const removals = {
    ParametersToRemove: keysGone(there.Parameters, members.Parameters),
    InputArtifactsToRemove: keysGone(there.InputArtifacts, members.InputArtifacts),
    OutputArtifactsToRemove: keysGone(there.OutputArtifacts, members.OutputArtifacts),
  };
  return Object.fromEntries(Object.entries(removals).filter(([, names]) => names.length > 0));
}

/** Returns the keys that the first object has and the second lacks. */
export function keysGone(from: object, left: object): string[] {
  return Object.keys(from).filter((name) => !Object.hasOwn(left, name));
}
