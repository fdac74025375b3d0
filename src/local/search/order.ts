/**
 * The order of matches: by a property, then by key.
 *
 * @module
 */
import { compareValues, parseProperty, type Value, valuesOf } from "./properties.ts";
import type { Match, SearchQuery } from "./query.ts";
import type { WalkPlace } from "../store/walk.ts";

type Order = Pick<SearchQuery, "resource" | "sortBy" | "descending">;

/** The member that is the name of a record. Names are sorted without regard to case. */
const NAMES: Readonly<Record<string, string>> = {
  Experiment: "ExperimentName",
  ExperimentTrial: "TrialName",
  ExperimentTrialComponent: "TrialComponentName",
};

/** Sorts by a property, then by key. In both directions, records without the property come last. */
export function sortMatches(found: Match[], order: Order): void {
  const places = new Map(found.map((match) => [match, placeOf(match, order)]));
  const none: WalkPlace = { value: null, key: "" };
  found.sort((a, b) => comparePlaces(places.get(a) ?? none, places.get(b) ?? none, order));
}

/** Returns the position of a match. */
export function placeOf({ entity, record }: Match, { resource, sortBy }: Order): WalkPlace {
  const { key } = entity;
  const { member, rest } = parseProperty(resource, sortBy);
  // The key is the name in lower case.
  if (member === NAMES[resource] && rest === "") return { value: key, key };
  const value: Value | undefined = valuesOf(resource, record, sortBy)[0];
  return { value: value ?? null, key };
}

/** Compares two positions. */
export function comparePlaces(
  a: WalkPlace,
  b: WalkPlace,
  { descending }: Pick<Order, "descending">,
): number {
  const byKey = compareValues(a.key, b.key);
  if (a.value === b.value) return byKey;
  if (a.value === null) return 1;
  if (b.value === null) return -1;
  return (descending ? -1 : 1) * compareValues(a.value, b.value) || byKey;
}
