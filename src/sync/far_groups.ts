/**
 * Finds or creates the destination's run groups (AWS: trials), each when the first run needs it.
 *
 * @module
 */
import type { CreateTrialRequest } from "@aws-sdk/client-sagemaker";
import { isAlreadyExists, isLimitExceeded, isRefusal } from "../session/aws_errors.ts";
import { isAbsent } from "./failure.ts";
import { allItems } from "../session/pages.ts";
import type { CallOptions } from "../session/caller.ts";
import type { Session } from "../session/session.ts";
import {
  type FarGroupRequests,
  type FarGroupState,
  GroupLine,
  type JoinedGroup,
} from "./group_line.ts";
import type { NearSide } from "./near_side.ts";

/** Run groups of an experiment at the destination. */
export class FarGroups implements FarGroupRequests {
  readonly #session: Pick<Session, "sagemaker" | "logger">;
  readonly #near: NearSide;
  readonly #options: CallOptions;
  /** States of groups, by name in lower case. */
  readonly #known = new Map<string, Promise<FarGroupState>>();
  /** Groups of the source with their continuations, by name in lower case. */
  readonly #lines = new Map<string, GroupLine>();

  /**
   * @param session Destination
   * @param near Source, whose groups are copied
   */
  constructor(
    session: Pick<Session, "sagemaker" | "logger">,
    near: NearSide,
    options: CallOptions,
  ) {
    this.#session = session;
    this.#near = near;
    this.#options = options;
  }

  /**
   * Adds a component to a run group. If the group is full or another experiment's, the component is
   * added to the next group with room: `{group}-2`, `{group}-3` and so on.
   *
   * @returns The group that was used
   * @throws the AWS SDK's error if no group has room and the experiment can have no more
   */
  join(trialComponentName: string, group: string): Promise<JoinedGroup> {
    return this.#lineOf(group).add(trialComponentName);
  }

  /** Returns the error of a run that would fit into none of these groups; undefined if it may fit. */
  refusalOf(groups: readonly string[]): unknown {
    const refusals = groups.map((group) => this.#lines.get(group.toLowerCase())?.refusal);
    return refusals.every((refusal) => refusal !== undefined) ? refusals[0] : undefined;
  }

  /** Creates the run groups that are missing, as far as the destination's quota allows. */
  async copyAll(): Promise<void> {
    const missing: string[] = [];
    let reason: unknown;
    for await (const name of this.#near.groupNames()) {
      try {
        // Once one was rejected, all are.
        if (missing.length === 0) await this.ensure(name);
        else if (!await this.#isThere(name)) missing.push(name);
      } catch (error) {
        if (!isLimitExceeded(error)) throw error;
        reason = error;
        missing.push(name);
      }
    }
    if (missing.length === 0) return;
    this.#session.logger.warn(
      `runlog: cannot copy ${missing.length} run groups of experiment ` +
        `"${this.#near.experimentName}", such as "${missing[0]}": the destination has no room`,
      reason,
    );
  }

  /** Creates a group unless it exists. An existing group stays unchanged. */
  ensure(name: string): Promise<FarGroupState> {
    const key = name.toLowerCase();
    const known = this.#known.get(key);
    if (known) return known;
    const made = this.#create(name);
    this.#known.set(key, made);
    made.catch(() => this.#known.delete(key));
    return made;
  }

  /** Adds a component to a group that exists. */
  async associate(TrialComponentName: string, TrialName: string): Promise<void> {
    const request = { TrialName, TrialComponentName };
    await this.#session.sagemaker.call("AssociateTrialComponent", request, this.#options);
  }

  /** Returns the names of all groups of the experiment. */
  names(): Promise<readonly string[]> {
    const request = { ExperimentName: this.#near.experimentName, MaxResults: 100 };
    const trials = allItems(async (token) => {
      const { TrialSummaries, NextToken } = await this.#session.sagemaker
        .call("ListTrials", { ...request, ...token }, this.#options);
      return { items: TrialSummaries, nextToken: NextToken };
    });
    return Array.fromAsync(trials, ({ TrialName = "" }) => TrialName);
  }

  #lineOf(group: string): GroupLine {
    const key = group.toLowerCase();
    const line = this.#lines.get(key) ?? new GroupLine(this, this.#near.experimentName, group);
    this.#lines.set(key, line);
    return line;
  }

  async #create(TrialName: string): Promise<FarGroupState> {
    const ExperimentName = this.#near.experimentName;
    const owner = await this.#ownerOf(TrialName);
    if (owner !== undefined) return owner === ExperimentName ? "found" : "foreign";
    const model = await this.#near.describeGroup(TrialName);
    const names = { TrialName, ExperimentName };
    const create = (request: CreateTrialRequest) =>
      this.#session.sagemaker.call("CreateTrial", request, this.#options);
    try {
      await withoutExtras(this.#near, create, names, { ...names, ...model });
      return "created";
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
      return await this.#ownerOf(TrialName) === ExperimentName ? "found" : "foreign";
    }
  }

  async #isThere(name: string): Promise<boolean> {
    return this.#known.has(name.toLowerCase()) || await this.#ownerOf(name) !== undefined;
  }

  async #ownerOf(TrialName: string): Promise<string | undefined> {
    try {
      const trial = await this.#session.sagemaker
        .call("DescribeTrial", { TrialName }, this.#options);
      return trial.ExperimentName?.toLowerCase();
    } catch (error) {
      if (isAbsent(error)) return undefined;
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
