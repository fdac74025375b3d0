/**
 * The port of entities: experiments, trials, trial components, lineage and jobs.
 *
 * @module
 */
import type { Awaitable } from "./awaitable.ts";

/** Kinds of entity. A heartbeat belongs to the component with its key, a cursor to its parent. */
export type EntityKind =
  | "experiment"
  | "trial"
  | "component"
  | "heartbeat"
  | "cursor"
  | "artifact"
  | "action"
  | "context"
  | "association"
  | "job";

/**
 * Returns whether a store can do without an entity of a kind: a damaged one is omitted, and
 * replaced by the next.
 */
export function isReplaceable(kind: unknown): boolean {
  return kind === "heartbeat" || kind === "cursor";
}

/** Members of an entity, with AWS's names. Times are seconds since 1970. */
export type Body = Readonly<Record<string, unknown>>;

/** An entity in its stored form. */
export interface Entity {
  /** Lower-case name, or ID. Unique within its kind. */
  readonly key: string;
  /**
   * Key, ARN or URI of the parent:
   *
   * - the experiment of a trial
   * - the job ARN of a trial component created by a job
   * - the URI of an artifact, an action or a context
   * - the source ARN of an association
   * - the trial component of a cursor
   */
  readonly parent: string | null;
  /** Time of creation. */
  readonly created: number;
  /** Time of the last change. */
  readonly modified: number;
  /** Members of the entity. */
  readonly body: Body;
}

/** Selection and order of entities of one kind. */
export interface EntityQuery {
  /** Only entities of this parent. */
  readonly parent?: string | undefined;
  /**
   * Only entities with this lookup: associations with this destination ARN, or artifacts with this
   * name, in lower case.
   */
  readonly lookup?: string | undefined;
  /** Only trial components in this trial. */
  readonly trial?: string | undefined;
  /** Only trial components in a trial of this experiment. */
  readonly experiment?: string | undefined;
  /** Only trials that hold this trial component. */
  readonly component?: string | undefined;
  /** Only entities created after this time. */
  readonly createdAfter?: number | undefined;
  /** Only entities created before this time. */
  readonly createdBefore?: number | undefined;
  /** Whether to include entities created exactly at these times. */
  readonly includesTimes?: boolean | undefined;
  /** Sort order. */
  readonly sortBy: "Name" | "CreationTime";
  /** Whether to sort in descending order. */
  readonly descending: boolean;
  /** Only entities after this one, in the sort order. */
  readonly after?: Cursor | undefined;
  /** Maximum number of entities. */
  readonly limit: number;
}

/** A query for all entities. */
export const EVERYTHING: EntityQuery = {
  sortBy: "CreationTime",
  descending: true,
  limit: Number.MAX_SAFE_INTEGER,
};

/** A position in a sort order. */
export interface Cursor {
  /** Creation time of the last entity. */
  readonly created: number;
  /** Key of the last entity. */
  readonly key: string;
}

/** The number of components in a trial. */
export interface MemberCount {
  /** All components. */
  readonly all: number;
  /** Components with a parent, which were created by jobs. */
  readonly ofJobs: number;
}

/** Entities, and the links between them. */
export interface EntityTables {
  /** Returns one entity. */
  get(kind: EntityKind, key: string): Awaitable<Entity | undefined>;
  /** Stores an entity, replacing any earlier one with its key. */
  put(kind: EntityKind, entity: Entity): Awaitable<void>;
  /** Removes an entity. */
  remove(kind: EntityKind, key: string): Awaitable<void>;
  /** Returns entities of a kind. */
  list(kind: EntityKind, query: EntityQuery): Awaitable<readonly Entity[]>;
  /** Returns the number of entities, optionally of one parent. */
  count(kind: EntityKind, parent?: string): Awaitable<number>;
  /** Adds a component to a trial. Returns false if the trial already contains it. */
  join(trial: string, component: string): Awaitable<boolean>;
  /** Removes a component from a trial. Returns false if the trial does not contain it. */
  leave(trial: string, component: string): Awaitable<boolean>;
  /** Returns the number of components in a trial. */
  memberCount(trial: string): Awaitable<MemberCount>;
  /** Returns the trials that contain a component. */
  trialsOf(component: string): Awaitable<readonly string[]>;
}
