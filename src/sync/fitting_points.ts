/**
 * Selects the points that a destination holds. SageMaker holds neither NaN and infinities nor steps
 * of more than 31 bits.
 *
 * @module
 */
import { type PointColumns, selectRows } from "../metrics/buffer.ts";
import { METRIC_STEP } from "../rules/limits.ts";

/** Numbers of points, by a text of their metric's name and the reason. */
export type ReasonCounts = Map<string, number>;

const NON_FINITE = "left out: the destination holds no NaN and no infinity";
const STEP = `kept without its step: the destination holds steps up to ${METRIC_STEP}`;

/** Adds to the number of a metric's points with a reason. */
export function countReason(
  counts: ReasonCounts,
  name: string,
  reason: string,
  count: number,
): void {
  const key = JSON.stringify([name, reason]);
  counts.set(key, (counts.get(key) ?? 0) + count);
}

/** Returns the points that SageMaker holds, in their nearest form, and counts the others. */
export function fittingPoints(
  points: PointColumns,
  names: readonly string[],
  counts: ReasonCounts,
): PointColumns {
  const rows: number[] = [];
  for (const [row, value] of points.values.entries()) {
    if (Number.isFinite(value)) rows.push(row);
    else countReason(counts, names[points.series[row] ?? 0] ?? "", NON_FINITE, 1);
  }
  const fitting = rows.length === points.values.length ? points : selectRows(points, rows);
  for (const [row, step] of fitting.steps.entries()) {
    if (!(step > METRIC_STEP)) continue;
    fitting.steps[row] = NaN;
    countReason(counts, names[fitting.series[row] ?? 0] ?? "", STEP, 1);
  }
  return fitting;
}
