/**
 * The trial component that every job gets automatically. It links the job with its experiment, run
 * group and run.
 *
 * @module
 */
import { invalid } from "../errors.ts";
import type { Entity } from "../store/entities.ts";
import { findExperiment } from "./experiments.ts";
import { type Context, type Input, keyOf, optionalText } from "./operation.ts";
import { addTrial, findTrial } from "./trials.ts";

/** A job that is being created. */
export interface NewJob {
  /** Name of the job. */
  readonly name: string;
  /** ARN of the job, lower case. */
  readonly arn: string;
  /** Word in the ARN, such as `training-job`. */
  readonly type: string;
  /** Type as a source, such as `SageMakerTrainingJob`. */
  readonly sourceType: string;
  /** Experiment configuration from the request. */
  readonly config: Input;
}

/** Creates a job's component in the trial of its configuration. */
export async function addJobComponent(context: Context, job: NewJob): Promise<void> {
  const { tables, now } = context;
  const trial = await trialOf(context, job.config);
  const TrialComponentName = `${job.name}-aws-${job.type}`;
  const key = keyOf(TrialComponentName);
  if (await tables.entities.get("component", key)) return;
  const displayName = optionalText(job.config, "TrialComponentDisplayName");
  const runName = optionalText(job.config, "RunName");
  const body = {
    TrialComponentName,
    ...(displayName === undefined ? {} : { DisplayName: displayName }),
    Source: { SourceArn: job.arn, SourceType: job.sourceType },
    Status: { PrimaryStatus: "InProgress" },
    ...(runName === undefined ? {} : { RunName: runName }),
  };
  await tables.entities.put("component", {
    key,
    parent: job.arn,
    created: now,
    modified: now,
    body,
  });
  if (trial) await tables.entities.join(trial.key, key);
}

/**
 * Returns the trial that a configuration names. If it names only an experiment, a trial is created.
 */
async function trialOf(context: Context, config: Input): Promise<Entity | undefined> {
  const experimentName = optionalText(config, "ExperimentName");
  const trialName = optionalText(config, "TrialName");
  const experiment = experimentName === undefined
    ? undefined
    : await findExperiment(context, experimentName);
  if (trialName === undefined) {
    return experiment && await addTrial(context, experiment, { TrialName: madeUpName(context) });
  }
  const trial = await findTrial(context, trialName);
  if (experiment && trial.parent !== experiment.key) {
    throw invalid(`Trial ${trialName} is not part of experiment ${experimentName}.`);
  }
  return trial;
}

/** Returns a generated name, `Trial-{date}-{time}-{four letters}`, in UTC. */
function madeUpName({ now }: Context): string {
  const [date = "", time = ""] = new Date(now * 1000).toISOString().split(/[T.]/);
  return `Trial-${date}-${time.replaceAll(":", "")}-${crypto.randomUUID().slice(0, 4)}`;
}
