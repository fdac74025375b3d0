/**
 * Rows of the table `entities`.
 *
 * @module
 */
import { type Body, type Entity, isReplaceable } from "../entities.ts";
import type { EntityRemains } from "../errors.ts";
import type { Database } from "./database.ts";
import type { Row } from "./row.ts";
import { checkOfEntity } from "./row_check.ts";

/**
 * Returns the entity of a row, or undefined if it is damaged and the store can do without it.
 *
 * @throws {DamagedEntityError} If the row is damaged
 */
export function toEntity(database: Database, row: Row): Entity | undefined {
  const entity = readEntity(row);
  if (entity) return entity;
  const what = wordsOf(row);
  if (!isReplaceable(row["kind"])) throw database.damage.ofEntity(what, remainsOf(row));
  database.damage.leaveOut(what);
  return undefined;
}

/** Returns the entity of a row. A damaged one is reported, and undefined is returned. */
export function toReadableEntity(database: Database, row: Row): Entity | undefined {
  const entity = readEntity(row);
  if (!entity) database.damage.leaveOut(wordsOf(row));
  return entity;
}

function readEntity(row: Row): Entity | undefined {
  if (row["sum"] !== checkOfEntity(row)) return undefined;
  const { key, parent, created, modified, body } = row;
  return {
    key: String(key),
    parent: parent === null || parent === undefined ? null : String(parent),
    created: Number(created),
    modified: Number(modified),
    // This column contains only bodies.
    body: JSON.parse(String(body)) as Body,
  };
}

function wordsOf({ kind, key }: Row): string {
  return `the ${kind} ${key}`;
}

function remainsOf({ key, parent, body }: Row): EntityRemains {
  return {
    key: String(key),
    parent: typeof parent === "string" ? parent : null,
    body: membersIn(body),
  };
}

function membersIn(body: unknown): Body {
  try {
    const members: unknown = JSON.parse(String(body));
    return typeof members === "object" && members !== null ? { ...members } : {};
  } catch {
    return {};
  }
}
