/**
 * Writes that share transactions: those that wait at the same time end with one commit, which takes
 * far longer than most writes.
 *
 * @module
 */
import type { Awaitable } from "../awaitable.ts";

/** The write transactions of a connection. */
export interface WriteTransactions {
  /**
   * Begins a transaction once the connection is free, and runs the work in it. The work never throws.
   *
   * @throws If no transaction can begin
   */
  begin(work: () => Promise<void>): Promise<void>;
  /** Runs a statement; throws if the transaction was aborted. */
  exec(sql: string): void;
  /** Ends the transaction. */
  commit(): void;
  /** Gives the transaction up. */
  rollBack(): void;
  /** Forgets entities, because rows have changed back. */
  forget(): void;
  /** Returns whether the event loop should turn. */
  isDue(): boolean;
  /** Returns the error to report. */
  toError(cause: unknown): unknown;
}

/** Reports how a write has ended. */
type Report = () => void;

interface PendingWrite {
  /** Does it, and returns the function that reports it as stored. */
  readonly run: () => Promise<Report>;
  readonly reject: (error: unknown) => void;
}

/** Runs writes in their order, as many per transaction as wait. */
export class WriteGroups {
  readonly #transactions: WriteTransactions;
  readonly #waiting: PendingWrite[] = [];
  #writing: Promise<void> | undefined;

  /** @param transactions Transactions of the connection */
  constructor(transactions: WriteTransactions) {
    this.#transactions = transactions;
  }

  /** Runs the work atomically. If it fails, the writes that share its transaction remain. */
  add<T>(work: () => Awaitable<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    this.#waiting.push({
      run: async () => {
        const result = await work();
        return () => resolve(result);
      },
      reject,
    });
    this.#writing ??= this.#writeAll();
    return promise;
  }

  /** Resolves when no write waits. */
  async whenDone(): Promise<void> {
    await this.#writing;
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      await this.#transactions.begin(() => this.#writeGroup()).catch((cause) => {
        const error = this.#transactions.toError(cause);
        for (const { reject } of this.#waiting.splice(0)) reject(error);
      });
    }
    this.#writing = undefined;
  }

  /** Runs waiting writes in one transaction, until none waits or the event loop should turn. */
  async #writeGroup(): Promise<void> {
    const group: PendingWrite[] = [];
    const reports: Report[] = [];
    try {
      for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
        group.push(next);
        reports.push(group.length === 1 ? await next.run() : await this.#runBeside(next));
        if (this.#transactions.isDue()) break;
      }
      this.#transactions.commit();
    } catch (cause) {
      this.#transactions.rollBack();
      const error = this.#transactions.toError(cause);
      for (const { reject } of group) reject(error);
      return;
    }
    // In order: a write may have failed because of one before it, which is stored only now.
    for (const report of reports) report();
  }

  /**
   * Runs a write after others of its transaction. If it fails, only its own changes are undone.
   */
  async #runBeside({ run, reject }: PendingWrite): Promise<Report> {
    const transactions = this.#transactions;
    transactions.exec("SAVEPOINT write");
    try {
      const report = await run();
      transactions.exec("RELEASE write");
      return report;
    } catch (error) {
      transactions.exec("ROLLBACK TO write");
      transactions.exec("RELEASE write");
      transactions.forget();
      return () => reject(transactions.toError(error));
    }
  }
}
