/**
 * Finds room in an experiment's own run groups. Runs of a session that open at the same time share
 * the search, and the next one begins where it ended.
 *
 * @module
 */
import { runGroupName, runGroupPosition } from "../rules/names.ts";
import { orGivenUp } from "../session/abort.ts";
import { isLimitExceeded } from "../session/aws_errors.ts";
import type { CallOptions } from "../session/caller.ts";
import type { GroupFinder } from "./group_finder.ts";
import type { GroupRequests } from "./group_requests.ts";
import type { OpenRequest } from "./open_request.ts";
import { SharedGroup } from "./shared_group.ts";
import { Turns } from "./turns.ts";

/** Maximum number of runs added at a time. If a group is full, up to this many requests fail. */
const MOST_AT_ONCE = 16;

/** Creates the object that sends the requests of these options. */
export type RequestsWith = (options: CallOptions) => GroupRequests;

/**
 * Shares facts about an experiment's own groups between the runs that a session opens. When one of
 * them finds that a group is full, the others do not try it. Otherwise, each of a hundred
 * simultaneous runs would try one group after another.
 *
 * Between openings, it keeps the group that the last run was added to. A later run is added to that
 * group without a lookup, unless another experiment may have a group of this name by now.
 */
export class OwnGroups implements GroupFinder {
  readonly #experimentName: string;
  readonly #requestsWith: RequestsWith;
  readonly #shared: () => GroupRequests;
  readonly #turns = new Turns(MOST_AT_ONCE);
  /** Name of the last group with room; avoids requests for full groups. */
  #last: string;
  #current: SharedGroup | Promise<void> | undefined;

  /**
   * @param experimentName Experiment that owns the groups
   * @param requestsWith Creates the requests of one run
   * @param shared Creates the requests that runs share
   */
  constructor(experimentName: string, requestsWith: RequestsWith, shared: () => GroupRequests) {
    this.#experimentName = experimentName;
    this.#requestsWith = requestsWith;
    this.#shared = shared;
    this.#last = runGroupName(experimentName);
  }

  look(): Promise<unknown> {
    const current = this.#current ??= this.#lookUp(this.#last);
    return current instanceof SharedGroup ? current.owner : current;
  }

  async add(component: string, tags: OpenRequest["tags"], options: CallOptions): Promise<string> {
    for (;;) {
      const group = this.#current ??= this.#lookUp(this.#last);
      if (!(group instanceof SharedGroup)) {
        await orGivenUp(group, options.signal);
        continue;
      }
      if (!await orGivenUp(group.ensure(tags), options.signal)) {
        this.#goOn(group);
        continue;
      }
      await this.#turns.take(options.signal);
      try {
        // Another run may have found the group to be full or gone in the meantime.
        if (this.#current !== group) continue;
        await this.#requestsWith(options).associate(component, group.name);
        group.isProven = true;
        return this.#last = group.name;
      } catch (error) {
        if (!isLimitExceeded(error)) throw error;
        this.#goOn(group);
      } finally {
        this.#turns.give();
      }
    }
  }

  forget(): void {
    this.#current = undefined;
    this.#last = runGroupName(this.#experimentName);
  }

  rest(): void {
    const group = this.#current;
    const isKept = group instanceof SharedGroup && group.isProven &&
      !isSharedGroupName(group.name);
    if (!isKept) this.#current = undefined;
  }

  #lookUp(name: string): SharedGroup {
    return new SharedGroup(this.#shared(), name, (group) => this.#drop(group));
  }

  /** Finds the group after one that is full or belongs to another experiment. */
  #goOn(from: SharedGroup): void {
    if (this.#current !== from) return;
    const full = runGroupPosition(this.#experimentName, from.name) ?? 1;
    const search = this.#shared().lastPosition().then((last) => {
      if (this.#current !== search) return;
      const next = last > full ? last : full + 1;
      this.#current = this.#lookUp(runGroupName(this.#experimentName, next));
    });
    search.catch(() => this.#drop(search));
    this.#current = search;
  }

  #drop(current: SharedGroup | Promise<void>): void {
    if (this.#current === current) this.#current = undefined;
  }
}

/**
 * Whether two experiments have an own run group of this name: the second group of `a` has the name of
 * the first group of `a-2`.
 */
function isSharedGroupName(groupName: string): boolean {
  return /-(?:[2-9]|[1-9]\d{1,5})$/.test(groupName);
}
