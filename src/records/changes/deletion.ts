/**
 * Carries out the steps of a deletion, or lists them. Loaded with the first deletion.
 *
 * @module
 */
import { addressOf } from "../../artifacts/address.ts";
import { isNotFound } from "../../session/aws_errors.ts";
import type { CallOptions } from "../../session/caller.ts";
import { REQUEST_OPTIONS, type RequestOptions } from "../../session/request_options.ts";
import { persistently } from "../../session/retry.ts";
import type { Session } from "../../session/session.ts";
import { deleteObject } from "../files/run_files.ts";
import { DeletionPlan, type DeletionStep, type DeletionSteps } from "./deletion_plan.ts";
import { sessionOf } from "../../connect/default_session.ts";
import { checkOptions, type OptionKinds, requireOptions } from "../../options.ts";
import { checkEntityName, ENTITY_NAME } from "../../rules/names.ts";
import { checkExperimentName } from "../experiments/experiment_name.ts";
import { type ExperimentOptions, readExperiment } from "../experiments/experiments.ts";
import type { RunGroupOptions } from "../experiments/run_groups.ts";
import { checkReference, componentNameOf, type RunReference } from "../runs/reference.ts";
import { FLAG, required } from "../../kinds.ts";

/** Options of every deletion. */
export interface DeleteOptions extends RequestOptions {
  /**
   * Whether to list the items to delete and delete nothing.
   * @default false
   */
  readonly dryRun?: boolean | undefined;
  /**
   * Whether to delete the runs' own files and graphs in S3 as well: everything in the folders named
   * after their trial components. Other versions of them in a versioned bucket are kept.
   * @default false: files are kept
   */
  readonly deleteFiles?: boolean | undefined;
  /**
   * Whether the runs' lineage is deleted as well: associations, and the artifacts of graphs that
   * nothing else is associated with. An account holds 6,000 artifacts per region.
   * @default false: lineage stays
   */
  readonly deleteLineage?: boolean | undefined;
}

/** Options of `deleteExperiment`. */
export interface DeleteExperimentOptions extends ExperimentOptions, DeleteOptions {}

/** Options of `deleteRunGroup`. */
export interface DeleteRunGroupOptions extends RunGroupOptions, DeleteOptions {}

/** The items that were deleted or, in a dry run, would be. */
export interface Deletion {
  /** Names of experiments. */
  readonly experiments: readonly string[];
  /** Names of run groups. */
  readonly runGroups: readonly string[];
  /** Names of runs. */
  readonly runs: readonly string[];
  /** Addresses of objects in S3; empty unless `deleteFiles` is true. */
  readonly files: readonly string[];
  /** ARNs of lineage artifacts; none unless lineage was to be deleted. */
  readonly lineageArtifacts: readonly string[];
}

/**
 * Deletes items of an experiment or, in a dry run, lists them.
 *
 * @param stepsOf Selects the steps of the deletion
 */
async function makeDeletion(
  session: Session,
  experimentName: string,
  { dryRun = false, deleteFiles = false, deleteLineage = false, signal }: DeleteOptions,
  stepsOf: (plan: DeletionPlan) => DeletionSteps,
): Promise<Deletion> {
  const plan = new DeletionPlan(session, experimentName, { deleteFiles, deleteLineage, signal });
  const done: DeletionStep[] = [];
  for await (const step of stepsOf(plan)) {
    if (dryRun || await carryOut(session, step, { signal })) done.push(step);
  }
  return toDeletion(done);
}

const RUN_OPTIONS: OptionKinds<DeleteOptions> = {
  ...REQUEST_OPTIONS,
  dryRun: FLAG,
  deleteFiles: FLAG,
  deleteLineage: FLAG,
};
const EXPERIMENT_OPTIONS: OptionKinds<DeleteExperimentOptions> = {
  ...RUN_OPTIONS,
  experimentName: required(ENTITY_NAME),
};
const GROUP_OPTIONS: OptionKinds<DeleteRunGroupOptions> = {
  ...EXPERIMENT_OPTIONS,
  runGroupName: required(ENTITY_NAME),
};

/** Deletes a run, as `deleteRun` does. */
export async function removeRun(run: RunReference, options: DeleteOptions): Promise<Deletion> {
  const action = "Cannot delete run";
  checkReference(action, run);
  checkOptions(action, options, RUN_OPTIONS);
  const trialComponentName = componentNameOf(run);
  const session = await sessionOf(options);
  const { experimentName } = run;
  return await makeDeletion(
    session,
    experimentName,
    options,
    (plan) => plan.run(trialComponentName),
  );
}

/** Deletes an experiment, as `deleteExperiment` does. */
export async function removeExperiment(options: DeleteExperimentOptions): Promise<Deletion> {
  requireOptions("Cannot delete experiment", options, EXPERIMENT_OPTIONS);
  const { experimentName, signal } = options;
  const session = await sessionOf(options);
  await readExperiment({ experimentName, session, signal });
  return await makeDeletion(session, experimentName, options, (plan) => plan.experiment());
}

/** Deletes a run group, as `deleteRunGroup` does. */
export async function removeRunGroup(options: DeleteRunGroupOptions): Promise<Deletion> {
  const action = "Cannot delete run group";
  requireOptions(action, options, GROUP_OPTIONS);
  const experimentName = checkExperimentName(action, options);
  const { runGroupName } = options;
  checkEntityName(action, "runGroupName", runGroupName);
  const session = await sessionOf(options);
  return await makeDeletion(
    session,
    experimentName,
    options,
    (plan) => plan.runGroup(runGroupName),
  );
}

/**
 * Sends a step, with retries because AWS throttles deletions.
 *
 * @returns `true` if the item existed
 */
async function carryOut(
  session: Session,
  step: DeletionStep,
  options: CallOptions,
): Promise<boolean> {
  try {
    await persistently(() => send(session, step, options), options.signal);
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

function send(session: Session, step: DeletionStep, options: CallOptions): Promise<unknown> {
  const { sagemaker } = session;
  switch (step.kind) {
    case "file":
      return deleteObject(session, step.file, options);
    case "membership": {
      const link = { TrialComponentName: step.trialComponentName, TrialName: step.runGroupName };
      return sagemaker.call("DisassociateTrialComponent", link, options);
    }
    case "association": {
      const { SourceArn, DestinationArn } = step;
      return sagemaker.call("DeleteAssociation", { SourceArn, DestinationArn }, options);
    }
    case "lineageArtifact":
      return sagemaker.call("DeleteArtifact", { ArtifactArn: step.artifactArn }, options);
    case "run": {
      const component = { TrialComponentName: step.trialComponentName };
      return sagemaker.call("DeleteTrialComponent", component, options);
    }
    case "runGroup":
      return sagemaker.call("DeleteTrial", { TrialName: step.runGroupName }, options);
    case "experiment":
      return sagemaker.call("DeleteExperiment", { ExperimentName: step.experimentName }, options);
  }
}

function toDeletion(steps: readonly DeletionStep[]): Deletion {
  return {
    experiments: steps.flatMap((one) => one.kind === "experiment" ? one.experimentName : []),
    runGroups: steps.flatMap((one) => one.kind === "runGroup" ? one.runGroupName : []),
    runs: steps.flatMap((one) => one.kind === "run" ? one.runName : []),
    files: steps.flatMap((one) => one.kind === "file" ? addressOf(one.file) : []),
    lineageArtifacts: steps.flatMap((one) => one.kind === "lineageArtifact" ? one.artifactArn : []),
  };
}
