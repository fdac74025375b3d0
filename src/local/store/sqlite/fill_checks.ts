/**
 * Checksums for rows that were written before rows had checksums.
 *
 * @module
 */
import { everyRow, type Row, type Rows } from "./row.ts";
import { checkOfEntity, checkOfObject, checkOfPointRow, checkOfSeries } from "./row_check.ts";

/**
 * Writes the missing checksums of rows, from their current contents.
 *
 * @param rows Database whose tables are migrated
 * @param version Version of the database before the migration
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
