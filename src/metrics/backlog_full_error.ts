/**
 * The error of logging a point while too many wait.
 *
 * @module
 */
import { RunlogError } from "../errors.ts";

/**
 * The buffer is full: the point that was being logged is not in it.
 *
 * @example
 * ```ts
 * import { withRun } from "@runlog/sagemaker";
 *
 * await withRun({ experimentName: "demo" }, async (run) => {
 *   for (let step = 0; step < 5_000; step++) {
 *     run.logMetric("loss", 1 / (step + 1), { step });
 *     await run.ready; // waits only while too many points are pending
 *   }
 * });
 * ```
 */
export class BacklogFullError extends RunlogError {
  /** Always `BacklogFullError`. */
  override name = "BacklogFullError";
  /** Points that are waiting. */
  readonly pending: number;

  /**
   * Made by the delivery of metrics.
   *
   * @param pending Points that are waiting
   */
  constructor(pending: number) {
    super(
      `Cannot log metric: the backlog is full: ${pending} points are waiting. ` +
        "Await run.ready in the loop, or raise maxPendingPoints",
    );
    this.pending = pending;
  }
}
