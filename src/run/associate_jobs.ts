/**
 * Links existing jobs to a run.
 *
 * @module
 */
import type { AssociatedJobs, AssociateJobsOptions } from "./associated_jobs.ts";

/**
 * Links existing jobs to a run: adds the trial components that SageMaker created for them to the
 * run's group. Tuning and AutoML jobs do not accept an `ExperimentConfig`, so use this for the jobs
 * that they start.
 *
 * @param run The run, or any object with the name of its run group
 * @param options ARNs of the jobs, session, signal
 * @returns The linked jobs, and those that have no trial component
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
