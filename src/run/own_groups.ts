/**
 * An experiment's own run groups, as the openings of a session see them together. Browser-safe.
 *
 * @module
 */
import { runGroupName, runGroupPosition } from "../rules/names.ts";
import { orGivenUp } from "../session/abort.ts";
import { isLimitExceeded } from "../session/aws_errors.ts";
import type { CallOptions } from "../session/caller.ts";
import type { Session } from "../session/session.ts";
import { GroupRequests } from "./group_requests.ts";
import type { OpenRequest } from "./open_request.ts";
import { Turns } from "./turns.ts";

/** A place among an experiment's run groups. */
export interface RunGroupPlace {
  /** Settles when the group to try first has been looked up. */
  readonly found: Promise<unknown>;
  /** Puts the component into a group with room, and answers which. */
  add(trialComponentName: string): Promise<string>;
  /** Ends the opening: what its group was found out to be may have changed by the next. */
  leave(): void;
}

/** Runs that are put into groups at once: when a group is full, so many have asked in vain. */
const MOST_AT_ONCE = 16;

/** A group that runs are being put into. */
interface Candidate {
  readonly name: string;
  /** The experiment it belongs to. */
  readonly owner: Promise<string | undefined>;
  /** Whether it is there, and the experiment's: looked up and made once for all. */
  ready?: Promise<boolean>;
}

/**
 * An experiment's own groups as the openings of a session that are under way see them together: what
 * one has learned, such as that a group is full, the others need not ask. A hundred at once would try
 * group after group each.
 */
export class OwnGroups {
  readonly #session: Session;
  readonly #experimentName: string;
  readonly #turns = new Turns(MOST_AT_ONCE);
  /** The group that had room last: saves looking through full ones. */
  #last: string;
  #openings = 0;
  #candidate: Candidate | undefined;
  /** Ends the requests that are made for all of them, once nobody waits for these any more. */
  #abort = new AbortController();

  /**
   * Made for the first opening.
   *
   * @param session The session
   * @param experimentName The experiment
   */
  constructor(session: Session, experimentName: string) {
    this.#session = session;
    this.#experimentName = experimentName;
    this.#last = runGroupName(experimentName);
  }

  /** Begins an opening. */
  join({ tags }: OpenRequest, options: CallOptions): RunGroupPlace {
    this.#openings++;
    const { owner } = this.#candidate ??= this.#look(this.#last);
    let isHere = true;
    return {
      found: orGivenUp(owner, options.signal),
      add: (component) => this.#add(component, tags, options),
      leave: () => {
        if (isHere && --this.#openings === 0) this.#forget();
        isHere = false;
      },
    };
  }

  /** Adds to the first group with room. */
  async #add(
    component: string,
    tags: OpenRequest["tags"],
    options: CallOptions,
  ): Promise<string> {
    const groups = new GroupRequests(this.#session, this.#experimentName, options);
    for (;;) {
      const candidate = this.#candidate ??= this.#look(this.#last);
      const ready = candidate.ready ??= this.#ensure(candidate, tags);
      if (!await orGivenUp(ready, options.signal)) {
        this.#goOn(candidate);
        continue;
      }
      await this.#turns.take(options.signal);
      try {
        // While this one waited for its turn, the group may have been found to be full.
        if (this.#candidate !== candidate) continue;
        await groups.associate(component, candidate.name);
        return this.#last = candidate.name;
      } catch (error) {
        if (!isLimitExceeded(error)) throw error;
        this.#goOn(candidate);
      } finally {
        this.#turns.give();
      }
    }
  }

  get #groups(): GroupRequests {
    return new GroupRequests(this.#session, this.#experimentName, { signal: this.#abort.signal });
  }

  #look(name: string): Candidate {
    const owner = this.#groups.ownerOf(name);
    const candidate = { name, owner };
    owner.catch(() => this.#drop(candidate));
    return candidate;
  }

  #ensure(candidate: Candidate, tags: OpenRequest["tags"]): Promise<boolean> {
    const { name, owner } = candidate;
    const ready = owner.then((owner) => this.#groups.ensure(name, owner, tags));
    // What fails for one, such as the experiment's quota of groups, is asked anew by the next.
    ready.catch(() => this.#drop(candidate));
    return ready;
  }

  /** Looks for the group behind one that is full, or is another experiment's. */
  #goOn(from: Candidate): void {
    if (this.#candidate !== from) return;
    const groups = this.#groups;
    const full = runGroupPosition(this.#experimentName, from.name) ?? 1;
    const next = groups.lastPosition().then((last) => {
      const name = runGroupName(this.#experimentName, last > full ? last : full + 1);
      const candidate = this.#look(name);
      if (this.#candidate === searching) this.#candidate = candidate;
      return candidate;
    });
    const searching: Candidate = {
      name: from.name,
      owner: next.then(({ owner }) => owner),
      // Whoever waits for it goes on with what was found.
      ready: next.then(() => false),
    };
    searching.owner.catch(() => {});
    searching.ready?.catch(() => this.#drop(searching));
    this.#candidate = searching;
  }

  #drop(candidate: Candidate): void {
    if (this.#candidate === candidate) this.#candidate = undefined;
  }

  /** What is true now need not be when the next run starts. */
  #forget(): void {
    this.#candidate = undefined;
    this.#abort.abort(new Error("Nobody waits for it"));
    this.#abort = new AbortController();
  }
}
