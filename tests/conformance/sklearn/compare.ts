import { assert } from "@std/assert";
import { CurveArgumentError } from "../../../src/curves.ts";
import type { Answer } from "./client.ts";

const TOLERANCE = 1e-12;

/** What our own function came to. */
export type Outcome<T> =
  | { readonly kind: "value"; readonly value: T }
  | { readonly kind: "error"; readonly message: string };

/** Calls a function of ours. Any error but the typed one fails the test. */
export function outcomeOf<T>(call: () => T): Outcome<T> {
  try {
    return { kind: "value", value: call() };
  } catch (error) {
    if (!(error instanceof CurveArgumentError)) throw error;
    return { kind: "error", message: error.message };
  }
}

/**
 * Asserts that both sides gave the same numbers, or that both refused.
 *
 * @param ours What our function came to
 * @param theirs What scikit-learn came to
 * @param shape Our value in the shape and order of theirs
 * @param departure Why ours must refuse whatever scikit-learn does; undefined if it must not
 */
export function assertAgrees<T>(
  ours: Outcome<T>,
  theirs: Answer,
  shape: (value: T) => unknown,
  departure?: string | undefined,
): void {
  const sides = Deno.inspect({ ours, theirs, departure }, { depth: 6 });
  if (departure !== undefined) return assert(ours.kind === "error", sides);
  assert(ours.kind === theirs.kind, sides);
  if (ours.kind === "value" && theirs.kind === "value") {
    const difference = differenceOf(shape(ours.value), theirs.value, "value");
    assert(difference === undefined, `${difference}\n${sides}`);
  }
}

/** Where two values differ; undefined if they agree. */
function differenceOf(ours: unknown, theirs: unknown, path: string): string | undefined {
  if (Array.isArray(ours) || ArrayBuffer.isView(ours)) {
    const list = Array.from(ours as ArrayLike<unknown>); // what both kinds are
    if (!Array.isArray(theirs)) return `${path} is no list in scikit-learn`;
    if (list.length !== theirs.length) return `${path} has ${list.length} against ${theirs.length}`;
    return list.map((item, index) => differenceOf(item, theirs[index], `${path}[${index}]`))
      .find((difference) => difference !== undefined);
  }
  const agrees = typeof ours === "number" ? isClose(ours, Number(theirs)) : ours === theirs;
  return agrees ? undefined : `${path} is ${ours} against ${theirs}`;
}

function isClose(a: number, b: number): boolean {
  // Scores come back as thresholds, and may be of any size.
  return Object.is(a, b) || Math.abs(a - b) <= TOLERANCE || a === b;
}
