/**
 * The port of entities: experiments, trials, trial components, lineage and jobs.
 *
 * @module
 */
import type { Awaitable } from "./awaitable.ts";

/** Kinds of entity. A heartbeat is of the component with its key, a cursor of its parent. */
export type EntityKind =
  | "experiment"
  | "trial"
  | "component"
  | "heartbeat"
  | "cursor"
  | "artifact"
  | "association"
  | "job";

/** An entity's members in AWS's names; times are seconds since 1970. */
export type Body = Readonly<Record<string, unknown>>;

/** An entity as it is kept. */
export interface Entity {
  /** Lower-case name, or id. Unique within its kind. */
  readonly key: string;
  /**
   * What it belongs to: the experiment of a trial, the job ARN of a trial component that a job made,
   * the URI of an artifact, the source ARN of an association, the trial component of a cursor.
   */
  readonly parent: string | null;
  /** When it was made. */
  readonly created: number;
  /** When it last changed. */
  readonly modified: number;
  /** Its members. */
  readonly body: Body;
}

/** Which entities of a kind, and in what order. */
export interface EntityQuery {
  /** Only those of this parent. */
  readonly parent?: string | undefined;
  /** Only trial components in this trial. */
  readonly trial?: string | undefined;
  /** Only trial components in a trial of this experiment. */
  readonly experiment?: string | undefined;
  /** Only trials that hold this trial component. */
  readonly component?: string | undefined;
  /** Only those made after. */
  readonly createdAfter?: number | undefined;
  /** Only those made before. */
  readonly createdBefore?: number | undefined;
  /** Whether those made exactly then are meant as well. */
  readonly includesTimes?: boolean | undefined;
  /** The order. */
  readonly sortBy: "Name" | "CreationTime";
  /** Its direction. */
  readonly descending: boolean;
  /** Only those behind this one, in that order. */
  readonly after?: Cursor | undefined;
  /** How many at most. */
  readonly limit: number;
}

/** A query that leaves nothing out. */
export const EVERYTHING: EntityQuery = {
  sortBy: "CreationTime",
  descending: true,
  limit: Number.MAX_SAFE_INTEGER,
};

/** A place in an order. */
export interface Cursor {
  /** When the last entity was made. */
  readonly created: number;
  /** Its key. */
  readonly key: string;
}

/** How many components a trial holds. */
export interface MemberCount {
  /** All of them. */
  readonly all: number;
  /** Those with a parent: jobs made them. */
  readonly ofJobs: number;
}

/** Entities and what links them. */
export interface EntityTables {
  /** One entity. */
  get(kind: EntityKind, key: string): Awaitable<Entity | undefined>;
  /** Keeps an entity, over any earlier one of its key. */
  put(kind: EntityKind, entity: Entity): Awaitable<void>;
  /** Lets go of an entity. */
  remove(kind: EntityKind, key: string): Awaitable<void>;
  /** Entities of a kind. */
  list(kind: EntityKind, query: EntityQuery): Awaitable<readonly Entity[]>;
  /** How many there are, or are of a parent. */
  count(kind: EntityKind, parent?: string): Awaitable<number>;
  /** Puts a component into a trial. False when it was there. */
  join(trial: string, component: string): Awaitable<boolean>;
  /** Takes a component out of a trial. False when it was not there. */
  leave(trial: string, component: string): Awaitable<boolean>;
  /** How many components a trial holds. */
  memberCount(trial: string): Awaitable<MemberCount>;
  /** The trials that hold a component. */
  trialsOf(component: string): Awaitable<readonly string[]>;
}
