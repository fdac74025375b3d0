/**
 * A run group that all runs that a session opens at the same time look up, or create, only once.
 *
 * @module
 */
import type { GroupRequests } from "./group_requests.ts";
import type { OpenRequest } from "./open_request.ts";

/** A run group that runs are being added to. */
export class SharedGroup {
  /** Name of the group. */
  readonly name: string;
  /** Experiment that the group belongs to, in lower case; undefined if there is no such group. */
  readonly owner: Promise<string | undefined>;
  /** Whether a run was added to it, so that it existed and belonged to the experiment. */
  isProven = false;
  readonly #requests: GroupRequests;
  readonly #onFailure: (group: SharedGroup) => void;
  #ready: Promise<boolean> | undefined;

  /**
   * Looks the group up.
   *
   * @param requests Sends the shared requests
   * @param onFailure Called when a request fails, so that the next run sends a new one
   */
  constructor(
    requests: GroupRequests,
    name: string,
    onFailure: (group: SharedGroup) => void,
  ) {
    this.name = name;
    this.#requests = requests;
    this.#onFailure = onFailure;
    this.owner = requests.ownerOf(name);
    this.owner.catch(() => onFailure(this));
  }

  /** Creates the group unless it exists. False if it belongs to another experiment. */
  ensure(tags: OpenRequest["tags"]): Promise<boolean> {
    if (this.#ready) return this.#ready;
    const ready = this.owner.then((owner) => this.#requests.ensure(this.name, owner, tags));
    ready.catch(() => this.#onFailure(this));
    return this.#ready = ready;
  }
}
