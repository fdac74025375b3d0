/**
 * The lookups of entities: see `lookup.ts` in the folder above.
 *
 * @module
 */
import type { Body, EntityKind } from "../entities.ts";
import { hasLookups, lookupOf } from "../lookup.ts";
import { bodyOf } from "./parameters.ts";
import type { Row, Rows } from "./row.ts";

/** Writes the lookup of an entity that is stored. */
export function writeLookup(rows: Rows, kind: EntityKind, key: string, body: Body): void {
  const value = lookupOf(kind, body);
  if (value === undefined) removeLookup(rows, kind, key);
  else rows.run("INSERT OR REPLACE INTO lookups VALUES (?, ?, ?)", kind, key, value);
}

/** Removes the lookup of an entity. */
export function removeLookup(rows: Rows, kind: EntityKind, key: string): void {
  if (!hasLookups(kind)) return;
  rows.run("DELETE FROM lookups WHERE kind = ? AND key = ?", kind, key);
}

/** Returns whether the lookup of an entity is that of its body. */
export function isLookupWhole(rows: Rows, { kind, key, body }: Row): boolean {
  const [of, place] = [String(kind), String(key)];
  if (!hasLookups(of)) return true;
  const [kept] = rows.all("SELECT value FROM lookups WHERE kind = ? AND key = ?", of, place);
  return kept?.["value"] === lookupOf(of, bodyOf(body));
}
