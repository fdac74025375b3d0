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
import type { OpenRequest } from "./open_request.ts";

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

/** Starts looking for the group to use. */
export function joinRunGroup(
  session: Session,
  experimentName: string,
  request: OpenRequest,
  options: CallOptions,
): RunGroupPlace {
  const { runGroupName: wanted, tags } = request;
  if (wanted === undefined) return ownGroups(session, experimentName).join(request, options);
  const groups = new RunGroups(session, experimentName, options);
  const found = groups.ownerOf(wanted);
  // Awaited later, after requests that run beside it.
  found.catch(() => {});
  return {
    found,
    add: async (component) => {
      if (!await groups.ensure(wanted, await found, tags)) {
        throw new RunGroupError(wanted, `it must belong to experiment "${experimentName}"`);
      }
      await groups.associate(component, wanted);
      return wanted;
    },
    leave() {},
  };
}

const shared = new WeakMap<Session, Map<string, OwnGroups>>();

function ownGroups(session: Session, experimentName: string): OwnGroups {
  const ofSession = shared.get(session) ?? new Map<string, OwnGroups>();
  shared.set(session, ofSession);
  const known = ofSession.get(experimentName) ?? new OwnGroups(session, experimentName);
  ofSession.set(experimentName, known);
  return known;
}

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
class OwnGroups {
  readonly #session: Session;
  readonly #experimentName: string;
  readonly #turns = new Turns(MOST_AT_ONCE);
  /** The group that had room last: saves looking through full ones. */
  #last: string;
  #openings = 0;
  #candidate: Candidate | undefined;
  /** Ends the requests that are made for all of them, once nobody waits for these any more. */
  #abort = new AbortController();

  constructor(session: Session, experimentName: string) {
    this.#session = session;
    this.#experimentName = experimentName;
    this.#last = runGroupName(experimentName);
  }

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
    const groups = new RunGroups(this.#session, this.#experimentName, options);
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

  get #groups(): RunGroups {
    return new RunGroups(this.#session, this.#experimentName, { signal: this.#abort.signal });
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

/** How many may be at something at once. */
class Turns {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(most: number) {
    this.#free = most;
  }

  async take(signal: AbortSignal | undefined): Promise<void> {
    if (this.#free > 0) {
      this.#free--;
      return;
    }
    let enter = (): void => {};
    const turn = new Promise<void>((resolve) => this.#waiting.push(enter = resolve));
    try {
      await orGivenUp(turn, signal);
    } catch (error) {
      const place = this.#waiting.indexOf(enter);
      if (place === -1) this.give();
      else this.#waiting.splice(place, 1);
      throw error;
    }
  }

  give(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free++;
  }
}

/** What is shared goes on for others; this one stops waiting when its caller gives up. */
function orGivenUp<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  const given = new Promise<T>((resolve, reject) => {
    const giveUp = (): void => reject(signal?.reason);
    if (signal?.aborted) giveUp();
    signal?.addEventListener("abort", giveUp, { once: true });
    work.finally(() => signal?.removeEventListener("abort", giveUp)).then(resolve, reject);
  });
  // Awaited later, after requests that run beside it.
  given.catch(() => {});
  return given;
}

/** The experiment's group, or the one asked for, that holds the component already, if one does. */
export async function groupHolding(
  session: Session,
  { names, runGroupName: wanted }: OpenRequest,
  options: CallOptions,
): Promise<string | undefined> {
  const { TrialSummaries = [] } = await session.sagemaker.call("ListTrials", {
    TrialComponentName: names.trialComponentName,
    MaxResults: 100,
  }, options);
  const groups = TrialSummaries.flatMap(({ TrialName }) => TrialName ?? []);
  return groups.find((group) =>
    wanted === undefined
      ? runGroupPosition(names.experimentName, group) !== undefined
      : group.toLowerCase() === wanted.toLowerCase()
  );
}

/** Finds and makes the groups of one experiment. */
class RunGroups {
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
