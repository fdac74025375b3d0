/**
 * Remembers facts about an experiment whose runs a session opens: that it exists, and which run group
 * has room. Runs that open at the same time share the requests, and later runs need none of them.
 * Whatever was deleted meanwhile is created again.
 *
 * @module
 */
import { orGivenUp } from "../session/abort.ts";
import { isNotFound } from "../session/aws_errors.ts";
import type { CallOptions } from "../session/caller.ts";
import type { Session } from "../session/session.ts";
import { createExperiment, type RefusedFact } from "./create_resources.ts";
import type { GroupFinder } from "./group_finder.ts";
import { GroupRequests } from "./group_requests.ts";
import { NamedGroup } from "./named_group.ts";
import type { ExperimentRequest } from "./open_request.ts";
import { OwnGroups } from "./own_groups.ts";

/**
 * Number of times that an opening starts over because something was deleted. Each time needs another
 * deletion, unless the run itself was deleted.
 */
const MOST_DELETIONS = 4;

/** The opening of one run of an experiment. */
export interface ExperimentOpening {
  /** Resolves when the experiment exists, to the tags that the service rejected. */
  readonly experiment: Promise<readonly RefusedFact[]>;
  /** Settles after the lookup of the group to try first. */
  readonly found: Promise<unknown>;
  /** Adds the component to a group with room, and returns the group's name. */
  add(trialComponentName: string): Promise<string>;
  /** Ends the opening. */
  leave(): void;
}

/** The openings of an experiment's runs in one session. */
export class ExperimentOpenings {
  readonly #session: Session;
  readonly #experimentName: string;
  readonly #own: OwnGroups;
  readonly #named = new Map<string, NamedGroup>();
  #openings = 0;
  /** Creation of the experiment, or the proof that it exists. */
  #creation: Promise<readonly RefusedFact[]> | undefined;
  #isKnown = false;
  /** Aborts the shared requests when no opening waits for them. */
  #abort = new AbortController();

  /**
   * @param session Session that opens the runs
   * @param experimentName Experiment of the runs
   */
  constructor(session: Session, experimentName: string) {
    this.#session = session;
    this.#experimentName = experimentName;
    this.#own = new OwnGroups(experimentName, this.#requestsWith, this.#shared);
  }

  /** Begins an opening. */
  join(request: ExperimentRequest): ExperimentOpening {
    this.#openings++;
    const { signal } = request;
    const finder = this.#finderOf(request.runGroupName);
    const experiment = this.#ensure(request);
    const found = orGivenUp(finder.look(), signal);
    let isHere = true;
    return {
      experiment,
      found,
      add: (component) => this.#add(component, finder, request),
      leave: () => {
        if (isHere && --this.#openings === 0) this.#rest();
        isHere = false;
      },
    };
  }

  /** Adds a component, and starts over if the experiment or the group was deleted. */
  async #add(component: string, finder: GroupFinder, request: ExperimentRequest): Promise<string> {
    const { tags, signal } = request;
    for (let deletions = 1;; deletions++) {
      const creation = this.#creation;
      try {
        return await finder.add(component, tags, { signal });
      } catch (error) {
        if (!isNotFound(error) || deletions > MOST_DELETIONS) throw error;
        this.#forget(creation);
        await this.#ensure(request);
      }
    }
  }

  /** Creates the experiment unless it is known to exist. Only the first one reports its tags. */
  async #ensure(request: ExperimentRequest): Promise<readonly RefusedFact[]> {
    const known = this.#creation;
    if (known) {
      if (!this.#isKnown) await orGivenUp(known, request.signal);
      return [];
    }
    const creation = createExperiment({ ...request, signal: this.#abort.signal });
    this.#creation = creation;
    creation.then(
      () => {
        if (this.#creation === creation) this.#isKnown = true;
      },
      // The next run sends a new request.
      () => this.#forget(creation),
    );
    return await orGivenUp(creation, request.signal);
  }

  /** Discards all facts, unless another opening has done so. */
  #forget(creation: Promise<unknown> | undefined): void {
    if (this.#creation !== creation) return;
    this.#creation = undefined;
    this.#isKnown = false;
    for (const finder of [this.#own, ...this.#named.values()]) finder.forget();
  }

  /** Keeps what a later opening can rely on, or finds out when it does. */
  #rest(): void {
    this.#own.rest();
    this.#named.clear();
    if (!this.#isKnown) this.#creation = undefined;
    this.#abort.abort(new Error("No run waits for the request"));
    this.#abort = new AbortController();
  }

  #finderOf(name: string | undefined): GroupFinder {
    if (name === undefined) return this.#own;
    const key = name.toLowerCase();
    const finder = this.#named.get(key) ??
      new NamedGroup(name, this.#experimentName, this.#requestsWith, this.#shared);
    this.#named.set(key, finder);
    return finder;
  }

  readonly #requestsWith = (options: CallOptions): GroupRequests =>
    new GroupRequests(this.#session, this.#experimentName, options);

  readonly #shared = (): GroupRequests => this.#requestsWith({ signal: this.#abort.signal });
}

const shared = new WeakMap<Session, Map<string, ExperimentOpenings>>();

/** Returns the openings of an experiment's runs in a session. */
export function openingsOf(session: Session, experimentName: string): ExperimentOpenings {
  const ofSession = shared.get(session) ?? new Map<string, ExperimentOpenings>();
  shared.set(session, ofSession);
  const known = ofSession.get(experimentName) ?? new ExperimentOpenings(session, experimentName);
  ofSession.set(experimentName, known);
  return known;
}
