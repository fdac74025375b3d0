/** A SQLite that counts, in every runtime: rows and turns of the event loop say what others wait for. */
import type {
  Sqlite,
  SqliteDatabase,
  SqliteStatement,
} from "../../src/local/store/sqlite/modules.ts";

/** What was done between a BEGIN and its end. */
export interface CountedTransaction {
  readonly isWrite: boolean;
  /** The turn of the event loop in which it began. */
  readonly turn: number;
  /** Rows that its statements changed. */
  changed: number;
  /** Rows that its statements returned. */
  read: number;
  /** Rows of the statement that returned the most. */
  longestRead: number;
}

/** A SQLite, and what was done with it. */
export interface CountingSqlite extends Disposable {
  readonly sqlite: Sqlite;
  readonly transactions: readonly CountedTransaction[];
}

/** Wraps a SQLite. Every database that it opens is counted. */
export function countingSqlite({ DatabaseSync }: Sqlite): CountingSqlite {
  const transactions: CountedTransaction[] = [];
  let turn = 0;
  // Timers fire only in a turn: other programs do not change how many there are.
  const { setTimeout } = globalThis;
  const countingTimeout = (work: () => void, ms?: number): unknown =>
    setTimeout(() => {
      turn++;
      work();
    }, ms);
  Object.assign(globalThis, { setTimeout: countingTimeout });
  const now = (): CountedTransaction | undefined => transactions.at(-1);
  const counted = (statement: SqliteStatement): SqliteStatement => ({
    all(...values) {
      const rows = statement.all(...values);
      const current = now();
      if (current) {
        current.read += rows.length;
        current.longestRead = Math.max(current.longestRead, rows.length);
      }
      return rows;
    },
    get: (...values) => statement.get(...values),
    run(...values) {
      const answer = statement.run(...values);
      const current = now();
      if (current) current.changed += Number(answer.changes);
      return answer;
    },
  });
  class CountedDatabase implements SqliteDatabase {
    readonly #database: SqliteDatabase;

    constructor(path: string) {
      this.#database = new DatabaseSync(path);
    }

    exec(sql: string): unknown {
      if (sql.startsWith("BEGIN")) {
        const isWrite = sql.includes("IMMEDIATE");
        transactions.push({ isWrite, turn, changed: 0, read: 0, longestRead: 0 });
      }
      return this.#database.exec(sql);
    }

    prepare(sql: string): SqliteStatement {
      return counted(this.#database.prepare(sql));
    }

    close(): unknown {
      return this.#database.close();
    }
  }
  return {
    sqlite: { DatabaseSync: CountedDatabase },
    transactions,
    [Symbol.dispose]: () => void Object.assign(globalThis, { setTimeout }),
  };
}
