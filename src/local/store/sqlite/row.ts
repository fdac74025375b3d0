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

/**
 * Columns to read of a table, by its name. An integer past 2^53, which only damage can write, would
 * fail the whole query, so integers are read as doubles.
 */
export const COLUMNS = {
  entities: "kind, key, parent, created, modified, body, sum * 1.0 AS sum",
  objects: `bucket, key, file, size * 1.0 AS size, etag, headers, created, sum * 1.0 AS sum`,
  series: `id * 1.0 AS id, component, name, count * 1.0 AS count, min, max, last, last_step,
    last_time, mean, squares, non_finite * 1.0 AS non_finite, sum * 1.0 AS sum`,
  points: `series * 1.0 AS series, seq * 1.0 AS seq, step * 1.0 AS step, value, time,
    sum * 1.0 AS sum`,
  parts: "upload, number * 1.0 AS number, file, size * 1.0 AS size, etag",
} as const;

/** Maximum number of rows to hold in memory. */
const ROWS = 10_000;

/**
 * Yields every row of a table in order of its primary key. Each row may be changed, but not its key,
 * once it was yielded.
 */
export function* everyRow(
  rows: Rows,
  table: Exclude<keyof typeof COLUMNS, "parts">,
  keys: readonly string[],
): Generator<Row> {
  const names = keys.map((key) => `${table}.${key}`).join(", ");
  const areIntegers = keys.map((key) => `typeof(${table}.${key}) = 'integer'`).join(" AND ");
  const all = `SELECT ${COLUMNS[table]}, ${areIntegers} AS are_integers FROM ${table}`;
  const behind = `WHERE (${names}) > (${keys.map(() => "?").join(", ")})`;
  const order = `ORDER BY ${names} LIMIT ${ROWS}`;
  let found = rows.all(`${all} ${order}`);
  for (let read = found.length; found.length > 0; read += found.length) {
    yield* found;
    const last = found.at(-1) ?? {};
    const place = keys.map((key) => last[key] ?? null);
    // A damaged key may not be read as it is stored, and would lead back to the same rows.
    const isExact = last["are_integers"] === 1 && place.every(Number.isSafeInteger);
    found = found.length < ROWS
      ? []
      : isExact
      ? rows.all(`${all} ${behind} ${order}`, ...place)
      : rows.all(`${all} ${order} OFFSET ?`, read);
  }
}
