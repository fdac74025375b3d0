/**
 * The stored answer to a batch, for when the batch is delivered again.
 *
 * @module
 */
import type { PointRefusal } from "../../ports/metrics_client.ts";

/** The outcome of a batch: the code of each rejected point, by row. */
export interface BatchAnswer {
  readonly errors: readonly { readonly index: number; readonly code: string }[];
}

/** Converts rejected points to the stored answer. */
export function toAnswer(refusals: readonly PointRefusal[]): BatchAnswer {
  return { errors: refusals.map(({ index, code }) => ({ index, code })) };
}

/** Returns the rejected points of a stored answer. */
export function refusalsOf({ errors }: BatchAnswer): readonly PointRefusal[] {
  return errors.map(({ index, code }) => refusal(index, code));
}

/** Creates a rejected point. The rejection is final, even if its batch is sent again. */
export function refusal(index: number, code: string): PointRefusal {
  return { index, verdict: "refuse", code };
}
