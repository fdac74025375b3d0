/**
 * Waits for a lock that another process holds. SQLite itself can only wait in place, which stops
 * every timer, answer and log line of the process, so it never waits: this module repeats the
 * attempt.
 *
 * @module
 */
import { isLocked } from "../errors.ts";

/** Time that a transaction waits for another process, in milliseconds. */
export const LONGEST_WAIT_MS = 30_000;

/** Time that a process that is about to end waits in place for another one, in milliseconds. */
export const LAST_WAIT_MS = 5_000;

/** Delays between the first attempts, in milliseconds; the last one repeats. */
const DELAYS_MS: readonly number[] = [1, 2, 5, 10, 15, 20, 25, 25, 50];

/**
 * Repeats an attempt, which must not wait itself, until no other process is in its way.
 *
 * @throws The last error, if another process is in the way for too long, or any other error
 */
export async function onceFree<T>(attempt: () => T | Promise<T>): Promise<T> {
  const since = performance.now();
  for (let failures = 0;; failures++) {
    try {
      return await attempt();
    } catch (error) {
      if (!isLocked(error) || performance.now() - since >= LONGEST_WAIT_MS) throw error;
    }
    const delay = DELAYS_MS[Math.min(failures, DELAYS_MS.length - 1)];
    await new Promise((resolve) => setTimeout(resolve, delay));
  }
}

/** Delay between attempts in place, in milliseconds. */
const IN_PLACE_DELAY_MS = 10;

/**
 * Repeats an attempt that waits in place by itself. SQLite does not wait where two connections would
 * wait for each other, such as those of processes that create a store at the same time.
 *
 * @param waitMs Time after which no attempt begins, in milliseconds; with 0 there is only one
 * @throws The last error, if another process is in the way for too long, or any other error
 */
export function onceFreeInPlace<T>(attempt: () => T, waitMs: number): T {
  const since = performance.now();
  for (;;) {
    try {
      return attempt();
    } catch (error) {
      if (!isLocked(error) || performance.now() - since >= waitMs) throw error;
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, IN_PLACE_DELAY_MS);
  }
}
