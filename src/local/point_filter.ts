/**
 * Rejects single points of a batch before the rest is stored.
 *
 * @module
 */
import type { MetricBatch, PointRefusal } from "../ports/metrics_client.ts";
import type { Awaitable } from "./store/awaitable.ts";
import { refusal } from "./store/batch_answer.ts";

/**
 * Passes on the points that are kept, and returns the rejected ones by their rows in the whole batch.
 *
 * @param batch Batch to filter
 * @param isKept Returns whether the point in a row is kept
 * @param put Stores a batch
 */
export async function putKept(
  batch: MetricBatch,
  isKept: (row: number) => boolean,
  put: (kept: MetricBatch) => Awaitable<readonly PointRefusal[]>,
): Promise<readonly PointRefusal[]> {
  const refusals: PointRefusal[] = [];
  for (let row = 0; row < batch.values.length; row++) {
    if (!isKept(row)) refusals.push(refusal(row, "VALIDATION_ERROR"));
  }
  // The usual case, which makes no garbage.
  if (refusals.length === 0) return await put(batch);
  const refused = new Set(refusals.map(({ index }) => index));
  const rows = [...batch.values.keys()].filter((row) => !refused.has(row));
  const later = await put(rowsOf(batch, rows));
  refusals.push(...later.map((one) => ({ ...one, index: rows[one.index] ?? one.index })));
  return refusals.toSorted((a, b) => a.index - b.index);
}

function rowsOf(batch: MetricBatch, rows: readonly number[]): MetricBatch {
  const of = (column: Float64Array): Float64Array =>
    Float64Array.from(rows, (row) => column[row] ?? NaN);
  return {
    ...batch,
    series: Uint32Array.from(rows, (row) => batch.series[row] ?? 0),
    values: of(batch.values),
    timestamps: of(batch.timestamps),
    steps: of(batch.steps),
  };
}
