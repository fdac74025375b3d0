/**
 * Reads those points of a stored series that a chart can show.
 *
 * @module
 */
import { ArgumentError } from "../errors.ts";
import type { ThinnedQuery, ThinnedSeries, ThinningAxis } from "../ports/thinned_series.ts";
import type { SeriesPoints } from "../ports/metrics_client.ts";
import { countPoints, nextTurn, slicesOf } from "./read_series.ts";
import type { LocalStore } from "./store/store.ts";
import { type PlacedPoints, type ShownRange, thinPoints } from "./thin_points.ts";

/**
 * Reads a series once, and selects its points in memory, with 16 bytes per point. Every point is
 * verified, as in a history.
 *
 * @throws {ArgumentError} If `columns` is not a whole number from 1, or the window has no ends
 */
export async function readThinned(
  store: LocalStore,
  query: ThinnedQuery,
  signal?: AbortSignal,
): Promise<ThinnedSeries> {
  checkQuery(query);
  const points = await readPlaced(store, query, signal);
  const selecting = thinPoints(points, query.columns, rangeOf(query));
  for (;;) {
    const { done, value } = selecting.next();
    if (done) {
      const { indices, ...counts } = value;
      return {
        x: Float64Array.from(indices, (index) => points.x[index] ?? NaN),
        values: Float64Array.from(indices, (index) => points.values[index] ?? NaN),
        count: points.x.length,
        ...counts,
      };
    }
    await nextTurn();
    signal?.throwIfAborted();
  }
}

async function readPlaced(
  store: LocalStore,
  query: ThinnedQuery,
  signal: AbortSignal | undefined,
): Promise<PlacedPoints> {
  const end = await countPoints(store, query);
  const x = new Float64Array(end);
  const values = new Float64Array(end);
  const column = columnOf(query.axis);
  let read = 0;
  let earliest = Infinity;
  for await (const slice of slicesOf(store, query, { start: 0, end }, signal)) {
    x.set(slice[column], read);
    values.set(slice.values, read);
    for (const place of slice[column]) if (place < earliest) earliest = place;
    read += slice.values.length;
  }
  const placed = { x: x.subarray(0, read), values: values.subarray(0, read) };
  if (query.axis === "elapsed") placed.x.forEach((time, at) => placed.x[at] = time - earliest);
  return placed;
}

function columnOf(axis: ThinningAxis): keyof SeriesPoints {
  return axis === "step" ? "steps" : "timestamps";
}

function rangeOf({ window }: ThinnedQuery): ShownRange {
  return window ?? { from: -Infinity, to: Infinity };
}

function checkQuery({ columns, window }: ThinnedQuery): void {
  const action = "Cannot read thinned series";
  if (!Number.isSafeInteger(columns) || columns < 1) {
    const rule = "be a whole number from 1";
    throw new ArgumentError(action, { argument: "columns", value: columns, rule });
  }
  if (window && !(window.from <= window.to)) {
    const rule = "have a from that is at most its to";
    throw new ArgumentError(action, { argument: "window", value: window, rule });
  }
}
