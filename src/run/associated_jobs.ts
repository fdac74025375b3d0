/**
 * Links jobs to a run. Loaded on first use.
 *
 * @module
 */
import { sessionOf } from "../connect/default_session.ts";
import { REQUEST_OPTIONS, type RequestOptions } from "../session/request_options.ts";
import { persistently } from "../session/retry.ts";
import { type OptionKinds, requireOptions } from "../options.ts";
import { listOf, required, TEXT } from "../kinds.ts";

/** Options of {@linkcode associateJobs}. */
export interface AssociateJobsOptions extends RequestOptions {
  /** ARNs of training, processing or transform jobs, such as those that a tuning job started. */
  readonly jobArns: readonly string[];
}

/** The result of {@linkcode associateJobs}. */
export interface AssociatedJobs {
  /** Names of the trial components that are now in the run's group, by the job's ARN. */
  readonly associated: ReadonlyMap<string, string>;
  /**
   * ARNs of jobs without a trial component. SageMaker creates it some time after the job has
   * started.
   */
  readonly missing: readonly string[];
}

const OPTIONS: OptionKinds<AssociateJobsOptions> = {
  ...REQUEST_OPTIONS,
  jobArns: required(listOf(TEXT)),
};

/** Adds jobs to a run's group. See `associateJobs`. */
export async function addJobs(
  run: { readonly runGroupName: string },
  options: AssociateJobsOptions,
): Promise<AssociatedJobs> {
  requireOptions("Cannot associate jobs", options, OPTIONS);
  const { sagemaker } = await sessionOf(options);
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
