/**
 * Counts the points of a delivery by their state, and collects those that were not delivered.
 *
 * @module
 */
import type { Settlement } from "./batch.ts";
import type { UndeliveredPoints } from "./failures.ts";

/** Counts of metric points. `logged` is the sum of `acknowledged`, `pending` and `refused`. */
export interface MetricStats {
  /** Number of logged points. */
  readonly logged: number;
  /** Number of points that the receiver has acknowledged. */
  readonly acknowledged: number;
  /** Number of points that are buffered or being sent. */
  readonly pending: number;
  /** Number of points that were rejected, or still undelivered when the run closed. */
  readonly refused: number;
  /** Number of retries after failed attempts, in addition to the AWS SDK's own retries. */
  readonly retried: number;
}

/** Counts the points of one delivery. */
export class DeliveryCounts {
  #logged = 0;
  #acknowledged = 0;
  #refused = 0;
  #retried = 0;
  #failures: UndeliveredPoints[] = [];

  /** Number of logged points. */
  get logged(): number {
    return this.#logged;
  }

  /** Number of points that are buffered or being sent. */
  get pending(): number {
    return this.#logged - this.#acknowledged - this.#refused;
  }

  /** All counts. */
  get stats(): MetricStats {
    return {
      logged: this.#logged,
      acknowledged: this.#acknowledged,
      pending: this.pending,
      refused: this.#refused,
      retried: this.#retried,
    };
  }

  /** Counts a logged point. */
  log(): void {
    this.#logged++;
  }

  /** Counts the result of an attempt. */
  settle({ acknowledged, refused, retry }: Settlement): void {
    this.#acknowledged += acknowledged;
    this.refuse(refused);
    if (retry) this.#retried++;
  }

  /** Counts undelivered points. */
  refuse(refused: readonly UndeliveredPoints[]): void {
    for (const points of refused) {
      this.#refused += points.count;
      if (points.count > 0) this.#failures.push(points);
    }
  }

  /** Returns the points rejected since the last call. */
  takeFailures(): readonly UndeliveredPoints[] {
    const failures = this.#failures;
    this.#failures = [];
    return failures;
  }
}
