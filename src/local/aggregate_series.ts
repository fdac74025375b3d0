/**
 * Statistics of a stored series along an axis, by step or by period of time.
 *
 * @module
 */
import type { SeriesPoints } from "../ports/metrics_client.ts";
import { countPoints, slicesOf } from "./read_series.ts";
import { toSeconds } from "./store/points.ts";
import { RunningSummary, type SummaryState } from "./store/running_summary.ts";
import type { LocalStore } from "./store/store.ts";

/** A statistic of the points at the same position on the axis. */
export type Statistic = "Min" | "Max" | "Avg" | "Count" | "StdDev" | "Last";

/** The statistic to compute, its series and its range. */
export interface AggregateQuery {
  /** Trial component, lower case. */
  readonly trialComponentName: string;
  /** Metric name. */
  readonly metricName: string;
  /** Statistic to compute. */
  readonly statistic: Statistic;
  /** Grouping of the points: by step, or by time in periods of this many seconds. */
  readonly axis: "step" | { readonly period: number };
  /** Smallest step, or earliest time in seconds since 1970. */
  readonly start?: number | undefined;
  /** Greatest step, or latest time. */
  readonly end?: number | undefined;
  /** Maximum number of positions. */
  readonly limit: number;
}

/** A statistic along an axis, as columns of equal length. */
export interface Aggregate {
  /** Positions in order: steps, or beginnings of periods in seconds since 1970. */
  readonly places: readonly number[];
  /** Statistic at each position. */
  readonly values: readonly number[];
  /** Whether there are more positions than the limit. */
  readonly isTruncated: boolean;
}

const STATISTICS: Readonly<Record<Statistic, (summary: SummaryState) => number>> = {
  Min: ({ min }) => min,
  Max: ({ max }) => max,
  Avg: ({ mean }) => mean,
  Count: ({ count }) => count,
  StdDev: ({ squares, count }) => Math.sqrt(squares / count),
  Last: ({ last }) => last,
};

/**
 * Computes a statistic of a series, in slices: neither the event loop nor another transaction waits
 * for a long series. Every point is verified, as in a history. Memory grows with the limit of
 * positions, not with the series.
 *
 * @throws {StoreError} If a point of the series is damaged
 */
export async function aggregateSeries(
  store: LocalStore,
  query: AggregateQuery,
): Promise<Aggregate> {
  const end = await countPoints(store, query);
  const first = new FirstPlaces(query.limit);
  for await (const slice of slicesOf(store, query, { start: 0, end })) {
    addPoints(first, slice, query);
  }
  return first.aggregate(STATISTICS[query.statistic]);
}

function addPoints(
  first: FirstPlaces,
  { values, timestamps, steps }: SeriesPoints,
  { axis, start = -Number.MAX_VALUE, end = Number.MAX_VALUE }: AggregateQuery,
): void {
  for (const [index, value] of values.entries()) {
    const time = toSeconds(timestamps[index] ?? NaN);
    const at = axis === "step" ? steps[index] ?? NaN : time;
    // A point without a step has no position on that axis; one that is not finite has no statistic.
    if (!(at >= start && at <= end) || !Number.isFinite(value)) continue;
    first.add(axis === "step" ? at : Math.floor(at / axis.period) * axis.period, value, time);
  }
}

/** The summaries of the first positions of an axis. Points may arrive in any order. */
class FirstPlaces {
  readonly #limit: number;
  readonly #summaries = new Map<number, RunningSummary>();
  /** Last position to keep: as many as the limit precede those that were dropped. */
  #last = Infinity;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(place: number, value: number, time: number): void {
    if (place > this.#last) return;
    let summary = this.#summaries.get(place);
    if (!summary) {
      this.#summaries.set(place, summary = new RunningSummary());
      // Twice the limit, so that few additions have to sort.
      if (this.#summaries.size > 2 * this.#limit) this.#drop();
    }
    // Without the step: the last point of a position is the one measured last.
    summary.add(value, time, NaN);
  }

  aggregate(statistic: (summary: SummaryState) => number): Aggregate {
    const isTruncated = this.#summaries.size > this.#limit || this.#last < Infinity;
    const places = [...this.#sorted().subarray(0, this.#limit)];
    const values = places.map((place) =>
      statistic((this.#summaries.get(place) ?? new RunningSummary()).state())
    );
    return { places, values, isTruncated };
  }

  #drop(): void {
    const places = this.#sorted();
    for (const place of places.subarray(this.#limit)) this.#summaries.delete(place);
    this.#last = places[this.#limit - 1] ?? -Infinity;
  }

  #sorted(): Float64Array {
    return Float64Array.from(this.#summaries.keys()).sort();
  }
}
