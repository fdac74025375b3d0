/**
 * The far side's experiment and run groups: made once, when the first run needs them. Browser-safe.
 *
 * @module
 */
import type { Tag } from "@aws-sdk/client-sagemaker";
import { runGroupName, runGroupPosition } from "../rules/names.ts";
import { ExperimentNotFoundError } from "../records/experiments/experiment_not_found_error.ts";
import type { ExperimentRecord } from "../records/experiments/experiments.ts";
import { getExperiment } from "../records/experiments/get_experiment.ts";
import { listRunGroups } from "../records/experiments/list_run_groups.ts";
import { RunGroupError } from "../rules/run_group_error.ts";
import { isAlreadyExists, isLimitExceeded, isNotFound } from "../session/aws_errors.ts";
import type { CallOptions } from "../session/caller.ts";
import type { Session } from "../session/session.ts";

/** An experiment at the far side. */
export class Destination {
  readonly #from: Session;
  readonly #to: Session;
  readonly #experimentName: string;
  readonly #options: CallOptions;
  readonly #groups = new Map<string, Promise<boolean>>();

  /** Made for each experiment of a sync. */
  constructor(from: Session, to: Session, experimentName: string, options: CallOptions) {
    this.#from = from;
    this.#to = to;
    this.#experimentName = experimentName;
    this.#options = options;
  }

  /** Makes every run group of the near side's. */
  async ensureGroups(): Promise<void> {
    const groups = listRunGroups({
      experimentName: this.#experimentName,
      session: this.#from,
      ...this.#options,
    });
    for await (const { runGroupName } of groups) await this.#ensureGroup(runGroupName);
  }

  /**
   * Puts a component into a run group of that name; into the experiment's next one with room where
   * that one is full and its name is one that this library gives.
   *
   * @returns The group
   */
  async join(TrialComponentName: string, group: string): Promise<string> {
    for (let name = group;;) {
      try {
        if (!await this.#ensureGroup(name)) {
          throw new RunGroupError(name, "at the far side it is another experiment's");
        }
        const request = { TrialName: name, TrialComponentName };
        await this.#to.sagemaker.call("AssociateTrialComponent", request, this.#options);
        return name;
      } catch (error) {
        const position = runGroupPosition(this.#experimentName, name);
        const isFull = isLimitExceeded(error) || error instanceof RunGroupError;
        if (!isFull || position === undefined) throw error;
        name = runGroupName(this.#experimentName, position + 1);
      }
    }
  }

  /** Makes the experiment unless it is there, which is then left as it is. */
  async ensureExperiment(): Promise<ExperimentRecord> {
    const experiment = { experimentName: this.#experimentName, session: this.#to };
    const request = { ...experiment, ...this.#options };
    try {
      return await getExperiment(request);
    } catch (error) {
      if (!(error instanceof ExperimentNotFoundError)) throw error;
    }
    const near = await this.#from.sagemaker.call(
      "DescribeExperiment",
      { ExperimentName: this.#experimentName },
      this.#options,
    );
    const Tags = await this.#tagsOf(near.ExperimentArn);
    try {
      await this.#to.sagemaker.call("CreateExperiment", {
        ExperimentName: near.ExperimentName,
        ...(near.DisplayName ? { DisplayName: near.DisplayName } : {}),
        ...(near.Description ? { Description: near.Description } : {}),
        ...(Tags.length > 0 ? { Tags } : {}),
      }, this.#options);
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
    }
    return await getExperiment(request);
  }

  /** Whether the group is this experiment's; it is made if absent, once. */
  #ensureGroup(name: string): Promise<boolean> {
    const key = name.toLowerCase();
    const known = this.#groups.get(key);
    if (known) return known;
    const made = this.#makeGroup(name);
    this.#groups.set(key, made);
    made.catch(() => this.#groups.delete(key));
    return made;
  }

  async #makeGroup(TrialName: string): Promise<boolean> {
    const owner = await this.#ownerOf(TrialName);
    if (owner !== undefined) return owner === this.#experimentName;
    const near = await this.#describeNear(TrialName);
    try {
      await this.#to.sagemaker.call("CreateTrial", {
        TrialName,
        ExperimentName: this.#experimentName,
        ...near,
      }, this.#options);
      return true;
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
      return await this.#ownerOf(TrialName) === this.#experimentName;
    }
  }

  async #ownerOf(TrialName: string): Promise<string | undefined> {
    try {
      const trial = await this.#to.sagemaker.call("DescribeTrial", { TrialName }, this.#options);
      return trial.ExperimentName?.toLowerCase();
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  /** Display name and tags of the near side's group, if it has one of that name. */
  async #describeNear(
    TrialName: string,
  ): Promise<{ readonly DisplayName?: string; readonly Tags?: Tag[] }> {
    try {
      const trial = await this.#from.sagemaker.call("DescribeTrial", { TrialName }, this.#options);
      const Tags = await this.#tagsOf(trial.TrialArn);
      return {
        ...(trial.DisplayName ? { DisplayName: trial.DisplayName } : {}),
        ...(Tags.length > 0 ? { Tags } : {}),
      };
    } catch (error) {
      if (isNotFound(error)) return {};
      throw error;
    }
  }

  /** Tags that are the user's own: AWS refuses to be given its own. */
  async #tagsOf(ResourceArn: string | undefined): Promise<Tag[]> {
    const { Tags = [] } = await this.#from.sagemaker.call(
      "ListTags",
      { ResourceArn },
      this.#options,
    );
    return Tags.filter(({ Key = "" }) => !/^aws:/i.test(Key));
  }
}
