/**
 * Counts of a delivery: how many points were logged, what became of them, and which failed.
 * Browser-safe.
 *
 * @module
 */
import type { Settlement } from "./batch.ts";
import type { UndeliveredPoints } from "./failures.ts";

/** Counts of metric points. `logged` is the sum of acknowledged, pending and refused. */
export interface MetricStats {
  /** Points logged. */
  readonly logged: number;
  /** Points that the receiver has acknowledged. */
  readonly acknowledged: number;
  /** Points that are buffered or on their way. */
  readonly pending: number;
  /** Points that were rejected, or given up when the run closed. */
  readonly refused: number;
  /** Attempts that failed and were repeated, in addition to the AWS SDK's own retries. */
  readonly retried: number;
}

/** The counts of one delivery. */
export class DeliveryCounts {
  #logged = 0;
  #acknowledged = 0;
  #refused = 0;
  #retried = 0;
  #failures: UndeliveredPoints[] = [];

  /** Points logged. */
  get logged(): number {
    return this.#logged;
  }

  /** Points that are buffered or on their way. */
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

  /** Counts a point that was logged. */
  log(): void {
    this.#logged++;
  }

  /** Counts what an attempt came to. */
  settle({ acknowledged, refused, retry }: Settlement): void {
    this.#acknowledged += acknowledged;
    this.refuse(refused);
    if (retry) this.#retried++;
  }

  /** Counts points that are given up. */
  refuse(refused: readonly UndeliveredPoints[]): void {
    for (const points of refused) {
      this.#refused += points.count;
      if (points.count > 0) this.#failures.push(points);
    }
  }

  /** Returns the points refused since the last call. */
  takeFailures(): readonly UndeliveredPoints[] {
    const failures = this.#failures;
    this.#failures = [];
    return failures;
  }
}
