/**
 * The answer to a batch as stores keep it, for the batch's next delivery.
 *
 * @module
 */
import type { PointRefusal } from "../../ports/metrics_client.ts";

/** What became of a batch: codes of points that were not taken, by their row. */
export interface BatchAnswer {
  readonly errors: readonly { readonly index: number; readonly code: string }[];
}

/** An answer as it is kept. */
export function toAnswer(refusals: readonly PointRefusal[]): BatchAnswer {
  return { errors: refusals.map(({ index, code }) => ({ index, code })) };
}

/** The points that an answer says were not taken. */
export function refusalsOf({ errors }: BatchAnswer): readonly PointRefusal[] {
  return errors.map(({ index, code }) => refusal(index, code));
}

/** A point that is not taken, whatever its batch is sent again. */
export function refusal(index: number, code: string): PointRefusal {
  return { index, verdict: "refuse", code };
}
