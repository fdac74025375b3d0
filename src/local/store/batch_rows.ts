/**
 * Groups the rows of a batch by series, and rejects invalid points.
 *
 * @module
 */
import type { MetricBatch, PointRefusal } from "../../ports/metrics_client.ts";
import { refusal } from "./batch_answer.ts";
import { FARTHEST_TIME } from "./points.ts";

/**
 * Returns the rows of each series, in order. Rows that are not valid points are added to the
 * rejected ones.
 */
export function rowsBySeries(
  batch: MetricBatch,
  refusals: PointRefusal[],
): ReadonlyMap<number, readonly number[]> {
  const { series, values, timestamps, steps } = batch;
  const found = new Map<number, number[]>();
  for (let row = 0; row < values.length; row++) {
    // Any value is valid; a time of NaN is not.
    const isPoint = Math.abs(timestamps[row] ?? NaN) <= FARTHEST_TIME && isStep(steps[row]);
    if (!isPoint) {
      refusals.push(refusal(row, "VALIDATION_ERROR"));
      continue;
    }
    const index = series[row] ?? 0;
    const rows = found.get(index);
    if (rows) rows.push(row);
    else found.set(index, [row]);
  }
  return found;
}

/**
 * Returns whether a step is absent (NaN), or a whole number from 0 that every store returns
 * unchanged.
 */
function isStep(step: number | undefined): boolean {
  return step !== undefined && (Number.isNaN(step) || (Number.isSafeInteger(step) && step >= 0));
}
