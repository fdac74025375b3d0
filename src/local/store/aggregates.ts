/**
 * Statistics of a series along an axis: per step, or per period of time.
 *
 * @module
 */
import type { Database } from "./database.ts";

/** A statistic of the points that share a place on the axis. */
export type Statistic = "Min" | "Max" | "Avg" | "Count" | "StdDev" | "Last";

/** What to compute. */
export interface AggregateQuery {
  /** The trial component, lower case. */
  readonly componentName: string;
  /** The metric. */
  readonly metricName: string;
  /** The statistic. */
  readonly statistic: Statistic;
  /** Points share a place by step, or by time in periods of so many seconds. */
  readonly axis: "step" | { readonly period: number };
  /** Smallest step, or earliest time in seconds since 1970. */
  readonly start?: number | undefined;
  /** Greatest step, or latest time. */
  readonly end?: number | undefined;
  /** How many places at most. */
  readonly limit: number;
}

/** A statistic along an axis, as columns of equal length. */
export interface Aggregate {
  /** Places in order: steps, or beginnings of periods in seconds since 1970. */
  readonly places: readonly number[];
  /** The statistic at each. */
  readonly values: readonly number[];
  /** Whether there are more than the limit. */
  readonly isTruncated: boolean;
}

const STATISTICS: Readonly<Record<Statistic, string>> = {
  Min: "SELECT place, min(value) AS result FROM chosen GROUP BY place",
  Max: "SELECT place, max(value) AS result FROM chosen GROUP BY place",
  Avg: "SELECT place, avg(value) AS result FROM chosen GROUP BY place",
  Count: "SELECT place, count(*) AS result FROM chosen GROUP BY place",
  // The variance, about the mean of each place: sums of squares alone would cancel out.
  StdDev: `SELECT place, avg((value - mean) * (value - mean)) AS result
    FROM (SELECT place, value, avg(value) OVER (PARTITION BY place) AS mean FROM chosen)
    GROUP BY place`,
  Last: `SELECT place, value AS result
    FROM (SELECT place, value,
        row_number() OVER (PARTITION BY place ORDER BY time DESC, seq DESC) AS rank FROM chosen)
    WHERE rank = 1`,
};

/** Computes a statistic in the database. */
export function aggregatePoints(database: Database, query: AggregateQuery): Aggregate {
  const { componentName, metricName, statistic, axis, start, end, limit } = query;
  const column = axis === "step" ? "step" : "time";
  const rows = database.all(
    `WITH chosen AS (
       SELECT ${placeOf(axis)} AS place, value, time, seq FROM points
       WHERE series = (SELECT id FROM series WHERE component = ? AND name = ?)
         AND ${column} BETWEEN ? AND ?
     ) ${STATISTICS[statistic]} ORDER BY place LIMIT ?`,
    componentName,
    metricName,
    start ?? -Number.MAX_VALUE,
    end ?? Number.MAX_VALUE,
    limit + 1,
  );
  const chosen = rows.slice(0, limit);
  const values = chosen.map(({ result }) => Number(result));
  return {
    places: chosen.map(({ place }) => Number(place)),
    values: statistic === "StdDev" ? values.map(Math.sqrt) : values,
    isTruncated: rows.length > limit,
  };
}

/** SQLite may lack floor(), and its casts cut towards zero. */
function placeOf(axis: AggregateQuery["axis"]): string {
  if (axis === "step") return "step";
  const cut = `CAST(time / ${axis.period} AS INTEGER)`;
  return `(${cut} - (time < ${axis.period} * ${cut})) * ${axis.period}`;
}
