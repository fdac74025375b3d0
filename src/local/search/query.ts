/**
 * A search and its matches, independent of the way they are found.
 *
 * @module
 */
import type { Body, Entity } from "../store/entities.ts";
import type { WalkPlace } from "../store/walk.ts";
import type { Expression } from "./expression.ts";
import type { SearchableRecord } from "./properties.ts";

/** A search to run. */
export interface SearchQuery {
  /** AWS's name of the resource. */
  readonly resource: string;
  /** Conditions that a match must meet. */
  readonly expression: Expression;
  /** Property to sort the results by. */
  readonly sortBy: string;
  /** Whether to sort the greatest value first. */
  readonly descending: boolean;
  /** Maximum number of results per page. */
  readonly size: number;
  /** Returns an entity's match, or undefined if the entity does not match. */
  readonly find: (entity: Entity) => Promise<Match | undefined>;
}

/** A match, with the part of its record that was read to find it. */
export interface Match {
  /** Entity that matches. */
  readonly entity: Entity;
  /** Part of the entity's record. */
  readonly record: SearchableRecord;
}

/** A page of results. */
export interface Matches {
  /** Matches on this page. */
  readonly items: readonly Match[];
  /** Total number of matches, as AWS's TotalHits. */
  readonly total: Body;
  /**
   * Position of the next page: after a component, or after a number of results. Undefined on the
   * last page.
   */
  readonly next: WalkPlace | number | undefined;
}
