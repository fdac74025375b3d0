/**
 * Opens SQLite databases of other tools for reading.
 *
 * @module
 */
import { builtin } from "../runtime.ts";
import type { InputFile } from "./input.ts";

/** A row of a query. */
export type Row = Readonly<Record<string, unknown>>;

/** A database that is open for reading. */
export interface ReadDatabase {
  /** Names of the tables. */
  readonly tables: ReadonlySet<string>;
  /** Returns the rows of a query. Whole numbers are `bigint`. */
  readonly rows: (sql: string, ...values: readonly (string | bigint)[]) => Iterable<Row>;
  /** Closes the database. */
  readonly close: () => void;
}

/** First bytes of a SQLite database. */
const MAGIC = "SQLite format 3\u0000";

/** Whether a file is a SQLite database. */
export async function isDatabase(file: InputFile): Promise<boolean> {
  if (!/\.(?:db|sqlite3?|sqlitedb)$/i.test(file.path)) return false;
  const head = await file.read(0, Math.min(file.size, MAGIC.length));
  return new TextDecoder().decode(head) === MAGIC;
}

/**
 * Opens a database. Other processes may write to it meanwhile.
 *
 * @throws {Error} If the runtime has no SQLite, or the file is no database
 */
export function openDatabase({ diskPath }: InputFile): ReadDatabase {
  const sqlite = builtin("node:sqlite");
  if (!sqlite || diskPath === undefined) {
    throw new Error("is a SQLite database, which Deno, Bun and Node can read from a path");
  }
  const database = new sqlite.DatabaseSync(diskPath, { readOnly: true });
  try {
    const query = (sql: string) => {
      const statement = database.prepare(sql);
      statement.setReadBigInts(true);
      return statement;
    };
    const names = query("SELECT name FROM sqlite_master WHERE type = 'table'").all();
    return {
      tables: new Set(names.map(({ name }) => String(name))),
      rows: (sql, ...values) => query(sql).all(...values),
      close: () => database.close(),
    };
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Returns the tables of a database; none if it cannot be read. */
export function tablesOf(file: InputFile): ReadonlySet<string> {
  try {
    const database = openDatabase(file);
    database.close();
    return database.tables;
  } catch {
    return new Set();
  }
}
