/**
 * The trial component that a job gets without being asked for it, by which the job is found from
 * what it is part of and the reverse.
 *
 * @module
 */
import { invalid } from "../errors.ts";
import type { Entity } from "../store/entities.ts";
import { findExperiment } from "./experiments.ts";
import { type Context, type Input, keyOf, optionalText } from "./operation.ts";
import { addTrial, findTrial } from "./trials.ts";

/** A job that is being made. */
export interface NewJob {
  /** Its name. */
  readonly name: string;
  /** Its ARN, lower case. */
  readonly arn: string;
  /** The word of its ARN: `training-job`. */
  readonly type: string;
  /** Its type, as sources have it: `SageMakerTrainingJob`. */
  readonly sourceType: string;
  /** What it is said to be part of. */
  readonly config: Input;
}

/** Makes a job's component, within the trial that the job is part of. */
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

/** The trial that a configuration names; one is made where it names an experiment alone. */
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

/** `Trial-{date}-{time}-{four letters}`, in UTC. */
function madeUpName({ now }: Context): string {
  const [date = "", time = ""] = new Date(now * 1000).toISOString().split(/[T.]/);
  return `Trial-${date}-${time.replaceAll(":", "")}-${crypto.randomUUID().slice(0, 4)}`;
}
