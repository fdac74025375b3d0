/**
 * Whether and when a failed request is sent again. The AWS SDK's own retries are the first layer;
 * its budget is small, so this is the second. Browser-safe.
 *
 * @module
 */
import { isRunlogError } from "../errors.ts";
import { codeOf, isConflict, statusOf } from "./aws_errors.ts";
import { EXPIRED_CODES } from "./credentials.ts";

/** What a failure means for the request. */
export type Verdict = "retry" | "throttled" | "paused" | "refuse";

const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 60_000;

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
  // A network's sign-in page goes once somebody has signed in.
  "RedirectError",
  "StoreBusyError",
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
 * What to do after a failed attempt: send again, send again and slow down, wait for new credentials,
 * or report at once.
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
  // Without a status nothing was answered, as when a client of the caller's own lost the network.
  // Errors of this library's own, such as a store's, say for themselves what they are.
  return status === undefined && error instanceof Error && !isRunlogError(error) &&
      isNetworkFault(error)
    ? "retry"
    : "refuse";
}

/**
 * How long to wait before the next attempt, in milliseconds: the server's Retry-After within limits,
 * else full jitter between 0 and 1 s doubled a failure, 60 s at most.
 *
 * @param failures Failures in a row, from 1
 * @param retryAfter The server's wish in milliseconds, if it had one
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

/** The Retry-After of an AWS SDK error's answer, in milliseconds; whole seconds only. */
export function retryAfterOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("$response" in error)) return undefined;
  // The SDK hides the answer it read there.
  const response = error.$response as { readonly headers?: Record<string, string> } | undefined;
  const value = response?.headers?.["retry-after"];
  return value !== undefined && /^\d{1,9}$/.test(value) ? Number(value) * 1000 : undefined;
}

/** Messages and codes by which runtimes tell that the network failed. */
function isNetworkFault(error: Error): boolean {
  const code = "code" in error ? String(error.code) : "";
  return error instanceof TypeError || "$retryable" in error ||
    /^(E[A-Z]+|UND_ERR_[A-Z_]+|Connection\w+)$/.test(code) ||
    /connection|network|socket|fetch/i.test(error.message);
}

/** How long work is repeated. Without limits, as long as another attempt may succeed. */
export interface RetryLimits {
  /**
   * Failures in a row, without progress, after which the last error is thrown.
   * @default unlimited
   */
  readonly mostFailures?: number | undefined;
  /**
   * Measures what the work has achieved: failures are counted anew each time it has grown.
   * @default nothing counts
   */
  readonly progress?: (() => number) | undefined;
  /**
   * Whether another attempt may succeed.
   * @default by {@linkcode verdictOf}
   */
  readonly mayPass?: ((error: unknown) => boolean) | undefined;
}

/**
 * Repeats work until it succeeds, fails for good, reaches a limit or is aborted.
 *
 * @throws the last error, or the signal's reason
 */
export async function persistently<T>(
  work: () => Promise<T>,
  signal: AbortSignal | undefined,
  { mostFailures = Infinity, progress = () => 0, mayPass = isPassing }: RetryLimits = {},
): Promise<T> {
  let achieved = progress();
  for (let failures = 1;; failures++) {
    try {
      return await work();
    } catch (error) {
      const now = progress();
      if (now > achieved) failures = 1;
      achieved = now;
      if (signal?.aborted || failures >= mostFailures || !mayPass(error)) throw error;
      await pause(backoffDelay(failures, retryAfterOf(error), Math.random()), signal);
    }
  }
}

function isPassing(error: unknown): boolean {
  return verdictOf(error) !== "refuse";
}

/** Waits, or rejects with the abort's reason. */
export function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", giveUp);
      resolve();
    }, milliseconds);
    const giveUp = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    signal?.addEventListener("abort", giveUp, { once: true });
  });
}
