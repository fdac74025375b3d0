/**
 * Rows of the database.
 *
 * @module
 */

/** A row as SQLite gives it. */
export type Row = Readonly<Record<string, string | number | null>>;
