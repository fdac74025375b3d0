/**
 * Reads points from their table, and verifies their checksums.
 *
 * @module
 */
import type { SeriesPoints, SeriesQuery } from "../../../ports/metrics_client.ts";
import { toMilliseconds } from "../points.ts";
import type { Database } from "./database.ts";
import { COLUMNS, type Row } from "./row.ts";
import { fromColumnValue } from "./point_value.ts";
import { checkOfPoint, wholeSeriesRow } from "./row_check.ts";

/** A verified point. */
interface Point {
  /** Position in the order of arrival. */
  readonly sequence: number;
  readonly value: number;
  /** Seconds since 1970. */
  readonly time: number;
  /** Step; NaN for a point without one. */
  readonly step: number;
}

/** Maximum number of rows to hold as objects. */
const READ_SIZE = 10_000;

/** Returns points of one series. */
export function readPoints(database: Database, query: SeriesQuery): SeriesPoints {
  const series = findSeries(database, query);
  const start = Math.max(0, query.from);
  const left = Math.max(0, Number(series?.["count"] ?? 0) - start);
  const length = Math.min(left, query.limit);
  const columns = {
    values: new Float64Array(length),
    timestamps: new Float64Array(length),
    steps: new Float64Array(length),
  };
  if (!series) return columns;
  for (const { sequence, value, time, step } of pointsOf(database, series, start, length)) {
    const at = sequence - start;
    columns.values[at] = value;
    columns.timestamps[at] = toMilliseconds(time);
    columns.steps[at] = step;
  }
  return columns;
}

/** Returns the row of a series, or undefined if it has no points. */
export function findSeries(
  database: Database,
  { trialComponentName, metricName }: Pick<SeriesQuery, "trialComponentName" | "metricName">,
): Row | undefined {
  const row = database.get(
    `SELECT ${COLUMNS.series} FROM series
     WHERE series.component = ? AND series.name = ? AND series.count <> 0`,
    trialComponentName,
    metricName,
  );
  return row && checkedSeries(database, row);
}

/**
 * Returns the row of a series after verifying its checksum.
 *
 * @throws {StoreError} If the row is damaged
 */
export function checkedSeries(database: Database, row: Row): Row {
  const whole = wholeSeriesRow(row);
  if (!whole) throw database.damaged(wordsOfSeries(row));
  return whole;
}

/** Returns the words for a series' row. */
export function wordsOfSeries({ name, component }: Row): string {
  return `the summary of metric "${name}" of ${component}`;
}

/**
 * Yields points of a series, in order of arrival.
 *
 * @throws {StoreError} If a point is missing or damaged
 */
export function* pointsOf(
  database: Database,
  { id, name, component }: Row,
  start: number,
  length: number,
): Generator<Point> {
  for (let read = 0; read < length; read += READ_SIZE) {
    const wanted = Math.min(READ_SIZE, length - read);
    const rows = database.all(
      `SELECT ${COLUMNS.points} FROM points
       WHERE points.series = ? AND points.seq >= ? ORDER BY points.seq LIMIT ?`,
      id ?? null,
      start + read,
      wanted,
    );
    for (let offset = 0; offset < wanted; offset++) {
      const row = rows[offset];
      const sequence = start + read + offset;
      const [step, held = null, time] = [
        numberOr(row?.["step"], NaN),
        row?.["value"],
        Number(row?.["time"]),
      ];
      const check = checkOfPoint(Number(id), sequence, step, held ?? "", time);
      if (row?.["seq"] !== sequence || row["sum"] !== check) {
        throw database.damaged(`point ${sequence} of metric "${name}" of ${component}`);
      }
      yield { sequence, value: fromColumnValue(held), time, step };
    }
  }
}

/** Returns the number in a column, or a substitute for null. */
export function numberOr(value: Row[string] | undefined, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}
