/**
 * Checks for rows of a store from before there were any.
 *
 * @module
 */
import { everyRow, type Row, type Rows } from "./row.ts";
import { checkOfEntity, checkOfObject, checkOfPointRow, checkOfSeries } from "./row_check.ts";

/**
 * Writes the checks of rows that had none, as the rows are now.
 *
 * @param rows The database, whose tables are up to date
 * @param version The version that it was of
 */
export function fillChecks(rows: Rows, version: number): void {
  if (version < 3) {
    fill(rows, "entities", ["kind", "key"], checkOfEntity);
    fill(rows, "series", ["id"], checkOfSeries);
    fill(rows, "points", ["series", "seq"], checkOfPointRow);
  }
  if (version < 4) fill(rows, "objects", ["bucket", "key"], checkOfObject);
}

function fill(
  rows: Rows,
  table: string,
  keys: readonly string[],
  check: (row: Row) => number,
): void {
  const places = keys.map(() => "?").join(", ");
  const update = `UPDATE ${table} SET sum = ? WHERE (${keys.join(", ")}) = (${places})`;
  for (const row of everyRow(rows, table, keys)) {
    rows.run(update, check(row), ...keys.map((key) => row[key] ?? null));
  }
}
