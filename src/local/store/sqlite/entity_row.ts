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
 * A row of an entity, if it is as it was written.
 *
 * @throws {StoreError} when it is not
 */
export function checkedRow(database: Database, row: Row): Row {
  if (row["sum"] === checkOfEntity(row)) return row;
  throw database.damaged(`the ${row["kind"]} ${row["key"]}`);
}

/**
 * The entity of a row.
 *
 * @throws {StoreError} when the row is not as it was written
 */
export function toEntity(database: Database, row: Row): Entity {
  const { key, parent, created, modified, body } = checkedRow(database, row);
  return {
    key: String(key),
    parent: parent === null || parent === undefined ? null : String(parent),
    created: Number(created),
    modified: Number(modified),
    // Bodies are all that is ever written there.
    body: JSON.parse(String(body)) as Body,
  };
}
