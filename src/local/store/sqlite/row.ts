/**
 * Rows of the database, and whoever can be asked for them.
 *
 * @module
 */
import type { SqliteValue } from "./modules.ts";

/** A row as SQLite gives it. */
export type Row = Readonly<Record<string, SqliteValue>>;

/** What answers SQL: a database, or a part of one that is being opened. */
export interface Rows {
  /** Every row of a query. */
  all(sql: string, ...values: SqliteValue[]): readonly Row[];
  /** Runs a statement, and answers how many rows it changed. */
  run(sql: string, ...values: SqliteValue[]): number;
}

/** Rows that are held at one time. */
const ROWS = 10_000;

/** Every row of a table by its primary key, of which each may be changed once it was given. */
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
