/**
 * Checks for rows of a store from before there were any.
 *
 * @module
 */
import { everyRow, type Row, type Rows } from "./row.ts";
import { checkOfEntity, checkOfPointRow, checkOfSeries } from "./row_check.ts";

/** Writes the checks of all rows, as they are now. */
export function fillChecks(rows: Rows): void {
  fill(rows, "entities", ["kind", "key"], checkOfEntity);
  fill(rows, "series", ["id"], checkOfSeries);
  fill(rows, "points", ["series", "seq"], checkOfPointRow);
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
