/**
 * Rows of the table of entities.
 *
 * @module
 */
import type { Body, Entity } from "../entities.ts";
import type { Database } from "./database.ts";
import type { Row } from "./row.ts";
import { checkOfEntity } from "./row_check.ts";

/**
 * The entity of a row.
 *
 * @throws {StoreError} when the row is not as it was written
 */
export function toEntity(database: Database, row: Row): Entity {
  const { kind, key, parent, created, modified, body, sum } = row;
  if (sum !== checkOfEntity(row)) throw database.damaged(`the ${kind} ${key}`);
  return {
    key: String(key),
    parent: parent === null || parent === undefined ? null : String(parent),
    created: Number(created),
    modified: Number(modified),
    // Bodies are all that is ever written there.
    body: JSON.parse(String(body)) as Body,
  };
}
