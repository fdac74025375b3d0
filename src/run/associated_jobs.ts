/**
 * Jobs linked to a run. Loaded when some are. Browser-safe.
 *
 * @module
 */
import { defaultSession } from "../connect/default_session.ts";
import { REQUEST_OPTIONS, type RequestOptions } from "../session/request_options.ts";
import { persistently } from "../session/retry.ts";
import { checkOptions, type OptionNames } from "../options.ts";

/** Options of `associateJobs`. */
export interface AssociateJobsOptions extends RequestOptions {
  /** ARNs of the jobs: training, processing or transform jobs, such as a tuning job's children. */
  readonly jobArns: readonly string[];
}

/** What became of each job. */
export interface AssociatedJobs {
  /** Jobs whose trial component is now in the run's group, each with that component's name. */
  readonly associated: ReadonlyMap<string, string>;
  /** Jobs of which SageMaker has no trial component (yet: it makes one a while after the job starts). */
  readonly missing: readonly string[];
}

const OPTIONS: OptionNames<AssociateJobsOptions> = {
  ...REQUEST_OPTIONS,
  jobArns: true,
};

/** Adds jobs to a run's group, as `associateJobs` does. */
export async function addJobs(
  run: { readonly runGroupName: string },
  options: AssociateJobsOptions,
): Promise<AssociatedJobs> {
  checkOptions("Cannot associate jobs", options, OPTIONS);
  const { sagemaker } = await (options.session ?? defaultSession());
  const { signal } = options;
  const associated = new Map<string, string>();
  const missing: string[] = [];
  for (const arn of options.jobArns) {
    // SageMaker keeps the ARNs of sources in lower case.
    const source = { SourceArn: arn.toLowerCase(), MaxResults: 1 };
    const { TrialComponentSummaries = [] } = await persistently(
      () => sagemaker.call("ListTrialComponents", source, { signal }),
      signal,
    );
    const TrialComponentName = TrialComponentSummaries[0]?.TrialComponentName;
    if (TrialComponentName === undefined) {
      missing.push(arn);
      continue;
    }
    const link = { TrialComponentName, TrialName: run.runGroupName };
    await persistently(
      () => sagemaker.call("AssociateTrialComponent", link, { signal }),
      signal,
    );
    associated.set(arn, TrialComponentName);
  }
  return { associated, missing };
}
