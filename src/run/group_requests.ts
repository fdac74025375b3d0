/**
 * The requests by which run groups are found, made and filled. Browser-safe.
 *
 * @module
 */
import { runGroupPosition } from "../rules/names.ts";
import { isAlreadyExists, isNotFound } from "../session/aws_errors.ts";
import type { CallOptions } from "../session/caller.ts";
import type { Session } from "../session/session.ts";
import type { OpenRequest } from "./open_request.ts";

/** Finds and makes the groups of one experiment. */
export class GroupRequests {
  readonly #session: Session;
  readonly #experimentName: string;
  readonly #options: CallOptions;

  constructor(session: Session, experimentName: string, options: CallOptions) {
    this.#session = session;
    this.#experimentName = experimentName;
    this.#options = options;
  }

  /** The experiment a group belongs to, lower case; undefined when there is no such group. */
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

  /** Makes the group if it is missing. False when it belongs to another experiment. */
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
      if (!isAlreadyExists(error)) throw error;
      return await this.ownerOf(TrialName) === this.#experimentName;
    }
  }

  /** Puts the component into the group. */
  async associate(TrialComponentName: string, TrialName: string): Promise<void> {
    await this.#session.sagemaker.call(
      "AssociateTrialComponent",
      { TrialComponentName, TrialName },
      this.#options,
    );
  }

  /** Position of the experiment's newest own group. */
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
