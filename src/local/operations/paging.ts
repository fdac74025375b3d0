/**
 * Pages of lists, and the tokens that link them.
 *
 * @module
 */
import { invalid, type ServiceError } from "../errors.ts";
import type { Awaitable } from "../store/awaitable.ts";
import type { Body, Cursor, Entity, EntityQuery } from "../store/entities.ts";
import { type Input, numberOf, optionalText } from "./operation.ts";

/** Default number of items per page. */
const DEFAULT_SIZE = 10;

/** Returns a page of entities, and the token of the next page. */
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
  return encodeToken([created, key]);
}

function decodeCursor(token: string): Cursor {
  const place = decodeToken(token);
  const [created, key]: readonly unknown[] = Array.isArray(place) ? place : [];
  if (typeof created === "number" && typeof key === "string") return { created, key };
  throw invalidToken(token);
}

/** Returns a page of a complete list, and the token of the next page. */
export function slicePage<T>(
  input: Input,
  items: readonly T[],
): { readonly items: readonly T[]; readonly rest: Body } {
  const { size, place = 0 } = readPage(input);
  if (!isOffset(place)) throw invalidToken(optionalText(input, "NextToken") ?? "");
  const end = place + size;
  return {
    items: items.slice(place, end),
    rest: end < items.length ? { NextToken: encodeToken(end) } : {},
  };
}

/** Returns the page size, and the position at which the previous page ended. */
export function readPage(input: Input): { readonly size: number; readonly place: unknown } {
  const token = optionalText(input, "NextToken");
  return {
    size: numberOf(input, "MaxResults") ?? DEFAULT_SIZE,
    place: token === undefined ? undefined : decodeToken(token),
  };
}

/** Returns whether a position is the number of items before it. */
export function isOffset(place: unknown): place is number {
  return Number.isSafeInteger(place) && Number(place) >= 0;
}

/** Returns the token of a position. */
export function encodeToken(place: unknown): string {
  // Keys and values may contain any text, and btoa() accepts only bytes.
  return btoa(encodeURIComponent(JSON.stringify(place)));
}

function decodeToken(token: string): unknown {
  try {
    return JSON.parse(decodeURIComponent(atob(token)));
  } catch {
    throw invalidToken(token);
  }
}

/** Returns the error of a token that this service did not issue. */
export function invalidToken(token: string): ServiceError {
  return invalid(`The token '${token.slice(0, 40)}' is invalid.`);
}
