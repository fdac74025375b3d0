/**
 * Starts a run.
 *
 * @module
 */
import { enterCell, makeCell } from "./context.ts";
import { openNamedRun } from "./open_run.ts";
import type { Run } from "./run.ts";
import type { StartRunOptions } from "./run_options.ts";

/**
 * Starts a run, or loads it and puts it in progress again, and makes it the current run of this
 * async scope. Use it with `await using`, or close it yourself.
 *
 * A run that `await using` closes ends as Completed, even if an error ended the block: a disposer
 * cannot see the error. Use `withRun`, or call {@linkcode Run.fail}, to record a failure.
 *
 * @param options The run's names and its session
 * @returns The open run
 * @throws {ArgumentError} If an option is invalid; nothing has been sent then
 * @throws {RunGroupError} If the chosen run group belongs to another experiment
 * @throws {SessionError} If no session is configured
 * @throws the AWS SDK's error if the service rejects a request or cannot be reached
 *
 * @example
 * ```ts
 * import { startRun } from "@runlog/sagemaker";
 *
 * await using run = await startRun({ experimentName: "demo" });
 * run.logParameter("learning_rate", 0.01);
 * run.logMetric("loss", 0.5, { step: 1 });
 * ```
 */
export function startRun(options: StartRunOptions): Promise<Run> {
  // Everything up to the first await runs in the caller's own turn: only here can the caller's
  // scope be entered.
  const cell = makeCell();
  const opening = openNamedRun(options, cell);
  enterCell(cell);
  return opening;
}
