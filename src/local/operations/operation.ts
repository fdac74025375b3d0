/**
 * What an operation is: the shape of its request, whether it writes, and what it does.
 *
 * @module
 */
import { invalid } from "../errors.ts";
import type { StructureShape } from "../model/shape.ts";
import type { Body, Cursor, Entity, EntityQuery, Tables } from "../store/store.ts";

/** Quotas that AWS sets on an account. */
export interface Quotas {
  /** Trial components in a trial (L-479D8F33). */
  readonly componentsPerTrial: number;
  /** Trials in an experiment (L-E1A153C2). */
  readonly trialsPerExperiment: number;
}

/** Where the service says it is. */
export interface Place {
  /** Partition, region and account as every ARN begins: `arn:aws:sagemaker:{region}:{account}:`. */
  readonly arnPrefix: string;
  /** Region. */
  readonly region: string;
  /** Twelve digits. */
  readonly accountId: string;
}

/** What an operation works with. */
export interface Context {
  /** The tables of its transaction. */
  readonly tables: Tables;
  /** Where the service says it is. */
  readonly place: Place;
  /** The account's quotas. */
  readonly quotas: Quotas;
  /** The time, in seconds since 1970. */
  readonly now: number;
}

/** A checked request: its members are what the operation's shape says. */
export type Input = Readonly<Record<string, unknown>>;

/** An operation. */
export interface Operation {
  /** What its request has to be. */
  readonly input: StructureShape;
  /** Whether it changes anything. */
  readonly writes: boolean;
  /** Does it. */
  readonly run: (context: Context, input: Input) => Body;
}

/** Operations by name. */
export type Operations = Readonly<Record<string, Operation>>;

/** A text member that was checked; undefined when it is absent. */
export function optionalText(input: Input, member: string): string | undefined {
  const value = input[member];
  return typeof value === "string" ? value : undefined;
}

/** A text member that must be there. */
export function textOf(input: Input, member: string): string {
  return optionalText(input, member) ?? "";
}

/** A number member; undefined when it is absent. */
export function numberOf(input: Input, member: string): number | undefined {
  const value = input[member];
  return typeof value === "number" ? value : undefined;
}

/** The members of an input that are there, out of some. */
export function pick(input: Input, ...members: readonly string[]): Body {
  return Object.fromEntries(
    members.flatMap((member) =>
      input[member] === undefined || input[member] === null ? [] : [[member, input[member]]]
    ),
  );
}

/** The key of a name: AWS compares without case. */
export function keyOf(name: string): string {
  return name.toLowerCase();
}

/** When an entity was made and changed. */
export function times({ created, modified }: Entity): Body {
  return { CreationTime: created, LastModifiedTime: modified };
}

/** A page of entities, and the token of the next. */
export function page(
  input: Input,
  fetch: (query: EntityQuery) => readonly Entity[],
): { readonly entities: readonly Entity[]; readonly rest: Body } {
  const limit = numberOf(input, "MaxResults") ?? 10;
  const token = optionalText(input, "NextToken");
  const found = fetch({
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
  throw invalid("The token '" + token.slice(0, 40) + "' is invalid.");
}
