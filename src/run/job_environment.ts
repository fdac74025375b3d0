/**
 * Finds the run of a SageMaker job from inside the job. Loaded if no run is named or current.
 *
 * @module
 */
import type { ExperimentConfig as WireConfig } from "@aws-sdk/client-sagemaker";
import type { Job } from "../connect/current_job.ts";
import { runNameOf, type RunNames } from "../rules/names.ts";
import { isNotFound } from "../session/aws_errors.ts";
import type { CallOptions } from "../session/caller.ts";
import { pause, verdictOf } from "../session/retry.ts";
import type { Session } from "../session/session.ts";
import { NoRunError } from "./no_run_error.ts";

/** Delays between attempts to find the run, in milliseconds, as in the SageMaker Python SDK. */
const WAITS_MS = [1_000, 2_000, 4_000];

/**
 * Returns the names of the run that a job belongs to, from the job's configuration. The
 * configuration of a pipeline step does not name a run: there the run is the trial component that
 * SageMaker created for the job.
 *
 * @throws {NoRunError} If the job does not belong to an experiment
 */
export async function runOfJob(
  session: Session,
  job: Job,
  options: CallOptions,
): Promise<RunNames> {
  for (const wait of [...WAITS_MS, undefined]) {
    try {
      const config = await describeConfig(session, job, options);
      const names = fromConfig(config) ?? await fromAssociation(session, job, options);
      if (names) return names;
      throw new NoRunError(
        `Cannot load run: job "${job.name}" must be part of an experiment, but its ` +
          "ExperimentConfig does not name a run",
      );
    } catch (error) {
      if (wait === undefined || options.signal?.aborted || isFinal(error)) throw error;
      await pause(wait, options.signal);
    }
  }
  throw new NoRunError(`Cannot load run: job "${job.name}" does not name a run`);
}

/** A job and its run may not be visible at once, but a rejection is final. */
function isFinal(error: unknown): boolean {
  return !(error instanceof NoRunError) && !isNotFound(error) && verdictOf(error) === "refuse";
}

async function describeConfig(
  { sagemaker }: Session,
  { kind, name }: Job,
  options: CallOptions,
): Promise<WireConfig | undefined> {
  switch (kind) {
    case "training":
      return (await sagemaker.call("DescribeTrainingJob", { TrainingJobName: name }, options))
        .ExperimentConfig;
    case "processing":
      return (await sagemaker.call("DescribeProcessingJob", { ProcessingJobName: name }, options))
        .ExperimentConfig;
    case "transform":
      return (await sagemaker.call("DescribeTransformJob", { TransformJobName: name }, options))
        .ExperimentConfig;
  }
}

/** Reads the names from a configuration, whose RunName is the trial component's name. */
function fromConfig(config: WireConfig | undefined): RunNames | undefined {
  const { ExperimentName, RunName } = config ?? {};
  return ExperimentName && RunName ? namesOf(ExperimentName, RunName) : undefined;
}

async function fromAssociation(
  { sagemaker }: Session,
  { arn }: Job,
  options: CallOptions,
): Promise<RunNames | undefined> {
  // SageMaker stores the ARNs of sources in lower case.
  const components = { SourceArn: arn.toLowerCase(), MaxResults: 1 };
  const { TrialComponentSummaries = [] } = await sagemaker.call(
    "ListTrialComponents",
    components,
    options,
  );
  const TrialComponentName = TrialComponentSummaries[0]?.TrialComponentName;
  if (!TrialComponentName) return undefined;
  const trials = { TrialComponentName, MaxResults: 1 };
  const { TrialSummaries = [] } = await sagemaker.call("ListTrials", trials, options);
  const TrialName = TrialSummaries[0]?.TrialName;
  if (!TrialName) return undefined;
  const { ExperimentName } = await sagemaker.call("DescribeTrial", { TrialName }, options);
  return ExperimentName ? namesOf(ExperimentName, TrialComponentName) : undefined;
}

function namesOf(experimentName: string, trialComponentName: string): RunNames {
  const [experiment, component] = [experimentName.toLowerCase(), trialComponentName.toLowerCase()];
  return {
    experimentName: experiment,
    runName: runNameOf(component, experiment),
    trialComponentName: component,
  };
}
