/**
 * Rows of the database, and the interface that queries them.
 *
 * @module
 */
import type { SqliteValue } from "./modules.ts";

/** A row as SQLite returns it. */
export type Row = Readonly<Record<string, SqliteValue>>;

/** Runs SQL: a database, or one that is being opened. */
export interface Rows {
  /** Returns every row of a query. */
  all(sql: string, ...values: SqliteValue[]): readonly Row[];
  /** Runs a statement, and returns the number of rows it changed. */
  run(sql: string, ...values: SqliteValue[]): number;
}

/** Maximum number of rows to hold in memory. */
const ROWS = 10_000;

/**
 * Yields every row of a table in order of its primary key. Each row may be changed once it was
 * yielded.
 */
export function* everyRow(rows: Rows, table: string, keys: readonly string[]): Generator<Row> {
  const names = keys.join(", ");
  const places = keys.map(() => "?").join(", ");
  const order = `ORDER BY ${names} LIMIT ${ROWS}`;
  const next = `SELECT * FROM ${table} WHERE (${names}) > (${places}) ${order}`;
  let found = rows.all(`SELECT * FROM ${table} ${order}`);
  for (let last = found.at(-1); last; last = found.at(-1)) {
    yield* found;
    const behind = last;
    found = rows.all(next, ...keys.map((key) => behind[key] ?? null));
  }
}
