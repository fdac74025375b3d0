/**
 * Linking existing jobs to a run. Browser-safe.
 *
 * @module
 */
import type { AssociatedJobs, AssociateJobsOptions } from "./associated_jobs.ts";

/**
 * Puts the trial components that SageMaker made for jobs into a run's group, beside the run. Tuning
 * and AutoML jobs take no `ExperimentConfig`, so their children are tied to a run in this way.
 *
 * @param run The run, or anything with its group's name
 * @param options The jobs
 * @returns What became of each
 *
 * @example
 * ```ts
 * import { associateJobs, withRun } from "@runlog/sagemaker";
 *
 * await withRun({ experimentName: "demo" }, async (run) => {
 *   const { missing } = await associateJobs(run, { jobArns: [] });
 *   console.log(missing.length);
 * });
 * ```
 */
export async function associateJobs(
  run: { readonly runGroupName: string },
  options: AssociateJobsOptions,
): Promise<AssociatedJobs> {
  const { addJobs } = await import("./associated_jobs.ts");
  return await addJobs(run, options);
}
