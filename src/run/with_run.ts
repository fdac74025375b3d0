/**
 * Running a function as a run: the form that knows how it ended. Browser-safe.
 *
 * @module
 */
import { makeCell, withinCell } from "./context.ts";
import { openNamedRun } from "./open_run.ts";
import type { Run } from "./run.ts";
import type { StartRunOptions } from "./run_options.ts";

/**
 * Runs a function as a run: Completed when it returns, Failed with the error's message when it
 * throws. Exact everywhere, in notebooks and browsers too; the body's own async scope has the run as
 * its current run.
 *
 * @param options As for `startRun`
 * @param body The work; it may be asynchronous
 * @returns What the body returned
 * @throws the body's own error; a delivery failure beside it is in its `suppressed` field
 * @throws {DeliveryError} when the body returned but something could not be delivered
 * @throws what `startRun` throws, before the body is called
 *
 * @example
 * ```ts
 * import { withRun } from "@runlog/sagemaker";
 *
 * const accuracy = await withRun({ experimentName: "demo" }, (run) => {
 *   run.logMetric("accuracy", 0.97);
 *   return 0.97;
 * });
 * ```
 */
export function withRun<T>(
  options: StartRunOptions,
  body: (run: Run) => T | Promise<T>,
): Promise<T> {
  const cell = makeCell();
  return withinCell(cell, async () => {
    const run = await openNamedRun(options, cell);
    let result: T;
    try {
      result = await withinCell(cell, () => body(run));
    } catch (error) {
      await closeFailed(run, error);
      throw error;
    }
    await run.close();
    return result;
  });
}

/** The body's error comes first; a delivery failure is attached to it and never takes its place. */
async function closeFailed(run: Run, error: unknown): Promise<void> {
  try {
    if (!run.closed) run.fail(error);
    await run.close();
  } catch (suppressed) {
    if (typeof error === "object" && error !== null && Object.isExtensible(error)) {
      Object.defineProperty(error, "suppressed", { value: suppressed, configurable: true });
    }
  }
}
