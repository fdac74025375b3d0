/**
 * Rows of the table `entities`.
 *
 * @module
 */
import type { Body, Entity } from "../entities.ts";
import type { Database } from "./database.ts";
import type { Row } from "./row.ts";
import { checkOfEntity } from "./row_check.ts";

/**
 * Returns a row after verifying its checksum.
 *
 * @throws {StoreError} If the row is damaged
 */
export function checkedRow(database: Database, row: Row): Row {
  if (row["sum"] === checkOfEntity(row)) return row;
  throw database.damaged(`the ${row["kind"]} ${row["key"]}`);
}

/**
 * Returns the entity of a row.
 *
 * @throws {StoreError} If the row is damaged
 */
export function toEntity(database: Database, row: Row): Entity {
  const { key, parent, created, modified, body } = checkedRow(database, row);
  return {
    key: String(key),
    parent: parent === null || parent === undefined ? null : String(parent),
    created: Number(created),
    modified: Number(modified),
    // This column contains only bodies.
    body: JSON.parse(String(body)) as Body,
  };
}
