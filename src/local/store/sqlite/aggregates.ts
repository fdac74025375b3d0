/**
 * Statistics of a series along an axis, computed in SQLite.
 *
 * @module
 */
import type { Aggregate, AggregateQuery, Statistic } from "../aggregates.ts";
import type { Database } from "./database.ts";
import { FINITE, IS_FINITE } from "./point_value.ts";
import { findSeries, visitPoints } from "./read_points.ts";
import type { Row } from "./row.ts";

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

/**
 * Computes a statistic in the database, after verifying the checksums of all points. Many points at
 * few steps may end the result before the limit of positions, but never within a position.
 *
 * @throws {StoreError} If a point of the series is damaged
 */
export function aggregatePoints(database: Database, query: AggregateQuery): Aggregate {
  const series = findSeries(database, query);
  if (series) checkPoints(database, series);
  const { statistic, axis, limit } = query;
  const column = axis === "step" ? "step" : "time";
  const cut = cutOf(database, query);
  const rows = database.all(
    `WITH chosen AS (
       SELECT ${placeOf(axis)} AS place, ${FINITE} AS value, time, seq FROM points
       WHERE series = (SELECT id FROM series WHERE component = ? AND name = ?)
         AND ${column} BETWEEN ? AND ? AND ${IS_FINITE}
     ) ${STATISTICS[statistic]} ORDER BY place LIMIT ?`,
    ...rangeOf(cut === undefined ? query : { ...query, end: cut }),
    limit + 1,
  );
  const chosen = rows.slice(0, limit);
  const values = chosen.map(({ result }) => Number(result));
  return {
    places: chosen.map(({ place }) => Number(place)),
    values: statistic === "StdDev" ? values.map(Math.sqrt) : values,
    isTruncated: rows.length > limit || (cut !== undefined && cut < lastStep(database, query)),
  };
}

function checkPoints(database: Database, series: Row): void {
  visitPoints(database, series, { start: 0, length: Number(series["count"]) }, () => {});
}

/**
 * Returns the step of the last point to read, so that a long series need not be sorted completely.
 */
function cutOf(database: Database, query: AggregateQuery): number | undefined {
  if (query.axis !== "step") return undefined;
  const row = database.get(
    `SELECT step FROM points
     WHERE series = (SELECT id FROM series WHERE component = ? AND name = ?)
       AND step BETWEEN ? AND ? AND ${IS_FINITE} ORDER BY step LIMIT 1 OFFSET ?`,
    ...rangeOf(query),
    query.limit,
  );
  return row && Number(row["step"]);
}

function lastStep(database: Database, query: AggregateQuery): number {
  const row = database.get(
    `SELECT max(step) AS last FROM points
     WHERE series = (SELECT id FROM series WHERE component = ? AND name = ?)
       AND step BETWEEN ? AND ? AND ${IS_FINITE}`,
    ...rangeOf(query),
  );
  return Number(row?.["last"]);
}

function rangeOf(
  { trialComponentName, metricName, start, end }: AggregateQuery,
): [string, string, number, number] {
  return [trialComponentName, metricName, start ?? -Number.MAX_VALUE, end ?? Number.MAX_VALUE];
}

/** Returns the SQL for a position. SQLite may lack floor(), and its casts truncate toward zero. */
function placeOf(axis: AggregateQuery["axis"]): string {
  if (axis === "step") return "step";
  const cut = `CAST(time / ${axis.period} AS INTEGER)`;
  // A double: the time of a damaged point may be past every integer.
  return `(${cut} - (time < ${axis.period} * ${cut})) * ${axis.period}.0`;
}
