import { hostileValues } from "../support/hostile_values.ts";
import { patienceOf } from "../support/pace.ts";
import { placesOf, type Subject } from "./subject.ts";

/** Values per argument; more by `RUNLOG_VALUES`. */
export const VALUES = Number(Deno.env.get("RUNLOG_VALUES") ?? 1_000);

/** What became of the calls of one subject. */
export interface Tried {
  readonly places: number;
  readonly calls: number;
  readonly accepted: number;
  /** Calls that failed otherwise than by a typed error, one line for each argument and message. */
  readonly failures: readonly string[];
}

/** Tries every argument of a subject with every value. */
export async function trySubject(
  name: string,
  subject: Subject,
  sent: () => number = () => 0,
): Promise<Tried> {
  const failures = new Map<string, string>();
  let calls = 0;
  let accepted = 0;
  const places = placesOf(subject);
  const limit = patienceOf(Number(Deno.env.get("RUNLOG_LIMIT_MS") ?? 20_000));
  // Where lengths differ, either argument may be blamed.
  const names = new Set(places.map(({ path }) => path.split(".").at(-1) ?? ""));
  for (const [salt, place] of places.entries()) {
    const isTextless = Object.hasOwn(subject.textless ?? {}, place.path);
    for (const { shown, value } of hostileValues(VALUES, salt)) {
      if (isTextless && (typeof value === "string" || value === undefined)) continue;
      if (subject.defaults !== undefined && place.isWhole && isEmpty(value)) continue;
      calls++;
      const before = sent();
      const given = place.put(value);
      const outcome = await settle(() => subject.call(...given), limit);
      if ("answer" in outcome) {
        accepted++;
        await subject.undo?.(outcome.answer);
        continue;
      }
      const fault = faultOf(outcome.error, place.isWhole ? undefined : names, sent() - before);
      if (fault === undefined) continue;
      const key = `${place.path}: ${fault.slice(0, 12)}`;
      if (!failures.has(key)) failures.set(key, `${name}(${place.path} = ${shown}): ${fault}`);
    }
  }
  return { places: places.length, calls, accepted, failures: [...failures.values()] };
}

/** Whether a value holds no options. */
function isEmpty(value: unknown): boolean {
  try {
    return value === undefined ||
      (Object.prototype.toString.call(value) === "[object Object]" &&
        Object.keys(value as object).length === 0);
  } catch {
    return false;
  }
}

type Settled = { readonly answer: unknown } | { readonly error: unknown };

/** Waits for a call's end, and reads what it answers with, where that comes piece by piece. */
async function settle(call: () => unknown, limit: number): Promise<Settled> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<Settled>((resolve) => {
    timer = setTimeout(() => resolve({ error: new Error(`no end within ${limit} ms`) }), limit);
  });
  try {
    return await Promise.race([late, answerOf(call)]);
  } finally {
    clearTimeout(timer);
  }
}

async function answerOf(call: () => unknown): Promise<Settled> {
  try {
    const answer = await call();
    if (typeof answer === "object" && answer !== null && "pages" in answer) {
      // Listings send nothing before they are read.
      await Array.fromAsync(answer as AsyncIterable<unknown> & { pages: unknown });
    }
    return { answer };
  } catch (error) {
    return { error };
  }
}

/** Errors of an answer to a rightful question, such as a name that nothing has. */
const ANSWERS: ReadonlySet<string> = new Set([
  "ArtifactNotFoundError",
  "BucketError",
  "ExperimentNotFoundError",
  "GraphFormatError",
  "MetricQueryError",
  "NoRunError",
  "RunGroupError",
  "RunNotFoundError",
  "SessionError",
  "StoreError",
  "StoreNotFoundError",
  "AbortError",
]);

/** Whether the caller's own promise or function failed: its error is passed on. */
function isOwn({ message }: Error): boolean {
  return message === "a promise" || message.startsWith("Class constructor Odd");
}

/** What is wrong with an error; undefined if it is as promised. */
function faultOf(
  error: unknown,
  names: ReadonlySet<string> | undefined,
  sent: number,
): string | undefined {
  // What a signal was aborted with is thrown as it is.
  if (error === null) return undefined;
  if (!(error instanceof Error)) return `threw ${typeof error}`;
  const { name, message } = error;
  if (isOwn(error)) return undefined;
  if (ANSWERS.has(name)) return undefined;
  if (name !== "ArgumentError" && name !== "CurveArgumentError") {
    return `${name}: ${message.slice(0, 200)}`;
  }
  const { argument } = error as Error & { readonly argument: string };
  const isNamed = names === undefined || argument.split(/[.[]/).some((part) => names.has(part)) ||
    // Each run of a list is named alike.
    (/^run(?:\.|$)/.test(argument) && names.has("runs")) ||
    // The error names the entry in its first words.
    ((argument === "value" || argument === "name") &&
      (names.has("values") || names.has("parameters")));
  if (!isNamed) return `blames ${argument}: ${message.slice(0, 120)}`;
  if (message.length > 2_000) return `says ${message.length} characters`;
  // Only the service knows its tokens.
  if (argument === "nextToken") return undefined;
  return sent === 0 ? undefined : `sent ${sent} requests before ${message.slice(0, 100)}`;
}
