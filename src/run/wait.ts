/**
 * Limits the time that a caller waits for delivery.
 *
 * @module
 */
import { follow } from "../session/abort.ts";
import type { Outcome } from "./status.ts";
import { type AnyKinds, checkOptions, type OptionKinds } from "../options.ts";
import { numberFrom, oneOf, SIGNAL, TEXT } from "../kinds.ts";

/** Options of `Run.flush` and `Run.close`. */
export interface WaitOptions {
  /**
   * Time limit for delivery, in milliseconds.
   * @default 60_000
   */
  readonly timeoutMs?: number | undefined;
  /** Aborts the call. */
  readonly signal?: AbortSignal | undefined;
}

/** Options of `Run.close`. */
export interface CloseOptions extends WaitOptions {
  /**
   * Outcome of the run.
   * @default Completed, or Failed after `Run.fail`
   */
  readonly outcome?: Outcome | undefined;
}

const ACTION = "Cannot wait for delivery";

/** Longest delay of a timer in any runtime, in milliseconds. */
export const LONGEST_TIMEOUT_MS = 2_147_483_647;

const OUTCOME = { status: oneOf("Completed", "Failed", "Stopped"), message: TEXT };

const WAIT_OPTIONS: OptionKinds<WaitOptions> = {
  timeoutMs: numberFrom(0, LONGEST_TIMEOUT_MS, " milliseconds"),
  signal: SIGNAL,
};

/** Option names of {@linkcode CloseOptions}. */
export const CLOSE_OPTIONS: OptionKinds<CloseOptions> = { ...WAIT_OPTIONS, outcome: true };

const DEFAULT_TIMEOUT_MS = 60_000;

/**
 * Checks the options of `Run.flush` or `Run.close`.
 *
 * @throws {ArgumentError} If an option is unknown or the timeout is out of range
 */
export function checkWait(
  options: CloseOptions,
  names: AnyKinds = WAIT_OPTIONS,
): void {
  checkOptions(ACTION, options, names);
  checkOptions(ACTION, options.outcome, OUTCOME, "outcome");
}

/**
 * Combines the caller's signal and time limit into one signal. Call `clear` after the wait.
 *
 * @param options Options from the caller
 * @param place Destination of the data, for the error message
 * @param explain Called when the time limit passes; returns the error of that message
 */
export function timeLimit(
  options: WaitOptions,
  place: string,
  explain: (message: string) => unknown,
): { signal: AbortSignal; clear: () => void } {
  const { timeoutMs = DEFAULT_TIMEOUT_MS, signal } = options;
  const limit = new AbortController();
  const unfollow = follow(limit, signal);
  const handle = setTimeout(() => {
    limit.abort(explain(`Not delivered to ${place} within ${timeoutMs} ms`));
  }, timeoutMs);
  return {
    signal: limit.signal,
    clear: () => {
      clearTimeout(handle);
      unfollow();
    },
  };
}
