/**
 * Finds room at a destination with quotas for the runs of one run group: in the group of the same
 * name, and once it is full in groups that continue it. The runs of a sync share the search, so that
 * the number of requests is linear in the number of runs.
 *
 * @module
 */
import { ENTITY_NAME_LENGTH } from "../rules/limits.ts";
import { runGroupName, runGroupPosition } from "../rules/names.ts";
import { isLimitExceeded } from "../session/aws_errors.ts";

/** Whether a group was created for this sync, was there before, or is another experiment's. */
export type FarGroupState = "created" | "found" | "foreign";

/** Requests to the destination about the run groups of one experiment. */
export interface FarGroupRequests {
  /** Creates a group unless it exists. */
  ensure(name: string): Promise<FarGroupState>;
  /** Adds a component to a group that exists. */
  associate(trialComponentName: string, name: string): Promise<void>;
  /** Returns the names of all groups of the experiment. */
  names(): Promise<readonly string[]>;
}

/** The group that a component was added to. */
export interface JoinedGroup {
  /** Name of the group. */
  readonly name: string;
  /** Why it is not the source's group; undefined if it is. */
  readonly reason: string | undefined;
}

/** A group that runs are being added to. */
interface Candidate {
  readonly position: number;
  readonly name: string;
  readonly reason: string | undefined;
  /** Number of components added in this sync. */
  joined: number;
  /** The requests that add components. Their answers come in any order. */
  readonly asked: Promise<void>[];
}

const FULL = "the run group is full at the destination";
const FOREIGN = "the run group is another experiment's at the destination";

/** A run group of the source, and the groups that continue it at the destination. */
export class GroupLine {
  readonly #requests: FarGroupRequests;
  readonly #experimentName: string;
  readonly #group: string;
  #current: Promise<Candidate>;
  #hasLooked = false;
  #refusal: unknown;

  /**
   * @param requests Sends requests to the destination
   * @param experimentName Experiment of the groups, in lower case
   * @param group Name of the source's group
   */
  constructor(requests: FarGroupRequests, experimentName: string, group: string) {
    this.#requests = requests;
    this.#experimentName = experimentName;
    this.#group = group;
    const position = this.#positionOf(group) ?? 1;
    this.#current = Promise.resolve({
      position,
      name: group,
      reason: undefined,
      joined: 0,
      asked: [],
    });
  }

  /** The destination's error once the experiment can have no more groups; undefined before. */
  get refusal(): unknown {
    return this.#refusal;
  }

  /** Adds a component to the first group with room. */
  async add(trialComponentName: string): Promise<JoinedGroup> {
    for (let strange = 0;;) {
      if (this.#refusal !== undefined) throw this.#refusal;
      const current = this.#current;
      const candidate = await current;
      const { name, reason } = candidate;
      const state = await this.#ensure(name);
      if (state === "foreign") {
        this.#goOn(current, FOREIGN);
        continue;
      }
      try {
        const asked = this.#requests.associate(trialComponentName, name);
        candidate.asked.push(asked.then(() => void candidate.joined++, () => {}));
        await asked;
        return { name, reason };
      } catch (error) {
        if (!isLimitExceeded(error)) throw error;
        await Promise.all(candidate.asked);
        // Empty groups are not full: the quota is another one, such as that of groups per component.
        if (state === "created" && candidate.joined === 0 && ++strange > 1) throw error;
        this.#goOn(current, FULL);
      }
    }
  }

  async #ensure(name: string): Promise<FarGroupState> {
    try {
      return await this.#requests.ensure(name);
    } catch (error) {
      if (isLimitExceeded(error)) this.#refusal = error;
      throw error;
    }
  }

  /** Moves on to the next group, unless another run has done so. */
  #goOn(from: Promise<Candidate>, why: string): void {
    if (this.#current !== from) return;
    this.#current = this.#after(from, why);
    // After a failure, the next run repeats the search.
    this.#current.catch(() => this.#current = from);
  }

  async #after(from: Promise<Candidate>, why: string): Promise<Candidate> {
    const full = await from;
    const last = this.#hasLooked ? 0 : await this.#lastPosition();
    this.#hasLooked = true;
    const position = last > full.position ? last : full.position + 1;
    const reason = full.reason ?? why;
    return { position, name: this.#nameAt(position), reason, joined: 0, asked: [] };
  }

  async #lastPosition(): Promise<number> {
    const names = await this.#requests.names();
    return names.reduce((last, name) => Math.max(last, this.#positionOf(name) ?? 0), 0);
  }

  get #isOwn(): boolean {
    return runGroupPosition(this.#experimentName, this.#group) !== undefined;
  }

  #nameAt(position: number): string {
    if (this.#isOwn) return runGroupName(this.#experimentName, position);
    const end = `-${position}`;
    return this.#group.slice(0, ENTITY_NAME_LENGTH - end.length) + end;
  }

  #positionOf(name: string): number | undefined {
    if (this.#isOwn) return runGroupPosition(this.#experimentName, name);
    const [, number] = /-([1-9]\d{0,5})$/.exec(name) ?? [];
    const position = Number(number);
    return number !== undefined && position > 1 &&
        this.#nameAt(position).toLowerCase() === name.toLowerCase()
      ? position
      : undefined;
  }
}
