/**
 * Sorts runs by a property, for orders that no search supports. Pure.
 *
 * @module
 */
import type { TypedProperty } from "./property.ts";
import { type DescribedRun, firstValueOf, type RunValue } from "./run_values.ts";

/** Sorts runs. Those without a value come last, in either direction. */
export function sortRuns<Run extends DescribedRun>(
  runs: readonly Run[],
  property: TypedProperty,
  order: "ascending" | "descending",
): readonly Run[] {
  const sign = order === "descending" ? -1 : 1;
  const keyed = runs.map((run) => ({ run, value: firstValueOf(run, property) }));
  const collator = new Intl.Collator("en", { numeric: true });
  return keyed.sort((a, b) => compare(a.value, b.value, sign, collator)).map(({ run }) => run);
}

function compare(
  a: RunValue | undefined,
  b: RunValue | undefined,
  sign: number,
  collator: Intl.Collator,
): number {
  if (a === undefined || b === undefined) {
    return a === b ? 0 : a === undefined ? 1 : -1;
  }
  if (typeof a === "number" && typeof b === "number") return sign * (a - b);
  // Numbers come before text if a parameter has both.
  if (typeof a === "number" || typeof b === "number") return typeof a === "number" ? -1 : 1;
  return sign * collator.compare(a, b);
}
