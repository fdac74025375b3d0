/**
 * Checks the tags of a run's resources.
 *
 * @module
 */
import type { Tag } from "@aws-sdk/client-sagemaker";
import { ArgumentError } from "../errors.ts";
import { TAG_COUNT, TAG_KEY_LENGTH, TAG_PATTERN, TAG_VALUE_LENGTH } from "./limits.ts";
import { RUN_TAG } from "./names.ts";
import { checkArgument, readingOf } from "../options.ts";
import { either, listOf, NAMED_VALUES, recordOf, TEXT } from "../kinds.ts";

/** Tags as an object of values by key, or as AWS's list of keys and values. */
export type Tags =
  | Readonly<Record<string, string>>
  | readonly { readonly Key: string; readonly Value: string }[];

/**
 * Checks tags and returns them as a new list in AWS's form.
 *
 * @throws {ArgumentError} If there are more than 49 besides the run's own, or AWS rejects a key or
 * value
 */
export function toTags(tags: Tags | undefined): Tag[] {
  return readingOf(ACTION, "tags", tags, () => readTags(tags));
}

function readTags(tags: Tags | undefined): Tag[] {
  if (tags !== undefined) checkArgument(ACTION, "tags", tags, TAGS);
  const list = tags === undefined
    ? []
    : isTagList(tags)
    ? tags.map(({ Key, Value }) => ({ Key, Value }))
    : Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  const others = list.filter(({ Key }) => Key !== RUN_TAG.Key);
  if (others.length >= TAG_COUNT) {
    throw refusal(others.length, `have at most ${TAG_COUNT - 1} entries`);
  }
  for (const { Key, Value } of others) {
    if (!isText(Key, TAG_KEY_LENGTH) || Key === "") throw refusal(Key, RULE);
    if (!isText(Value, TAG_VALUE_LENGTH)) throw refusal(Value, RULE);
  }
  return others;
}

const ACTION = "Cannot tag run";

const TAGS = either(
  NAMED_VALUES,
  listOf(recordOf("have a Key and a Value", { Key: TEXT, Value: TEXT })),
);

const RULE = `have keys of 1 to ${TAG_KEY_LENGTH} and values of at most ${TAG_VALUE_LENGTH} ` +
  "letters, digits, spaces and _.:/=+-@";

function isTagList(
  tags: Tags,
): tags is readonly { readonly Key: string; readonly Value: string }[] {
  return Array.isArray(tags);
}

function isText(value: unknown, longest: number): boolean {
  return typeof value === "string" && value.length <= longest && TAG_PATTERN.test(value);
}

function refusal(value: unknown, rule: string): ArgumentError {
  return new ArgumentError(ACTION, { argument: "tags", value, rule });
}
