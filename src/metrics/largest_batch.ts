/**
 * Remembers how many points the service of a session takes per request: as many as AWS, until an
 * answer of a served store offers more.
 *
 * @module
 */
import { METRIC_BATCH_SIZE } from "../rules/limits.ts";
import type { Session } from "../session/session.ts";

const learned = new WeakMap<Session, number>();

/** Returns the largest number of points per request; undefined before the first answer. */
export function knownLargestBatch(session: Session): number | undefined {
  return learned.get(session);
}

/** Returns the largest number of points to send per request. */
export function largestBatchOf(session: Session): number {
  return learned.get(session) ?? METRIC_BATCH_SIZE;
}

/** Notes what an answer offered; undefined if it offered nothing. */
export function learnLargestBatch(session: Session, offered: number | undefined): void {
  learned.set(session, offered ?? METRIC_BATCH_SIZE);
}

/**
 * Whether the service of a session is a store of runlog that is served: it keeps runs as they are
 * sent. Unknown before the first answer, which counts as no.
 */
export function isServedStore(session: Session): boolean {
  return largestBatchOf(session) > METRIC_BATCH_SIZE;
}
