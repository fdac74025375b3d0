/**
 * Stretches of a walk: bounds for the number of rows that one statement scans, so that a walk that
 * finds little does not block the event loop.
 *
 * @module
 */
import type { Walk, WalkPlace } from "../walk.ts";
import type { Database } from "./database.ts";
import type { Row } from "./row.ts";

/** The beginning of the components that do not have the walk's property. */
const WITHOUT_PROPERTY: WalkPlace = { value: null, key: "" };

/** The rows of an index, in the order of a walk. */
export interface WalkRows {
  /** Table and index, as in SQL. */
  readonly from: string;
  /** Condition that selects the rows. */
  readonly where: string;
  /** Values for its question marks. */
  readonly bound: readonly string[];
  /** Column with the value. */
  readonly value: string;
  /** Column with the component's key. */
  readonly key: string;
  /** Whether components without the property follow. */
  readonly isPartial: boolean;
}

/** Conditions and their bound values. */
export interface Conditions {
  readonly conditions: readonly string[];
  readonly bound: readonly (string | number)[];
}

/** Returns whether a walk ends before the components that do not have its property. */
export function endsBefore({ until }: Walk): boolean {
  return until !== undefined && (until.value !== null || until.key === WITHOUT_PROPERTY.key);
}

/** Returns the conditions for the rows of an index between the two positions of a walk. */
export function betweenPlaces(
  { after, until, descending }: Walk,
  { value, key }: Pick<WalkRows, "value" | "key">,
): Conditions {
  const conditions: string[] = [];
  const bound: (string | number)[] = [];
  const [before, behind] = descending ? [">", "<"] : ["<", ">"];
  const [from, to] = [after?.value ?? null, until?.value ?? null];
  if (after && until && from !== null && from === to) {
    // One range of the index, even where it is followed backward.
    conditions.push(`${value} = ?`, `${key} > ?`, `${key} <= ?`);
    bound.push(from, after.key, until.key);
    return { conditions, bound };
  }
  if (after && from !== null) {
    // The first condition is where the index is entered.
    conditions.push(`${value} ${behind}= ?`, `(${value} ${behind} ? OR ${key} > ?)`);
    bound.push(from, from, after.key);
  }
  if (until && to !== null) {
    conditions.push(`${value} ${before}= ?`, `(${value} ${before} ? OR ${key} <= ?)`);
    bound.push(to, to, until.key);
  }
  return { conditions, bound };
}

/**
 * Returns the position of the last of the next rows of a walk, whether or not they meet its conditions.
 * Undefined if fewer are left.
 */
export function stretchOf(
  database: Database,
  walk: Walk,
  rows: WalkRows,
  count: number,
): WalkPlace | undefined {
  const { after } = walk;
  if (after?.value === null) return placeWithout(database, after.key, count);
  const equals = after && { ...after, key: LAST };
  // Rows of the same value first: an index that is followed backward would sort all of them.
  return (equals && placeAmong(database, { ...walk, until: equals }, rows, count)) ??
    placeAmong(database, walk, rows, count) ?? (rows.isPartial ? WITHOUT_PROPERTY : undefined);
}

/** A text after every key: no name begins with it. */
const LAST = "\u{10ffff}";

function placeAmong(
  database: Database,
  walk: Walk,
  { from, where, bound, value, key }: WalkRows,
  count: number,
): WalkPlace | undefined {
  const between = betweenPlaces(walk, { value, key });
  const row = database.get(
    `SELECT ${value} AS value, ${key} AS walked FROM ${from}
     WHERE ${[where, ...between.conditions].join(" AND ")}
     ORDER BY ${value} ${walk.descending ? "DESC" : "ASC"}, ${key} LIMIT 1 OFFSET ?`,
    ...bound,
    ...between.bound,
    count - 1,
  );
  return row && toPlace(row);
}

function placeWithout(database: Database, after: string, count: number): WalkPlace | undefined {
  const row = database.get(
    `SELECT NULL AS value, key AS walked FROM entities
     WHERE kind = 'component' AND key > ? ORDER BY key LIMIT 1 OFFSET ?`,
    after,
    count - 1,
  );
  return row && toPlace(row);
}

function toPlace({ value = null, walked = null }: Row): WalkPlace {
  return { value, key: String(walked) };
}
