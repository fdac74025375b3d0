/**
 * Reads one run.
 *
 * @module
 */
import type { RequestOptions } from "../../session/request_options.ts";
import type { RunRecord } from "./record.ts";
import type { RunReference } from "./reference.ts";

/**
 * Returns a run in its current state, with three requests. Parameters that AWS cannot hold whole are
 * read from the run's file `runlog/parameters.json`, with two more; if that fails, they stay
 * shortened and a warning is logged.
 *
 * @param run The run: its names, a record or the run itself
 * @param options Session and signal
 * @returns The run's record
 * @throws {RunNotFoundError} If the run does not exist
 * @throws {ArgumentError} If AWS would reject a name
 *
 * @example
 * ```ts
 * import { getRun, withRun } from "@runlog/sagemaker";
 *
 * await withRun({ experimentName: "demo", runName: "first" }, (run) => run.logParameter("seed", 1));
 * const run = await getRun({ experimentName: "demo", runName: "first" });
 * console.log(run.status, run.parameters); // Completed { seed: 1, … }
 * ```
 */
export async function getRun(
  run: RunReference,
  options: RequestOptions = {},
): Promise<RunRecord> {
  const { describeRun } = await import("./described_run.ts");
  return await describeRun(run, options);
}
