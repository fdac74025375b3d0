/**
 * What an operation is: the shape of its request, whether it writes, and what it does.
 *
 * @module
 */
import type { Quotas, UndocumentedBehavior } from "../account.ts";
import type { StructureShape } from "../model/shape.ts";
import type { Awaitable } from "../store/awaitable.ts";
import type { Body, Entity } from "../store/entities.ts";
import type { Tables } from "../store/store.ts";

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
  /** What it does where AWS's documents do not say. */
  readonly behavior: UndocumentedBehavior;
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
  readonly run: (context: Context, input: Input) => Awaitable<Body>;
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
