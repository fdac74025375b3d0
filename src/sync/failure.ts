/**
 * What a failure means for a sync: another attempt, the end of one run's copy, or of all.
 *
 * @module
 */
import { SyncBusyError } from "./errors.ts";
import { isAlreadyExists, statusOf } from "../session/aws_errors.ts";
import { backoffDelay, pause, retryAfterOf, verdictOf } from "../session/retry.ts";

/** Attempts without progress at what cannot be reached, or has too much to do. */
const MOST_ATTEMPTS = 5;

/**
 * Tries again what may pass, a few times.
 *
 * @param progress What has come about so far; attempts count from where it last grew
 */
export async function persistently<T>(
  work: () => Promise<T>,
  signal: AbortSignal | undefined,
  progress: () => number = () => 0,
): Promise<T> {
  let last = progress();
  for (let failures = 1;; failures++) {
    try {
      return await work();
    } catch (error) {
      const now = progress();
      if (now > last) failures = 1;
      last = now;
      if (signal?.aborted || failures === MOST_ATTEMPTS || !mayPass(error)) throw error;
      await pause(backoffDelay(failures, retryAfterOf(error), Math.random()), signal);
    }
  }
}

/** What exists already may be the work of an attempt whose answer was lost: the next one looks. */
function mayPass(error: unknown): boolean {
  return verdictOf(error) !== "refuse" || error instanceof SyncBusyError || isAlreadyExists(error);
}

/**
 * Whether a failure is what a service said to this request, so that others may fare better: not that
 * it cannot be reached, is too busy, or takes the credentials no more.
 */
export function isAnswer(error: unknown): boolean {
  const verdict = verdictOf(error);
  return verdict === "refuse" || (verdict === "retry" && statusOf(error) !== undefined);
}
