/**
 * Finds room in an experiment's own run groups. Runs of a session that open at the same time share
 * the search.
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

/** A run's place among an experiment's run groups. */
export interface RunGroupPlace {
  /** Settles after the lookup of the group to try first. */
  readonly found: Promise<unknown>;
  /** Adds the component to a group with room, and returns the group's name. */
  add(trialComponentName: string): Promise<string>;
  /** Ends the opening. After the last one, the shared facts about groups are discarded. */
  leave(): void;
}

/** Maximum number of runs added at a time. If a group is full, up to this many requests fail. */
const MOST_AT_ONCE = 16;

/** A group that runs are being added to. */
interface Candidate {
  readonly name: string;
  /** Experiment that the group belongs to. */
  readonly owner: Promise<string | undefined>;
  /** Whether it exists and belongs to the experiment; looked up or created once for all runs. */
  ready?: Promise<boolean>;
}

/**
 * Shares facts about an experiment's own groups between the runs that a session is opening. When
 * one of them finds that a group is full, the others do not try it. Otherwise, each of a hundred
 * simultaneous runs would try one group after another.
 */
export class OwnGroups {
  readonly #session: Session;
  readonly #experimentName: string;
  readonly #turns = new Turns(MOST_AT_ONCE);
  /** Name of the last group with room; avoids requests for full groups. */
  #last: string;
  #openings = 0;
  #candidate: Candidate | undefined;
  /** Aborts the shared requests when no opening waits for them. */
  #abort = new AbortController();

  /**
   * @param session Session that opens the runs
   * @param experimentName Experiment that owns the groups
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

  /** Adds the component to the first group with room. */
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
        // Another run may have found the group to be full in the meantime.
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
    // After a failure, such as an exceeded quota of groups, the next run sends a new request.
    ready.catch(() => this.#drop(candidate));
    return ready;
  }

  /** Finds the group after one that is full or belongs to another experiment. */
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
      // Its waiters continue with the group that was found.
      ready: next.then(() => false),
    };
    searching.owner.catch(() => {});
    searching.ready?.catch(() => this.#drop(searching));
    this.#candidate = searching;
  }

  #drop(candidate: Candidate): void {
    if (this.#candidate === candidate) this.#candidate = undefined;
  }

  /** Discards the shared facts, which may have changed when the next run starts. */
  #forget(): void {
    this.#candidate = undefined;
    this.#abort.abort(new Error("No run waits for the request"));
    this.#abort = new AbortController();
  }
}
