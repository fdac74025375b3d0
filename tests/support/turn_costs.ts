/** Processor time between two turns of the event loop, which no other load of the machine adds to. */
import type { Sqlite, SqliteDatabase } from "../../src/local/store/sqlite/modules.ts";

/** Turns of a loop that takes some 50 ms of processor time. */
const TURNS = 20_000_000;

/** Processor time of this process so far, in milliseconds. */
function usedMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** Processor time that some 50 ms of work take on this machine, now. */
export function referenceMs(): number {
  const costs = Array.from({ length: 3 }, () => {
    const before = usedMs();
    let sum = 0;
    for (let turn = 0; turn < TURNS; turn++) sum = (sum * 31 + turn) | 0;
    return usedMs() - before + (sum === 0.5 ? 1 : 0);
  });
  return Math.max(...costs);
}

/** The longest stretches of some work, in milliseconds of processor time. */
export interface Costs {
  /** Between two turns of the event loop. */
  readonly turn: number;
  /** Within a transaction that holds the write lock. */
  readonly lock: number;
  /** Turns of the event loop. */
  readonly turns: number;
}

/** An attempt to begin a transaction. */
export interface Attempt {
  /** Turn of the event loop. */
  readonly turn: number;
  /** Time that SQLite would wait in place, in milliseconds. */
  readonly waitMs: number;
}

/** A SQLite, and the costs of what is done with it. */
export interface CostlySqlite {
  readonly sqlite: Sqlite;
  /** Attempts to begin a write that found a lock. */
  readonly locked: readonly Attempt[];
  /** Measures some work. */
  measure(work: () => Promise<unknown>): Promise<Costs>;
}

/** Wraps a SQLite whose databases are measured. */
export function costlySqlite({ DatabaseSync }: Sqlite): CostlySqlite {
  const locked: Attempt[] = [];
  let [turns, longestTurn, longestLock, seen, begun] = [0, 0, 0, 0, 0];
  class MeasuredDatabase implements SqliteDatabase {
    readonly #database: SqliteDatabase;
    #waitMs = 0;

    constructor(path: string) {
      this.#database = new DatabaseSync(path);
    }

    exec(sql: string): unknown {
      const wait = /busy_timeout = (\d+)/.exec(sql);
      if (wait) this.#waitMs = Number(wait[1]);
      const isWrite = sql.startsWith("BEGIN IMMEDIATE");
      try {
        const answer = this.#database.exec(sql);
        if (isWrite) begun = usedMs();
        return answer;
      } catch (error) {
        if (isWrite) locked.push({ turn: turns, waitMs: this.#waitMs });
        throw error;
      } finally {
        if (begun > 0 && /^(?:COMMIT|ROLLBACK)/.test(sql)) {
          longestLock = Math.max(longestLock, usedMs() - begun);
          begun = 0;
        }
      }
    }

    prepare: SqliteDatabase["prepare"] = (sql) => this.#database.prepare(sql);
    close = (): unknown => this.#database.close();
  }
  const look = (): void => {
    const used = usedMs();
    longestTurn = Math.max(longestTurn, used - seen);
    seen = used;
    turns++;
  };
  return {
    sqlite: { DatabaseSync: MeasuredDatabase },
    locked,
    async measure(work) {
      [turns, longestTurn, longestLock, seen] = [0, 0, 0, usedMs()];
      const timer = setInterval(look, 0);
      try {
        await work();
      } finally {
        clearInterval(timer);
        look();
      }
      return { turn: longestTurn, lock: longestLock, turns };
    },
  };
}
