/**
 * Changes rows of an earlier version that SQL alone cannot change: checksums, strings and parameters.
 *
 * @module
 */
import { fillParameters } from "./parameters.ts";
import { everyRow, type Row, type Rows } from "./row.ts";
import { checkOfEntity, checkOfObject, checkOfPointRow, checkOfSeries } from "./row_check.ts";

/** Columns whose strings may be anything. */
const TEXTS = {
  entities: ["key", "parent"],
  series: ["name"],
  objects: ["key"],
  uploads: ["key"],
} as const;

/**
 * Brings the rows of an earlier version along.
 *
 * @param rows Database whose tables are migrated
 * @param version Version of the database before the migration
 */
export function bringAlong(rows: Rows, version: number): void {
  if (version < 5) replaceTexts(rows);
  if (version < 3) {
    fill(rows, "entities", ["kind", "key"], checkOfEntity);
    fill(rows, "series", ["id"], checkOfSeries);
    fill(rows, "points", ["series", "seq"], checkOfPointRow);
  }
  if (version < 4) fill(rows, "objects", ["bucket", "key"], checkOfObject);
  if (version < 5) fillParameters(rows);
}

/** Writes the missing checksums of rows, from their current contents. */
function fill(
  rows: Rows,
  table: "entities" | "series" | "points" | "objects",
  keys: readonly string[],
  check: (row: Row) => number,
): void {
  const places = keys.map(() => "?").join(", ");
  const update = `UPDATE ${table} SET sum = ? WHERE (${keys.join(", ")}) = (${places})`;
  for (const row of everyRow(rows, table)) {
    rows.run(update, check(row), ...keys.map((key) => row[key] ?? null));
  }
}

/** Replaces characters that columns do not hold unchanged: see column_text.ts. */
function replaceTexts(rows: Rows): void {
  for (const [table, columns] of Object.entries(TEXTS)) {
    for (const column of columns) {
      const special =
        `instr(CAST(${column} AS BLOB), x'00') + instr(CAST(${column} AS BLOB), x'01')`;
      const found = rows.all(
        `SELECT DISTINCT hex(${column}) AS hex FROM ${table} WHERE ${special} > 0`,
      );
      for (const { hex } of found) {
        const bytes = Uint8Array.from(String(hex).match(/../g) ?? [], (pair) => parseInt(pair, 16));
        // If another row already has the new text, this one is not changed.
        rows.run(
          `UPDATE OR IGNORE ${table} SET ${column} = ? WHERE hex(${column}) = ?`,
          new TextDecoder().decode(bytes),
          hex ?? null,
        );
      }
    }
  }
}
