/**
 * Pages of listings and the tokens between them.
 *
 * @module
 */
import { invalid, type ServiceError } from "../errors.ts";
import type { Awaitable } from "../store/awaitable.ts";
import type { Body, Cursor, Entity, EntityQuery } from "../store/entities.ts";
import { type Input, numberOf, optionalText } from "./operation.ts";

/** A query that leaves nothing out. */
export const EVERYTHING: EntityQuery = {
  sortBy: "CreationTime",
  descending: true,
  limit: Number.MAX_SAFE_INTEGER,
};

/** How many there are on a page by default. */
const DEFAULT_SIZE = 10;

/** A page of entities, and the token of the next. */
export async function page(
  input: Input,
  fetch: (query: EntityQuery) => Awaitable<readonly Entity[]>,
): Promise<{ readonly entities: readonly Entity[]; readonly rest: Body }> {
  const limit = numberOf(input, "MaxResults") ?? DEFAULT_SIZE;
  const token = optionalText(input, "NextToken");
  const found = await fetch({
    createdAfter: numberOf(input, "CreatedAfter"),
    createdBefore: numberOf(input, "CreatedBefore"),
    sortBy: input["SortBy"] === "Name" ? "Name" : "CreationTime",
    descending: input["SortOrder"] !== "Ascending",
    after: token === undefined ? undefined : decodeCursor(token),
    limit: limit + 1,
  });
  const entities = found.slice(0, limit);
  const last = entities.at(-1);
  return {
    entities,
    rest: found.length > limit && last ? { NextToken: encodeCursor(last) } : {},
  };
}

function encodeCursor({ created, key }: Cursor): string {
  return btoa(JSON.stringify([created, key]));
}

function decodeCursor(token: string): Cursor {
  try {
    const [created, key]: unknown[] = JSON.parse(atob(token));
    if (typeof created === "number" && typeof key === "string") return { created, key };
  } catch {
    // Refused below: no token of this service.
  }
  throw invalidToken(token);
}

/** A page of a list that is at hand as a whole, and the token of the next. */
export function slicePage<T>(
  input: Input,
  items: readonly T[],
): { readonly items: readonly T[]; readonly rest: Body } {
  const start = decodeOffset(optionalText(input, "NextToken"));
  const end = start + (numberOf(input, "MaxResults") ?? DEFAULT_SIZE);
  return {
    items: items.slice(start, end),
    rest: end < items.length ? { NextToken: btoa(JSON.stringify(end)) } : {},
  };
}

function decodeOffset(token: string | undefined): number {
  if (token === undefined) return 0;
  try {
    const start: unknown = JSON.parse(atob(token));
    if (Number.isSafeInteger(start) && Number(start) >= 0) return Number(start);
  } catch {
    // Refused below: no token of this service.
  }
  throw invalidToken(token);
}

function invalidToken(token: string): ServiceError {
  return invalid(`The token '${token.slice(0, 40)}' is invalid.`);
}
