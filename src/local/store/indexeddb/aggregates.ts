/**
 * Statistics of a series along an axis, computed from its columns.
 *
 * @module
 */
import type { Aggregate, AggregateQuery, Statistic } from "../aggregates.ts";
import { RunningSummary, type SummaryState } from "../running_summary.ts";

/** Stored points, as columns of equal length. */
export interface SeriesColumns {
  readonly values: Float64Array;
  /** Seconds since 1970. */
  readonly timestamps: Float64Array;
  /** Steps; NaN for a point without one. */
  readonly steps: Float64Array;
}

const STATISTICS: Readonly<Record<Statistic, (summary: SummaryState) => number>> = {
  Min: ({ min }) => min,
  Max: ({ max }) => max,
  Avg: ({ mean }) => mean,
  Count: ({ count }) => count,
  StdDev: ({ squares, count }) => Math.sqrt(squares / count),
  Last: ({ last }) => last,
};

/** Computes a statistic of points in memory. */
export function aggregateColumns(columns: SeriesColumns, query: AggregateQuery): Aggregate {
  const { statistic, limit } = query;
  const byPlace = summariesByPlace(columns, query);
  const places = Float64Array.from(byPlace.keys()).sort();
  const chosen = [...places.subarray(0, limit)];
  return {
    places: chosen,
    values: chosen.map((place) =>
      STATISTICS[statistic]((byPlace.get(place) ?? new RunningSummary()).state())
    ),
    isTruncated: places.length > limit,
  };
}

function summariesByPlace(
  { values, timestamps, steps }: SeriesColumns,
  { axis, start = -Number.MAX_VALUE, end = Number.MAX_VALUE }: AggregateQuery,
): ReadonlyMap<number, RunningSummary> {
  const found = new Map<number, RunningSummary>();
  const along = axis === "step" ? steps : timestamps;
  for (const [index, at] of along.entries()) {
    // A point without a step has no position on that axis; one that is not finite has no statistic.
    if (!(at >= start && at <= end) || !Number.isFinite(values[index])) continue;
    const place = axis === "step" ? at : Math.floor(at / axis.period) * axis.period;
    let summary = found.get(place);
    if (!summary) found.set(place, summary = new RunningSummary());
    // Without the step: the last point of a position is the one measured last.
    summary.add(values[index] ?? NaN, timestamps[index] ?? NaN, NaN);
  }
  return found;
}
