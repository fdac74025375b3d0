/**
 * Finds or creates the destination's run groups (AWS: trials), each when the first run needs it.
 *
 * @module
 */
import type { CreateTrialRequest } from "@aws-sdk/client-sagemaker";
import { runGroupName, runGroupPosition } from "../rules/names.ts";
import { RunGroupError } from "../rules/run_group_error.ts";
import { isAlreadyExists, isLimitExceeded, isNotFound, isRefusal } from "../session/aws_errors.ts";
import type { CallOptions } from "../session/caller.ts";
import type { Session } from "../session/session.ts";
import type { NearSide } from "./near_side.ts";

/** Run groups of an experiment at the destination. */
export class FarGroups {
  readonly #sagemaker: Session["sagemaker"];
  readonly #near: NearSide;
  readonly #options: CallOptions;
  /** Whether a group belongs to the experiment, by name in lower case. */
  readonly #known = new Map<string, Promise<boolean>>();

  /**
   * @param sagemaker Client of the destination
   * @param near Source, whose groups are copied
   */
  constructor(sagemaker: Session["sagemaker"], near: NearSide, options: CallOptions) {
    this.#sagemaker = sagemaker;
    this.#near = near;
    this.#options = options;
  }

  /**
   * Adds a component to a run group. If the group is full and runlog chose its name, the component
   * is added to the experiment's next group with room.
   *
   * @returns The name of the group that was used
   */
  async join(TrialComponentName: string, group: string): Promise<string> {
    for (let name = group;;) {
      try {
        if (!await this.ensure(name)) {
          throw new RunGroupError(name, "it belongs to another experiment at the destination");
        }
        const request = { TrialName: name, TrialComponentName };
        await this.#sagemaker.call("AssociateTrialComponent", request, this.#options);
        return name;
      } catch (error) {
        const position = runGroupPosition(this.#near.experimentName, name);
        const isFull = isLimitExceeded(error) || error instanceof RunGroupError;
        if (!isFull || position === undefined) throw error;
        name = runGroupName(this.#near.experimentName, position + 1);
      }
    }
  }

  /**
   * Creates a group unless it exists. An existing group stays unchanged. Resolves to whether the
   * group belongs to the experiment.
   */
  ensure(name: string): Promise<boolean> {
    const key = name.toLowerCase();
    const known = this.#known.get(key);
    if (known) return known;
    const made = this.#create(name);
    this.#known.set(key, made);
    made.catch(() => this.#known.delete(key));
    return made;
  }

  async #create(TrialName: string): Promise<boolean> {
    const ExperimentName = this.#near.experimentName;
    const owner = await this.#ownerOf(TrialName);
    if (owner !== undefined) return owner === ExperimentName;
    const model = await this.#near.describeGroup(TrialName);
    const names = { TrialName, ExperimentName };
    const create = (request: CreateTrialRequest) =>
      this.#sagemaker.call("CreateTrial", request, this.#options);
    try {
      await withoutExtras(this.#near, create, names, { ...names, ...model });
      return true;
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
      return await this.#ownerOf(TrialName) === ExperimentName;
    }
  }

  async #ownerOf(TrialName: string): Promise<string | undefined> {
    try {
      const trial = await this.#sagemaker.call("DescribeTrial", { TrialName }, this.#options);
      return trial.ExperimentName?.toLowerCase();
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }
}

/**
 * Creates something as it is at the source or, if the destination rejects that, by its names only:
 * its display name, description or tags must not keep runs from being copied.
 */
export async function withoutExtras<Request>(
  { session: { logger } }: NearSide,
  create: (request: Request) => Promise<unknown>,
  names: Request,
  whole: Request,
): Promise<void> {
  try {
    await create(whole);
  } catch (error) {
    if (!isRefusal(error) || isLimitExceeded(error)) throw error;
    await create(names);
    const text = JSON.stringify(names);
    logger.warn(`runlog: ${text} is copied without description, display name and tags`, error);
  }
}
