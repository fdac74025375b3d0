/**
 * The value by which an entity is found, besides its key and its parent.
 *
 * @module
 */
import type { Body } from "./entities.ts";

/** Members with the value, by kind. Other kinds of entity are not found by a member. */
const MEMBERS: ReadonlyMap<string, string> = new Map([
  ["association", "DestinationArn"],
  ["artifact", "ArtifactName"],
]);

/** Returns whether entities of a kind can have a lookup. */
export function hasLookups(kind: string): boolean {
  return MEMBERS.has(kind);
}

/** Returns the lookup of an entity in lower case, or undefined without one. */
export function lookupOf(kind: string, body: Body): string | undefined {
  const member = MEMBERS.get(kind);
  const value = member === undefined ? undefined : body[member];
  return typeof value === "string" ? value.toLowerCase() : undefined;
}
