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

/** A table whose rows can be read in slices. */
export type SlicedTable = Exclude<keyof typeof COLUMNS, "parts">;

/** Primary keys of the tables. */
const KEYS = {
  entities: ["kind", "key"],
  objects: ["bucket", "key"],
  series: ["id"],
  points: ["series", "seq"],
} as const satisfies Record<SlicedTable, readonly string[]>;

/** Maximum number of rows per slice: a few megabytes, and milliseconds to check them. */
const SLICE_ROWS = { entities: 200, objects: 1_000, series: 1_000, points: 5_000 } as const;

/** A place in a table: the primary key of a row. */
type RowPlace = readonly SqliteValue[];

/**
 * Yields every row of a table in order of its primary key, in slices. Each row may be changed, but
 * not its key, once it was yielded.
 *
 * @param after Key of the row to begin after; undefined for the first row
 */
export function* slicesOf(
  rows: Rows,
  table: SlicedTable,
  after?: RowPlace,
): Generator<readonly Row[]> {
  let place = after;
  for (let limit: number = SLICE_ROWS[table];;) {
    const found = readRows(rows, table, place, limit);
    if (found.length < limit) {
      yield found;
      return;
    }
    // A damaged key may not be read as it is stored, and would lead back to the same rows.
    const end = found.findLastIndex((row) => row["is_exact"] === 1 && isExact(table, row)) + 1;
    if (end === 0) limit *= 2;
    else {
      limit = SLICE_ROWS[table];
      place = placeOf(table, found[end - 1] ?? {});
      yield found.slice(0, end);
    }
  }
}

/** Yields every row of a table in order of its primary key. */
export function* everyRow(rows: Rows, table: SlicedTable): Generator<Row> {
  for (const slice of slicesOf(rows, table)) yield* slice;
}

function readRows(
  rows: Rows,
  table: SlicedTable,
  after: RowPlace | undefined,
  limit: number,
): readonly Row[] {
  const keys = KEYS[table].map((key) => `${table}.${key}`);
  const names = keys.join(", ");
  const exact = keys.map(table === "entities" || table === "objects" ? isWholeText : isInteger)
    .join(" AND ");
  const behind = after ? `WHERE (${names}) > (${keys.map(() => "?").join(", ")})` : "";
  return rows.all(
    `SELECT ${COLUMNS[table]}, ${exact} AS is_exact FROM ${table} ${behind}
     ORDER BY ${names} LIMIT ?`,
    ...(after ?? []),
    limit,
  );
}

function placeOf(table: SlicedTable, row: Row): RowPlace {
  return KEYS[table].map((key) => row[key] ?? null);
}

function isInteger(key: string): string {
  return `typeof(${key}) = 'integer'`;
}

function isWholeText(key: string): string {
  // A text is read up to a NUL, which only damage writes.
  return `typeof(${key}) = 'text' AND instr(CAST(${key} AS BLOB), x'00') = 0`;
}

/** Returns whether a row's key is certainly read as it is stored. */
function isExact(table: SlicedTable, row: Row): boolean {
  return placeOf(table, row).every((value) =>
    typeof value === "string" ? PLAIN.test(value) : Number.isSafeInteger(value)
  );
}

// deno-lint-ignore no-control-regex -- Damage leaves such characters, and column_text.ts uses them.
const PLAIN = /^[^\0-\u001f\ufffd\p{Cs}]*$/u;
