/**
 * A run group that a person named. Runs of a session that open at the same time share its lookup and
 * its creation.
 *
 * @module
 */
import { RunGroupError } from "../rules/run_group_error.ts";
import { orGivenUp } from "../session/abort.ts";
import type { CallOptions } from "../session/caller.ts";
import type { GroupFinder } from "./group_finder.ts";
import type { GroupRequests } from "./group_requests.ts";
import type { OpenRequest } from "./open_request.ts";
import type { RequestsWith } from "./own_groups.ts";
import { SharedGroup } from "./shared_group.ts";

/** The runs' only group: if it is full, no other one is used. */
export class NamedGroup implements GroupFinder {
  readonly #name: string;
  readonly #experimentName: string;
  readonly #requestsWith: RequestsWith;
  readonly #shared: () => GroupRequests;
  #group: SharedGroup | undefined;

  /**
   * @param name Name of the group
   * @param experimentName Experiment that the group must belong to
   * @param requestsWith Creates the requests of one run
   * @param shared Creates the requests that runs share
   */
  constructor(
    name: string,
    experimentName: string,
    requestsWith: RequestsWith,
    shared: () => GroupRequests,
  ) {
    this.#name = name;
    this.#experimentName = experimentName;
    this.#requestsWith = requestsWith;
    this.#shared = shared;
  }

  look(): Promise<unknown> {
    return this.#lookUp().owner;
  }

  async add(component: string, tags: OpenRequest["tags"], options: CallOptions): Promise<string> {
    const group = this.#lookUp();
    if (!await orGivenUp(group.ensure(tags), options.signal)) {
      const rule = `it must belong to experiment "${this.#experimentName}"`;
      throw new RunGroupError(this.#name, rule);
    }
    await this.#requestsWith(options).associate(component, this.#name);
    return this.#name;
  }

  forget(): void {
    this.#group = undefined;
  }

  /** Any experiment may have a group of this name by the time that the next run opens. */
  rest(): void {
    this.#group = undefined;
  }

  #lookUp(): SharedGroup {
    return this.#group ??= new SharedGroup(this.#shared(), this.#name, (group) => {
      if (this.#group === group) this.#group = undefined;
    });
  }
}
