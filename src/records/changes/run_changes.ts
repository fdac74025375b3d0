/**
 * Checks and sends the changes of a recorded run. Loaded when a run is updated.
 *
 * @module
 */
import type { UpdateTrialComponentRequest } from "@aws-sdk/client-sagemaker";
import { checkText } from "../../rules/arguments.ts";
import { ArgumentError } from "../../errors.ts";
import { PARAMETER_VALUE_LENGTH } from "../../rules/limits.ts";
import { checkEntityName, ENTITY_NAME, RUN_TAG } from "../../rules/names.ts";
import { parameterName, type ParameterValue, toParameter } from "../../rules/parameters.ts";
import { sessionOf } from "../../connect/default_session.ts";
import { persistently } from "../../session/retry.ts";
import { toTags } from "../../rules/tags.ts";
import { locateRun, type RunReference } from "../runs/reference.ts";
import { encodeRemark, REMARKS } from "../runs/remarks.ts";
import { REQUEST_OPTIONS, type RequestOptions } from "../../session/request_options.ts";
import { checkArgument, checkOptions, type OptionKinds, readingOf } from "../../options.ts";
import { checkReference } from "../runs/reference.ts";
import { NAMED_VALUES, orNull, TEXT } from "../../kinds.ts";

/** Changes of a run. `null` removes a value; omitted values are kept. */
export interface RunChanges {
  /** Display name: 1 to 120 letters, digits and inner hyphens. */
  readonly displayName?: string | undefined;
  /** Description: at most 2,500 characters. */
  readonly description?: string | null | undefined;
  /** Notes of any number of lines: at most 2,500 characters. */
  readonly notes?: string | null | undefined;
  /** Tags by key. The run's own marker cannot be changed. */
  readonly tags?: Readonly<Record<string, string | null>> | undefined;
  /**
   * Parameters by name: text of at most 2,500 characters on any number of lines, finite numbers and
   * booleans. A parameter beyond the 300 of a run, which is only in its file, cannot be removed.
   */
  readonly parameters?: Readonly<Record<string, ParameterValue | null>> | undefined;
}

const ACTION = "Cannot update run";

const CHANGES: OptionKinds<RunChanges> = {
  displayName: ENTITY_NAME,
  description: orNull(TEXT),
  notes: orNull(TEXT),
  tags: NAMED_VALUES,
  parameters: NAMED_VALUES,
};

/** Changes a run, as `updateRun` does. */
export async function changeRun(
  run: RunReference,
  changes: RunChanges,
  options: RequestOptions,
): Promise<void> {
  checkReference(ACTION, run);
  checkArgument(ACTION, "changes", changes, NAMED_VALUES);
  checkOptions(ACTION, changes, CHANGES, "changes");
  checkOptions(ACTION, options, REQUEST_OPTIONS);
  const component = readingOf(ACTION, "changes", changes, () => componentChanges(changes));
  const { added, removed } = readingOf(
    ACTION,
    "changes.tags",
    changes,
    () => tagChanges(changes.tags),
  );
  const session = await sessionOf(options);
  const { signal } = options;
  const { trialComponentName: TrialComponentName, arn: ResourceArn } = await locateRun(
    run,
    session,
    signal,
  );
  const { sagemaker } = session;
  const call = { signal };
  if (Object.keys(component).length > 0) {
    const request = { TrialComponentName, ...component };
    await persistently(() => sagemaker.call("UpdateTrialComponent", request, call), signal);
  }
  if (added.length > 0) {
    const request = { ResourceArn, Tags: [...added] };
    await persistently(() => sagemaker.call("AddTags", request, call), signal);
  }
  if (removed.length > 0) {
    const request = { ResourceArn, TagKeys: [...removed] };
    await persistently(() => sagemaker.call("DeleteTags", request, call), signal);
  }
}

function componentChanges(
  { displayName, description, notes, parameters = {} }: RunChanges,
): Omit<UpdateTrialComponentRequest, "TrialComponentName"> {
  if (displayName !== undefined) checkEntityName(ACTION, "displayName", displayName);
  const values = new Map<string, ParameterValue | null>(Object.entries(parameters));
  for (const [argument, text] of Object.entries({ description, notes })) {
    if (text === undefined) continue;
    // The keys of the literal are these two.
    const name = REMARKS[argument as keyof typeof REMARKS];
    values.set(name, text === null ? null : remark(argument, text));
  }
  const kept = [...values].flatMap(([name, value]) =>
    value === null ? [] : [[parameterName(name), toParameter(name, value)] as const]
  );
  const removed = [...values].flatMap(([name, value]) =>
    value === null ? [parameterName(name)] : []
  );
  return {
    ...(displayName === undefined ? {} : { DisplayName: displayName }),
    ...(kept.length === 0 ? {} : { Parameters: Object.fromEntries(kept) }),
    ...(removed.length === 0 ? {} : { ParametersToRemove: removed }),
  };
}

function remark(argument: string, text: string): string {
  const encoded = encodeRemark(String(text));
  checkText(ACTION, argument, typeof text === "string" ? encoded : text, 0, PARAMETER_VALUE_LENGTH);
  return encoded;
}

function tagChanges(tags: RunChanges["tags"] = {}) {
  const entries = Object.entries(tags);
  if (entries.some(([key]) => key === RUN_TAG.Key)) {
    const rule = "not change the run's own marker";
    throw new ArgumentError(ACTION, { argument: "tags", value: RUN_TAG.Key, rule });
  }
  return {
    added: toTags(
      entries.flatMap(([Key, Value]) => Value === null ? [] : [{ Key, Value }]),
    ),
    removed: toTags(
      entries.flatMap(([Key, Value]) => Value === null ? [{ Key, Value: "" }] : []),
    ).map(({ Key = "" }) => Key),
  };
}
