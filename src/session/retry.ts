/**
 * Decides whether and when to retry a failed request. The AWS SDK's own retries are the first layer.
 * Their budget is small, so this is a second layer.
 *
 * @module
 */
import { isRunlogError } from "../errors.ts";
import { unrefTimer } from "../runtime.ts";
import { codeOf, isConflict, statusOf } from "./aws_errors.ts";
import { EXPIRED_CODES } from "./credentials.ts";

/** The consequence of a failure for its request. */
export type Verdict = "retry" | "throttled" | "paused" | "refuse";

const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 60_000;
/** A store is on this machine: to ask it again costs little, and the user who frees space waits for it. */
const FULL_DELAY_MS = 1_000;

const THROTTLED: ReadonlySet<string> = new Set([
  "ThrottlingException",
  "Throttling",
  "TooManyRequestsException",
  "RequestLimitExceeded",
  "SlowDown",
  "ThrottledException",
]);
const PASSING: ReadonlySet<string> = new Set([
  "TimeoutError",
  "NetworkError",
  // A network's sign-in page disappears once somebody has signed in.
  "RedirectError",
  "StoreBusyError",
  "StoreFullError",
  "UnreadableAnswerError",
  "InternalFailure",
  "ServiceUnavailable",
  "RequestTimeout",
  "RequestTimeoutException",
  "RequestTimeTooSkewed",
  "RequestExpired",
  "RequestInTheFuture",
]);

/**
 * Returns the action after a failed attempt: retry, retry more slowly, wait for new credentials, or
 * report the error at once.
 */
export function verdictOf(error: unknown): Verdict {
  const code = codeOf(error) ?? "";
  const status = statusOf(error);
  if (EXPIRED_CODES.has(code)) return "paused";
  if (isConflict(error)) return "retry";
  if (status === 429 || THROTTLED.has(code)) return "throttled";
  if (PASSING.has(code) || status === 408 || (status !== undefined && status >= 500)) {
    return "retry";
  }
  // Without a status there was no answer, as when the caller's own client lost the network.
  // This library's own errors, such as a store's, are classified by their names above.
  return status === undefined && error instanceof Error && !isRunlogError(error) &&
      isNetworkFault(error)
    ? "retry"
    : "refuse";
}

/**
 * Returns the delay before the next attempt, in milliseconds. It is the server's Retry-After, at most
 * 60 s. Without one, it is a random time between 0 and a limit (full jitter). The limit is 1 s,
 * doubles with each further failure, and is at most 60 s.
 *
 * @param failures Number of consecutive failures, from 1
 * @param retryAfter Retry-After of the server in milliseconds, if there was one
 * @param random A number from 0 to 1
 */
export function backoffDelay(
  failures: number,
  retryAfter: number | undefined,
  random: number,
): number {
  if (retryAfter !== undefined) return Math.min(Math.max(retryAfter, 0), LONGEST_DELAY_MS);
  return random * Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (failures - 1));
}

/**
 * Returns the Retry-After of an AWS SDK error, in milliseconds. Only whole seconds are supported. A
 * full store has one too.
 */
export function retryAfterOf(error: unknown): number | undefined {
  if (codeOf(error) === "StoreFullError") return FULL_DELAY_MS;
  if (!(error instanceof Error) || !("$response" in error)) return undefined;
  // The SDK hides the answer it read there.
  const response = error.$response as { readonly headers?: Record<string, string> } | undefined;
  const value = response?.headers?.["retry-after"];
  return value !== undefined && /^\d{1,9}$/.test(value) ? Number(value) * 1000 : undefined;
}

/** Checks an error for the messages and codes of a network failure in any runtime. */
function isNetworkFault(error: Error): boolean {
  const code = "code" in error ? String(error.code) : "";
  return error instanceof TypeError || "$retryable" in error ||
    /^(E[A-Z]+|UND_ERR_[A-Z_]+|Connection\w+)$/.test(code) ||
    /connection|network|socket|fetch/i.test(error.message);
}

/** Limits of retries. Without limits, work is retried as long as a retry may succeed. */
export interface RetryLimits {
  /**
   * Number of consecutive failures without progress after which the last error is thrown.
   * @default unlimited
   */
  readonly mostFailures?: number | undefined;
  /**
   * Returns a measure of the work's progress. Each increase resets the count of failures.
   * @default progress is not measured
   */
  readonly progress?: (() => number) | undefined;
  /**
   * Returns whether a retry may succeed.
   * @default decided by {@linkcode verdictOf}
   */
  readonly mayPass?: ((error: unknown) => boolean) | undefined;
  /**
   * Whether the process stays alive for the next attempt.
   * @default true
   */
  readonly holdsProcess?: boolean | undefined;
}

/**
 * Repeats work until it succeeds, fails permanently, reaches a limit or is aborted.
 *
 * @throws If the work failed, with the last error
 * @throws If the signal aborts a wait, with the signal's reason
 */
export async function persistently<T>(
  work: () => Promise<T>,
  signal: AbortSignal | undefined,
  limits: RetryLimits = {},
): Promise<T> {
  const { mostFailures = Infinity, progress = () => 0, mayPass = isPassing, holdsProcess } = limits;
  let achieved = progress();
  for (let failures = 1;; failures++) {
    try {
      return await work();
    } catch (error) {
      const now = progress();
      if (now > achieved) failures = 1;
      achieved = now;
      if (signal?.aborted || failures >= mostFailures || !mayPass(error)) throw error;
      await pause(backoffDelay(failures, retryAfterOf(error), Math.random()), signal, holdsProcess);
    }
  }
}

function isPassing(error: unknown): boolean {
  return verdictOf(error) !== "refuse";
}

/**
 * Resolves after a delay, or rejects with the signal's reason if the signal aborts.
 *
 * @param holdsProcess Whether the process stays alive until then
 */
export function pause(
  milliseconds: number,
  signal: AbortSignal | undefined,
  holdsProcess = true,
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", giveUp);
      resolve();
    }, milliseconds);
    if (!holdsProcess) unrefTimer(timer);
    const giveUp = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    signal?.addEventListener("abort", giveUp, { once: true });
  });
}
