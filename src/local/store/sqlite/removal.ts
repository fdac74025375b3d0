/**
 * Removes the points of deleted components, a bounded number of rows per transaction, so that no
 * other writer waits for a long run's deletion.
 *
 * @module
 */
import { REMOVED_NAMES, removedName } from "../removed_series.ts";
import type { Database } from "./database.ts";
import { COLUMNS, type Row, type Rows } from "./row.ts";
import { checkOfSeries, wholeSeriesRow } from "./row_check.ts";

/** Maximum number of rows to remove per transaction: as many as a batch of points writes. */
export const REMOVED_ROWS = 5_000;

/**
 * Takes the series of a component away from it, and removes the first of their points. The rest is
 * for {@linkcode removeSlice}.
 */
export function removeSeries(database: Database, component: string): void {
  let left = REMOVED_ROWS;
  for (const { id } of database.all("SELECT id FROM series WHERE component = ?", component)) {
    const series = Number(id);
    left -= removePoints(database, series, left);
    if (left > 0) database.run("DELETE FROM series WHERE id = ?", series);
    else markRemoved(database, series);
  }
}

/** Returns whether points of deleted components are left. */
export function hasRemovedSeries(rows: Rows): boolean {
  return nextRemoved(rows, REMOVED_NAMES.after) !== undefined;
}

/**
 * Removes points of deleted components, at most {@linkcode REMOVED_ROWS} rows.
 *
 * @returns `true` if more of them may be left
 */
export function removeSlice(database: Database): boolean {
  let left = REMOVED_ROWS;
  let after: string = REMOVED_NAMES.after;
  while (left > 0) {
    const row = nextRemoved(database, after);
    if (!row) return false;
    after = String(row["component"]);
    const id = Number(row["id"]);
    // The ID of a damaged row may be that of another series. The check of the store reports it.
    if (!wholeSeriesRow(row) || after !== removedName(id)) continue;
    left -= removePoints(database, id, left);
    // The row of the series counts as well.
    if (left-- > 0) database.run("DELETE FROM series WHERE id = ?", id);
  }
  return true;
}

function nextRemoved(rows: Rows, after: string): Row | undefined {
  const [row] = rows.all(
    `SELECT ${COLUMNS.series} FROM series
     WHERE series.component > ? AND series.component < ? ORDER BY series.component LIMIT 1`,
    after,
    REMOVED_NAMES.before,
  );
  return row;
}

/** Removes the first points of a series, at most `most` of them, and returns their number. */
function removePoints(database: Database, series: number, most: number): number {
  if (most <= 0) return 0;
  const last = database.get(
    "SELECT seq * 1.0 AS seq FROM points WHERE series = ? ORDER BY points.seq LIMIT 1 OFFSET ?",
    series,
    most - 1,
  );
  return last
    ? database.run("DELETE FROM points WHERE series = ? AND seq <= ?", series, Number(last["seq"]))
    : database.run("DELETE FROM points WHERE series = ?", series);
}

/** Moves a series to no component, without the values by which searches would find it. */
function markRemoved(database: Database, id: number): void {
  const row = {
    component: removedName(id),
    name: "",
    count: 0,
    min: null,
    max: null,
    last: null,
    last_step: null,
    last_time: null,
    mean: 0,
    squares: 0,
    non_finite: 0,
  };
  const columns = Object.keys(row).map((column) => `${column} = ?`).join(", ");
  database.run(
    `UPDATE series SET ${columns}, sum = ? WHERE id = ?`,
    ...Object.values(row),
    checkOfSeries({ ...row, id }),
    id,
  );
}
