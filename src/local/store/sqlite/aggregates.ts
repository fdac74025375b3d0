/**
 * Statistics of a series along an axis, computed in SQLite.
 *
 * @module
 */
import type { Aggregate, AggregateQuery, Statistic } from "../aggregates.ts";
import type { Database } from "./database.ts";

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
