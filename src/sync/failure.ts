/**
 * Decides how a sync reacts to a failure: with a retry, or by ending one run's copy or the sync.
 *
 * @module
 */
import { SyncBusyError } from "./errors.ts";
import { codeOf, isAlreadyExists, isNotFound, statusOf } from "../session/aws_errors.ts";
import { type RetryLimits, verdictOf } from "../session/retry.ts";

/** Retry limits of a sync: lower than those of a recorder, since a person waits for it. */
export const SYNC_LIMITS = { mostFailures: 5, mayPass } as const satisfies RetryLimits;

/** A resource that already exists may come from an attempt whose response was lost. */
function mayPass(error: unknown): boolean {
  return verdictOf(error) !== "refuse" || error instanceof SyncBusyError || isAlreadyExists(error);
}

/** Whether an error means that a local store does not exist, as before its first write. */
export function isStoreMissing(error: unknown): boolean {
  return codeOf(error) === "StoreNotFoundError";
}

/** Whether an error means that something, or its store, does not exist at the destination. */
export function isAbsent(error: unknown): boolean {
  return isNotFound(error) || isStoreMissing(error);
}

/**
 * Whether a service rejected this request in particular, so that other requests may succeed. This
 * does not cover a service that cannot be reached, is too busy, or no longer accepts the
 * credentials.
 */
export function isAnswer(error: unknown): boolean {
  const verdict = verdictOf(error);
  return verdict === "refuse" || (verdict === "retry" && statusOf(error) !== undefined);
}
