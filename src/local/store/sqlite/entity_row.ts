/**
 * Rows of the table of entities.
 *
 * @module
 */
import type { Body, Entity } from "../entities.ts";
import type { Row } from "./database.ts";

/** The entity of a row. */
export function toEntity({ key, parent, created, modified, body }: Row): Entity {
  return {
    key: String(key),
    parent: parent === null || parent === undefined ? null : String(parent),
    created: Number(created),
    modified: Number(modified),
    // Bodies are all that is ever written there.
    body: JSON.parse(String(body)) as Body,
  };
}
