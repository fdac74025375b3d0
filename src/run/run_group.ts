/**
 * Finds room for a run in its experiment's run groups. AWS's default quota is 50 runs a group: past
 * it the next group is used. Browser-safe.
 *
 * @module
 */
import { RunGroupError } from "../rules/run_group_error.ts";
import { isAlreadyExists, isLimitExceeded, isNotFound } from "../session/aws_errors.ts";
import type { CallOptions } from "../session/caller.ts";
import type { Session } from "../session/session.ts";
import { runGroupName, runGroupPosition } from "../rules/names.ts";
import type { RunSettings } from "./run_options.ts";

/** The settings of a run that decide which group it joins. */
export type GroupSettings = Pick<
  RunSettings,
  "session" | "names" | "runGroupName" | "tags" | "signal"
>;

/** A lookup of the group to join. */
export interface GroupLookup {
  /** Settles when the group to try first has been looked up. */
  readonly found: Promise<unknown>;
  /** Adds the component to a group with room and returns the group's name. */
  add(trialComponentName: string): Promise<string>;
}

// The group that had room last, by session and experiment: saves looking through full ones.
const lastGroups = new WeakMap<Session, Map<string, string>>();

/** Starts looking for the group to use. */
export function joinRunGroup(settings: GroupSettings): GroupLookup {
  const { session, runGroupName: wanted } = settings;
  const { experimentName } = settings.names;
  const groups = new RunGroups(settings);
  const first = wanted ?? lastGroups.get(session)?.get(experimentName) ??
    runGroupName(experimentName);
  const found = groups.ownerOf(first);
  // Awaited later, after requests that run beside it.
  found.catch(() => {});
  return {
    found,
    add: async (component) => {
      const name = wanted === undefined
        ? await groups.addWithRollover(component, first, await found)
        : await groups.addTo(component, wanted, await found);
      const remembered = lastGroups.get(session) ?? new Map<string, string>();
      lastGroups.set(session, remembered.set(experimentName, name));
      return name;
    },
  };
}

/** The experiment's group, or the one asked for, that holds the component already, if one does. */
export async function groupHolding(
  { session, names, runGroupName: wanted, signal }: GroupSettings,
): Promise<string | undefined> {
  const { TrialSummaries = [] } = await session.sagemaker.call("ListTrials", {
    TrialComponentName: names.trialComponentName,
    MaxResults: 100,
  }, { signal });
  const groups = TrialSummaries.flatMap(({ TrialName }) => TrialName ?? []);
  return groups.find((group) =>
    wanted === undefined
      ? runGroupPosition(names.experimentName, group) !== undefined
      : group.toLowerCase() === wanted.toLowerCase()
  );
}

class RunGroups {
  readonly #session: Session;
  readonly #experimentName: string;
  readonly #tags: GroupSettings["tags"];
  readonly #options: CallOptions;

  constructor({ session, names, tags, signal }: GroupSettings) {
    this.#session = session;
    this.#experimentName = names.experimentName;
    this.#tags = tags;
    this.#options = { signal };
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

  /** Adds to a group the caller chose: no other will do. */
  async addTo(component: string, group: string, owner: string | undefined): Promise<string> {
    if (!await this.#ensure(group, owner)) {
      throw new RunGroupError(group, `it must belong to experiment "${this.#experimentName}"`);
    }
    await this.#associate(component, group);
    return group;
  }

  /** Adds to the first of the experiment's own groups with room, from `group` on. */
  async addWithRollover(
    component: string,
    group: string,
    owner: string | undefined,
  ): Promise<string> {
    for (let full = 0;;) {
      try {
        if (await this.#ensure(group, owner)) {
          await this.#associate(component, group);
          return group;
        }
      } catch (error) {
        // A limit met while the group is still missing is the experiment's: no other group helps.
        if (!isLimitExceeded(error) || await this.ownerOf(group) === undefined) throw error;
      }
      full = Math.max(full, runGroupPosition(this.#experimentName, group) ?? 1);
      const last = await this.#lastPosition();
      group = runGroupName(this.#experimentName, last > full ? last : full + 1);
      owner = await this.ownerOf(group);
    }
  }

  /** Makes the group if it is missing. False when it belongs to another experiment. */
  async #ensure(TrialName: string, owner: string | undefined): Promise<boolean> {
    if (owner !== undefined) return owner === this.#experimentName;
    try {
      await this.#session.sagemaker.call("CreateTrial", {
        TrialName,
        ExperimentName: this.#experimentName,
        ...(this.#tags.length === 0 ? {} : { Tags: [...this.#tags] }),
      }, this.#options);
      return true;
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
      return await this.ownerOf(TrialName) === this.#experimentName;
    }
  }

  async #associate(TrialComponentName: string, TrialName: string): Promise<void> {
    await this.#session.sagemaker.call(
      "AssociateTrialComponent",
      { TrialComponentName, TrialName },
      this.#options,
    );
  }

  /** Position of the experiment's newest own group. */
  async #lastPosition(): Promise<number> {
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
