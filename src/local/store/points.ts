/**
 * The port of metric points: a series for each name of a component, its points in order of arrival,
 * and what they amount to.
 *
 * @module
 */
import type {
  MetricBatch,
  PointRefusal,
  SeriesPoints,
  SeriesQuery,
} from "../../ports/metrics_client.ts";
import type { Aggregate, AggregateQuery } from "./aggregates.ts";
import type { Awaitable } from "./awaitable.ts";

/** What a series amounts to. */
export interface SeriesSummary {
  /** The metric. */
  readonly name: string;
  /** How many points. */
  readonly count: number;
  /** Smallest value. */
  readonly min: number;
  /** Largest value. */
  readonly max: number;
  /** Mean. */
  readonly avg: number;
  /** Standard deviation of the population. */
  readonly stddev: number;
  /** Value at the highest step, or of the latest point where there are no steps. */
  readonly last: number;
  /** When the last point was measured, in seconds since 1970. */
  readonly time: number;
}

/**
 * How long an answer is kept for a batch that comes again, in seconds: as long as AWS takes points
 * that are late, and a day.
 */
export const TOKEN_AGE: number = 15 * 86_400;

/**
 * Metric points. Trial components are named in lower case. A store keeps times in seconds since 1970,
 * as the service answers with; batches and series have milliseconds.
 */
export interface PointTables {
  /**
   * Keeps a batch and answers the points it does not take. One whose token is known is answered as it
   * was, and not kept again.
   */
  put(batch: MetricBatch, now: number): Awaitable<readonly PointRefusal[]>;
  /** Points of one series, in order of arrival. */
  read(query: SeriesQuery): Awaitable<SeriesPoints>;
  /** A statistic of one series along an axis. */
  aggregate(query: AggregateQuery): Awaitable<Aggregate>;
  /** What each series of a component amounts to. */
  summaries(component: string): Awaitable<readonly SeriesSummary[]>;
  /** Lets go of a component's points. */
  remove(component: string): Awaitable<void>;
}

/** A time as a store keeps it: seconds since 1970. */
export function toSeconds(milliseconds: number): number {
  return milliseconds / 1000;
}

/** A time that a store keeps, in milliseconds since 1970: whole ones, as it was before. */
export function toMilliseconds(seconds: number): number {
  return Math.round(seconds * 1000);
}
