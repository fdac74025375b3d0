/**
 * Prepared statements of a connection, by their SQL.
 *
 * @module
 */
import { decodeRow, toColumn, type WritableRow } from "./column_text.ts";
import type { SqliteDatabase, SqliteStatement, SqliteValue } from "./modules.ts";
import type { Row, Rows } from "./row.ts";

/** A prepared query whose rows are lists of their columns. */
type Listing = (...values: SqliteValue[]) => readonly (readonly SqliteValue[])[];

/** Rows of a connection. Each statement is prepared once. */
export abstract class Statements implements Rows {
  readonly #statements = new Map<string, SqliteStatement>();
  readonly #listings = new Map<string, Listing>();

  /** The connection; throws if no statement may run now. */
  protected abstract get connection(): SqliteDatabase;

  /** Returns every row of a query. */
  all(sql: string, ...values: SqliteValue[]): readonly Row[] {
    // Columns are text, numbers and nulls: the tables hold no blobs, and no integers past 2^53.
    const rows = this.#prepared(sql).all(...values.map(toColumn)) as WritableRow[];
    rows.forEach(decodeRow);
    return rows;
  }

  /**
   * Returns every row of a query as a list of its columns, with strings as they are stored. For many
   * rows: they take half the time of objects.
   */
  lists(sql: string, ...values: SqliteValue[]): readonly (readonly SqliteValue[])[] {
    const connection = this.connection;
    let listing = this.#listings.get(sql);
    if (!listing) this.#listings.set(sql, listing = prepareListing(connection, sql));
    return listing(...values);
  }

  /** Returns the first row of a query. */
  get(sql: string, ...values: SqliteValue[]): Row | undefined {
    const row = this.#prepared(sql).get(...values.map(toColumn)) as WritableRow | undefined;
    if (row) decodeRow(row);
    return row;
  }

  /** Runs a statement, and returns the number of rows it changed. */
  run(sql: string, ...values: SqliteValue[]): number {
    return Number(this.#prepared(sql).run(...values.map(toColumn)).changes);
  }

  /** Prepares a statement that runs many times, with numbers, and strings without escapes. */
  prepare(sql: string): (...values: SqliteValue[]) => unknown {
    const statement = this.#prepared(sql);
    return statement.run.bind(statement);
  }

  /** Forgets all statements, because another connection follows or none. */
  protected forgetStatements(): void {
    this.#statements.clear();
    this.#listings.clear();
  }

  #prepared(sql: string): SqliteStatement {
    const connection = this.connection;
    let statement = this.#statements.get(sql);
    if (!statement) this.#statements.set(sql, statement = connection.prepare(sql));
    return statement;
  }
}

function prepareListing(connection: SqliteDatabase, sql: string): Listing {
  const statement = connection.prepare(sql);
  // Columns are text, numbers and nulls: the tables hold no blobs, and no integers past 2^53.
  type Columns = readonly SqliteValue[];
  if (statement.setReturnArrays) {
    statement.setReturnArrays(true);
    return (...values) => statement.all(...values) as readonly Columns[];
  }
  return (...values) =>
    (statement.all(...values) as readonly Row[]).map(Object.values<SqliteValue>);
}
