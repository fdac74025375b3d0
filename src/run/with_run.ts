/**
 * Runs a function as a run, and records how it ended.
 *
 * @module
 */
import { makeCell, withinCell } from "./context.ts";
import { openNamedRun } from "./open_run.ts";
import type { Run } from "./run.ts";
import type { StartRunOptions } from "./run_options.ts";
import { FUNCTION, isAllowed } from "../kinds.ts";
import { ArgumentError } from "../errors.ts";

/**
 * Runs a function as a run. The run is Completed if the function returns, and Failed with the
 * error's message if it throws. The outcome is exact on every platform, including notebooks and
 * browsers. The run is the current run of the function's async scope. See {@linkcode startRun} for
 * further errors, which are thrown before the function is called.
 *
 * @param options Options of {@linkcode startRun}
 * @param body Called with the open run; may be asynchronous
 * @returns The function's result
 * @throws {DeliveryError} If the function returned, but something could not be delivered
 * @throws the function's own error; its `suppressed` field holds any delivery failure
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
  if (!isAllowed(FUNCTION, body)) {
    const facts = { argument: "body", value: body, rule: FUNCTION.rule };
    return Promise.reject(new ArgumentError("Cannot run function as run", facts));
  }
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

/** Closes a run whose body threw. A delivery failure is attached to the error, not thrown instead. */
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
