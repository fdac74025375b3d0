/** What AWS's clients answered, in the form of the model's answers; and where the two differ. */
import type { AwsCommand } from "./command.ts";
import { LISTED } from "./command.ts";
import type { Answer } from "./model.ts";
import { compareTexts, without } from "./pages.ts";
import { given, isMembers, listIn, type Members, numberIn, type Plain, textIn } from "./plain.ts";

/** What a client was answered: pages of a list, or one answer; or AWS's code of the error. */
export type RawAnswer = { readonly pages: readonly Members[] } | { readonly error: string };

/** Members of S3's answers that a model without clocks and digests knows. */
const OF_S3: Readonly<Record<string, readonly string[]>> = {
  GetObject: ["Body", "ContentLength", "ContentType"],
  DeleteObjects: ["Deleted"],
};

/** An answer in the form of the model's. */
export function answerOf(command: AwsCommand, raw: RawAnswer): Answer {
  if ("error" in raw) return raw;
  if (command.isList) return { output: raw.pages.map((page) => itemsOf(command, page)) };
  const [output = {}] = raw.pages;
  if (command.service === "s3") return { output: given(output, ...OF_S3[command.name] ?? []) };
  if (command.name !== "BatchGetMetrics") return { output };
  const results = listIn(output, "MetricQueryResults");
  return { output: { MetricQueryResults: results.map((one) => without(one, "Message")) } };
}

function itemsOf({ service, name }: AwsCommand, page: Members): Plain {
  const items = listIn(page, LISTED[name] ?? "");
  if (service !== "s3") return items;
  const objects = items.map((one) => given(one, "Key", "Size"));
  const nameOf = (one: Members): string => textIn(one, "Key") || textIn(one, "Prefix");
  return [...objects, ...listIn(page, "CommonPrefixes")]
    .sort((a, b) => compareTexts(nameOf(a), nameOf(b)));
}

/** Where two values differ: a path and both; undefined if they are the same. */
export function difference(expected: Plain, found: Plain, path = ""): string | undefined {
  if (isMembers(expected) && "$about" in expected) {
    return isAbout(expected, found) ? undefined : told(path, expected, found);
  }
  if (Array.isArray(expected) && Array.isArray(found)) {
    if (expected.length !== found.length) return told(path, expected, found);
    for (const [index, one] of expected.entries()) {
      const inner = difference(one, found[index] ?? null, `${path}[${index}]`);
      if (inner !== undefined) return inner;
    }
    return undefined;
  }
  if (isMembers(expected) && isMembers(found)) {
    for (const name of new Set([...Object.keys(expected), ...Object.keys(found)])) {
      const [left, right] = [own(expected, name), own(found, name)];
      if (left === undefined || right === undefined) {
        return told(`${path}.${name}`, left ?? "(none)", right ?? "(none)");
      }
      const inner = difference(left, right, `${path}.${name}`);
      if (inner !== undefined) return inner;
    }
    return undefined;
  }
  return expected === found ? undefined : told(path, expected, found);
}

function own(members: Members, name: string): Plain | undefined {
  return Object.hasOwn(members, name) ? members[name] : undefined;
}

function told(path: string, expected: Plain, found: Plain): string {
  return `${path}\n  the model: ${JSON.stringify(expected)}\n  the store: ${JSON.stringify(found)}`;
}

/** Shares of what is summed up that another order of summing may change. */
const RELATIVE = 1e-9;
/** Below it, squares are no numbers any more. */
const SMALLEST = 1e-150;

function isAbout({ $about, $scale }: Members, found: Plain): boolean {
  const [wanted, scale] = [numberIn($about), Number($scale)];
  const number = numberIn(found);
  if (Number.isFinite(number)) {
    return Math.abs(number - wanted) <= RELATIVE * scale + (scale === 0 ? 0 : SMALLEST);
  }
  // The square of a spread may be too large for a number. boto3 leaves AWS's word for it as it is.
  const word = isMembers(found) ? found["$number"] : found;
  return word === "Infinity" && wanted ** 2 > 1e300;
}
