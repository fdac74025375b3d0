/**
 * Checks for rows of a store from before there were any.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import type { Row } from "./row.ts";
import { checkOf, checkOfEntity, checkOfSeries } from "./row_check.ts";

/** Rows that are held at one time. */
const ROWS = 10_000;

/** Writes the checks of all rows, as they are now. */
export function fillChecks(connection: DatabaseSync): void {
  fill(connection, "entities", ["kind", "key"], checkOfEntity);
  fill(connection, "series", ["id"], checkOfSeries);
  fill(
    connection,
    "points",
    ["series", "seq"],
    ({ series, seq, step, value, time }) => checkOf(series, seq, step, value, time),
  );
}

function fill(
  connection: DatabaseSync,
  table: string,
  keys: readonly string[],
  check: (row: Row) => number,
): void {
  const [names, places] = [keys.join(", "), keys.map(() => "?").join(", ")];
  const order = `ORDER BY ${names} LIMIT ${ROWS}`;
  const first = connection.prepare(`SELECT * FROM ${table} ${order}`);
  const next = connection.prepare(
    `SELECT * FROM ${table} WHERE (${names}) > (${places}) ${order}`,
  );
  const update = connection.prepare(
    `UPDATE ${table} SET sum = ? WHERE (${names}) = (${places})`,
  );
  const keysOf = (row: Row) => keys.map((key) => row[key] ?? null);
  // Columns are text, numbers and nulls.
  let rows = first.all() as unknown as readonly Row[];
  for (let last = rows.at(-1); last; last = rows.at(-1)) {
    for (const row of rows) update.run(check(row), ...keysOf(row));
    rows = next.all(...keysOf(last)) as unknown as readonly Row[];
  }
}
