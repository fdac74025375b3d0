/**
 * How long a caller waits. Browser-safe.
 *
 * @module
 */
import { ArgumentError } from "../errors.ts";
import { follow } from "../session/abort.ts";
import type { Outcome } from "./status.ts";
import { checkOptions, type OptionNames } from "../options.ts";

/** Options of `Run.flush` and `Run.close`. */
export interface WaitOptions {
  /**
   * How long delivery may take, in milliseconds.
   * @default 60_000
   */
  readonly timeoutMs?: number | undefined;
  /** Gives up. */
  readonly signal?: AbortSignal | undefined;
}

/** Options of `Run.close`. */
export interface CloseOptions extends WaitOptions {
  /**
   * How the run ended.
   * @default Completed, or Failed after `Run.fail`
   */
  readonly outcome?: Outcome | undefined;
}

const ACTION = "Cannot wait for delivery";

const WAIT_OPTIONS: OptionNames<WaitOptions> = { timeoutMs: true, signal: true };

/** The names of {@linkcode CloseOptions}. */
export const CLOSE_OPTIONS: OptionNames<CloseOptions> = { ...WAIT_OPTIONS, outcome: true };

const DEFAULT_TIMEOUT_MS = 60_000;
/** Timers of every runtime end here. */
const LONGEST_TIMEOUT_MS = 2_147_483_647;

/**
 * Checks the options of a wait.
 *
 * @throws {ArgumentError} when the timeout is no time
 */
export function checkWait(
  options: CloseOptions,
  names: Readonly<Record<string, true>> = WAIT_OPTIONS,
): void {
  checkOptions(ACTION, options, names);
  checkOptions(ACTION, options.outcome, { status: true, message: true }, "outcome");
  const { timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  if (timeoutMs >= 0 && timeoutMs <= LONGEST_TIMEOUT_MS) return;
  throw new ArgumentError(ACTION, {
    argument: "timeoutMs",
    value: timeoutMs,
    rule: `be 0 to ${LONGEST_TIMEOUT_MS} milliseconds`,
  });
}

/**
 * The caller's signal and time limit as one; `clear` when the wait is over.
 *
 * @param options What the caller gave
 * @param place Where it is delivered to, for people to read
 */
export function timeLimit(
  options: WaitOptions,
  place: string,
): { signal: AbortSignal; clear: () => void } {
  const { timeoutMs = DEFAULT_TIMEOUT_MS, signal } = options;
  const limit = new AbortController();
  const unfollow = follow(limit, signal);
  const handle = setTimeout(() => {
    const message = `Not delivered to ${place} within ${timeoutMs} ms`;
    limit.abort(new DOMException(message, "TimeoutError"));
  }, timeoutMs);
  return {
    signal: limit.signal,
    clear: () => {
      clearTimeout(handle);
      unfollow();
    },
  };
}
