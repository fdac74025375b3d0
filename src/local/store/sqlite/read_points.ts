/**
 * Reads points from their table, and verifies their checksums.
 *
 * @module
 */
import type { SeriesPoints, SeriesQuery } from "../../../ports/metrics_client.ts";
import type { SeriesName } from "../../../ports/series_name.ts";
import { columnsFor, toMilliseconds } from "../points.ts";
import type { Database } from "./database.ts";
import { COLUMNS, type Row } from "./row.ts";
import { fromColumnValue } from "./point_value.ts";
import { checkOfPoint, wholeSeriesRow } from "./row_check.ts";

/**
 * Receives a verified point: its place among those that are read, its value, its time in seconds
 * since 1970 and its step, which is NaN for a point without one.
 */
type PointVisitor = (at: number, value: number, time: number, step: number) => void;

/** Maximum number of rows to hold in memory: so few that they are freed as soon as they are read. */
const READ_SIZE = 1_000;

/**
 * Rows without their key, which is known: a checksum is that of one key only, so a missing row is
 * found too.
 */
const POINTS = `SELECT step * 1.0 AS step, value, time, sum * 1.0 AS sum FROM points
  WHERE series = ? AND seq >= ? ORDER BY seq LIMIT ?`;

/** Returns points of one series. */
export function readPoints(
  database: Database,
  query: SeriesQuery,
  into?: SeriesPoints,
): SeriesPoints {
  const series = findSeries(database, query);
  const start = Math.max(0, query.from);
  const left = Math.max(0, Number(series?.["count"] ?? 0) - start);
  const length = Math.min(left, query.limit);
  const columns = columnsFor(length, into);
  if (!series) return columns;
  visitPoints(database, series, { start, length }, (at, value, time, step) => {
    columns.values[at] = value;
    columns.timestamps[at] = toMilliseconds(time);
    columns.steps[at] = step;
  });
  return columns;
}

/** Returns the number of points of a series, finite or not. */
export function countPoints(database: Database, series: SeriesName): number {
  return Number(findSeries(database, series)?.["count"] ?? 0);
}

/** Returns the row of a series, or undefined if it has no points. */
function findSeries(
  database: Database,
  { trialComponentName, metricName }: SeriesName,
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
 * Verifies points of a series, in order of arrival, and passes each to a visitor.
 *
 * @throws {StoreError} If a point is missing or damaged
 */
function visitPoints(
  database: Database,
  { id, name, component }: Row,
  { start, length }: { readonly start: number; readonly length: number },
  visit: PointVisitor,
): void {
  const series = Number(id);
  for (let read = 0; read < length; read += READ_SIZE) {
    const wanted = Math.min(READ_SIZE, length - read);
    const rows = database.lists(POINTS, series, start + read, wanted);
    for (let offset = 0; offset < wanted; offset++) {
      const at = read + offset;
      // A row that is missing has no checksum, not even one of its absence.
      const [step, held = null, time, sum = NaN] = rows[offset] ?? [];
      const [ofStep, ofTime] = [numberOr(step, NaN), Number(time)];
      if (sum !== checkOfPoint(series, start + at, ofStep, held ?? "", ofTime)) {
        throw database.damaged(`point ${start + at} of metric "${name}" of ${component}`);
      }
      visit(at, fromColumnValue(held), ofTime, ofStep);
    }
  }
}

/** Returns the number in a column, or a substitute for null. */
export function numberOr(value: Row[string] | undefined, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}
