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
  const { axis, points } = await readPlaced(store, query, signal);
  const selecting = thinPoints(points, query.columns, rangeOf(query));
  for (;;) {
    const { done, value } = selecting.next();
    if (done) {
      const { indices, ...counts } = value;
      return {
        axis,
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

/** Points of a series on an axis. */
interface PointsOnAxis {
  readonly axis: ThinningAxis;
  readonly points: PlacedPoints;
}

async function readPlaced(
  store: LocalStore,
  query: ThinnedQuery,
  signal: AbortSignal | undefined,
): Promise<PointsOnAxis> {
  const end = await countPoints(store, query);
  const values = new Float64Array(end);
  const x = new Float64Array(end);
  // Times, until a point has a step.
  let times = query.fallback && query.axis === "step" ? new Float64Array(end) : undefined;
  const column = columnOf(query.axis);
  let read = 0;
  for await (const slice of slicesOf(store, query, { start: 0, end }, signal)) {
    values.set(slice.values, read);
    x.set(slice[column], read);
    if (times && !slice.steps.every(Number.isNaN)) times = undefined;
    times?.set(slice.timestamps, read);
    read += slice.values.length;
  }
  const axis = times && query.fallback && read > 0 ? query.fallback : query.axis;
  const places = (times && read > 0 ? times : x).subarray(0, read);
  if (axis === "elapsed") countFromEarliest(places);
  return { axis, points: { x: places, values: values.subarray(0, read) } };
}

/** Subtracts the smallest of some times from each. */
function countFromEarliest(times: Float64Array): void {
  const earliest = times.reduce((a, b) => Math.min(a, b), Infinity);
  for (let at = 0; at < times.length; at++) times[at] = (times[at] ?? NaN) - earliest;
}

function columnOf(axis: ThinningAxis): keyof SeriesPoints {
  return axis === "step" ? "steps" : "timestamps";
}

function rangeOf({ window }: ThinnedQuery): ShownRange {
  return window ?? { from: -Infinity, to: Infinity };
}

function checkQuery({ columns, window }: ThinnedQuery): void {
  const action = "Cannot downsample series";
  if (!Number.isSafeInteger(columns) || columns < 1) {
    const rule = "be a whole number from 1";
    throw new ArgumentError(action, { argument: "columns", value: columns, rule });
  }
  if (window && !(window.from <= window.to)) {
    const rule = "have a from that is at most its to";
    throw new ArgumentError(action, { argument: "window", value: window, rule });
  }
}
