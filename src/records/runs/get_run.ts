/**
 * Reading one run. Browser-safe.
 *
 * @module
 */
import type { RequestOptions } from "../../session/request_options.ts";
import type { RunRecord } from "./record.ts";
import type { RunReference } from "./reference.ts";

/**
 * One run as it stands now: three requests, none of them a write.
 *
 * @param run The run: its names, a record or the run itself
 * @param options Session and signal
 * @returns The run
 * @throws {RunNotFoundError} when there is none of that name
 * @throws {ArgumentError} when AWS would refuse a name
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
  const { describedRun } = await import("./described_run.ts");
  return await describedRun(run, options);
}
