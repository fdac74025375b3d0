/**
 * What a failure means for a sync: another attempt, the end of one run's copy, or of all.
 *
 * @module
 */
import { SyncBusyError } from "./errors.ts";
import { isAlreadyExists, statusOf } from "../session/aws_errors.ts";
import { type RetryLimits, verdictOf } from "../session/retry.ts";

/** How often a sync repeats what has failed: less than a recorder, since a person waits for it. */
export const SYNC_LIMITS = { mostFailures: 5, mayPass } as const satisfies RetryLimits;

/** A resource that exists already may be the work of an attempt whose answer was lost. */
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
