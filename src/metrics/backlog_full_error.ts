/**
 * Defines the error of logging a point while the buffer is full.
 *
 * @module
 */
import { RunlogError } from "../errors.ts";

/**
 * A point of a strict run that was not logged, because the buffer is full. Other runs omit such
 * points, and list them in `problems`.
 *
 * @example
 * ```ts
 * import { withRun } from "@runlog/sagemaker";
 *
 * await withRun({ experimentName: "demo", strict: true }, async (run) => {
 *   for (let step = 0; step < 5_000; step++) {
 *     run.logMetric("loss", 1 / (step + 1), { step });
 *     await run.ready; // waits only while too many points are pending
 *   }
 * });
 * ```
 */
export class BacklogFullError extends RunlogError {
  /** The error's name. */
  override name = "BacklogFullError";
  /** Number of pending points. */
  readonly pending: number;

  /**
   * @internal
   *
   * @param pending Number of pending points
   */
  constructor(pending: number) {
    super(
      `Cannot log metric: the backlog is full: ${pending} points are waiting. ` +
        "Await run.ready in the loop, or raise maxPendingPoints",
    );
    this.pending = pending;
  }
}
