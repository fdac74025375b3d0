/**
 * Sends the requests that find, create and fill run groups (AWS: trials).
 *
 * @module
 */
import { runGroupPosition } from "../rules/names.ts";
import { isAlreadyExists, isLimitExceeded, isNotFound, isRefusal } from "../session/aws_errors.ts";
import type { CallOptions } from "../session/caller.ts";
import type { Session } from "../session/session.ts";
import type { OpenRequest } from "./open_request.ts";

/** Finds and creates the run groups of one experiment. */
export class GroupRequests {
  readonly #session: Session;
  readonly #experimentName: string;
  readonly #options: CallOptions;

  constructor(session: Session, experimentName: string, options: CallOptions) {
    this.#session = session;
    this.#experimentName = experimentName;
    this.#options = options;
  }

  /** Returns the experiment of a group, in lower case; undefined if the group does not exist. */
  async ownerOf(TrialName: string): Promise<string | undefined> {
    try {
      const trial = await this.#session.sagemaker.call(
        "DescribeTrial",
        { TrialName },
        this.#options,
      );
      return trial.ExperimentName?.toLowerCase();
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  /** Creates the group if it does not exist. False if it belongs to another experiment. */
  async ensure(
    TrialName: string,
    owner: string | undefined,
    tags: OpenRequest["tags"],
  ): Promise<boolean> {
    if (owner !== undefined) return owner === this.#experimentName;
    try {
      await this.#session.sagemaker.call("CreateTrial", {
        TrialName,
        ExperimentName: this.#experimentName,
        ...(tags.length === 0 ? {} : { Tags: [...tags] }),
      }, this.#options);
      return true;
    } catch (error) {
      if (tags.length > 0 && isRefusal(error) && !isLimitExceeded(error)) {
        const { logger } = this.#session;
        logger.warn(
          `runlog: run group "${TrialName}" has no tags, because the service rejects them`,
          error,
        );
        return await this.ensure(TrialName, owner, []);
      }
      if (!isAlreadyExists(error)) throw error;
      return await this.ownerOf(TrialName) === this.#experimentName;
    }
  }

  /** Adds the trial component to the group. */
  async associate(TrialComponentName: string, TrialName: string): Promise<void> {
    await this.#session.sagemaker.call(
      "AssociateTrialComponent",
      { TrialComponentName, TrialName },
      this.#options,
    );
  }

  /** Returns the position of the experiment's newest own group. */
  async lastPosition(): Promise<number> {
    const { TrialSummaries = [] } = await this.#session.sagemaker.call("ListTrials", {
      ExperimentName: this.#experimentName,
      SortBy: "CreationTime",
      SortOrder: "Descending",
      MaxResults: 100,
    }, this.#options);
    return TrialSummaries.reduce(
      (last, { TrialName = "" }) =>
        Math.max(last, runGroupPosition(this.#experimentName, TrialName) ?? 0),
      0,
    );
  }
}
