/**
 * A search in work, whichever way its matches are found.
 *
 * @module
 */
import type { Body, Entity } from "../store/entities.ts";
import type { WalkPlace } from "../store/walk.ts";
import type { Expression } from "./expression.ts";
import type { SearchableRecord } from "./properties.ts";

/** What is searched for. */
export interface SearchQuery {
  /** The resource by AWS's name. */
  readonly resource: string;
  /** Conditions. */
  readonly expression: Expression;
  /** The property that results are sorted by. */
  readonly sortBy: string;
  /** Whether the greatest comes first. */
  readonly descending: boolean;
  /** How many results a page has. */
  readonly size: number;
  /** The match that an entity is, if it is one. */
  readonly find: (entity: Entity) => Promise<Match | undefined>;
}

/** What was found, with as much of its record as was needed to find it. */
export interface Match {
  /** The entity. */
  readonly entity: Entity;
  /** Its record. */
  readonly record: SearchableRecord;
}

/** A page of results. */
export interface Matches {
  /** The results. */
  readonly items: readonly Match[];
  /** AWS's TotalHits. */
  readonly total: Body;
  /** Where the next page begins: behind a component, or so many results; undefined on the last. */
  readonly next: WalkPlace | number | undefined;
}
