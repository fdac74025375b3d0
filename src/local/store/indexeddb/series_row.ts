/**
 * Rows of the object store `series`.
 *
 * @module
 */
import type { SummaryState } from "../running_summary.ts";

/** A row of `series`, with an ID assigned by the database. */
export interface SeriesRow extends SummaryState {
  readonly id: number;
  readonly component: string;
  readonly name: string;
}
