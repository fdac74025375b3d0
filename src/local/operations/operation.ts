/**
 * Operations: the shape of the request, whether it writes, and the function that runs it.
 *
 * @module
 */
import type { Quotas, UndocumentedBehavior } from "../account.ts";
import type { StructureShape } from "../model/shape.ts";
import type { Awaitable } from "../store/awaitable.ts";
import type { Body, Entity } from "../store/entities.ts";
import type { Tables } from "../store/store.ts";

/** The region and account of the service. */
export interface Place {
  /**
   * Beginning of every ARN, with partition, region and account:
   * `arn:aws:sagemaker:{region}:{account}:`.
   */
  readonly arnPrefix: string;
  /** Region in ARNs. */
  readonly region: string;
  /** Account ID: twelve digits. */
  readonly accountId: string;
}

/** The context in which an operation runs. */
export interface Context {
  /** Tables of the transaction. */
  readonly tables: Tables;
  /** Region and account of the service. */
  readonly place: Place;
  /** Quotas of the account. */
  readonly quotas: Quotas;
  /** AWS behavior that is not documented. */
  readonly behavior: UndocumentedBehavior;
  /** Current time, in seconds since 1970. */
  readonly now: number;
}

/** A validated request, whose members match the operation's shape. */
export type Input = Readonly<Record<string, unknown>>;

/** An operation of the service. */
export interface Operation {
  /** Shape of the request. */
  readonly input: StructureShape;
  /** Shape of the answer; undefined if it has members that this service does not know. */
  readonly output?: StructureShape;
  /** Whether the operation changes anything. */
  readonly writes: boolean;
  /** Runs the operation. */
  readonly run: (context: Context, input: Input) => Awaitable<Body>;
}

/** Operations by name. */
export type Operations = Readonly<Record<string, Operation>>;

/**
 * Runs an operation in a read or write transaction, as the operation requires. The last argument is
 * whether the operation may create the first data of a store.
 */
export type Transact = <T>(
  operation: Operation,
  work: (context: Context) => Awaitable<T>,
  creates: boolean,
) => Promise<T>;

/** Returns a validated text member, or undefined if it is absent. */
export function optionalText(input: Input, member: string): string | undefined {
  const value = input[member];
  return typeof value === "string" ? value : undefined;
}

/** Returns a required text member. */
export function textOf(input: Input, member: string): string {
  return optionalText(input, member) ?? "";
}

/** Returns a number member, or undefined if it is absent. */
export function numberOf(input: Input, member: string): number | undefined {
  const value = input[member];
  return typeof value === "number" ? value : undefined;
}

/** Returns those of the named members that the input contains. */
export function pick(input: Input, ...members: readonly string[]): Body {
  return Object.fromEntries(
    members.flatMap((member) =>
      input[member] === undefined || input[member] === null ? [] : [[member, input[member]]]
    ),
  );
}

/** Returns the key of a name: lower case, because AWS ignores case. */
export function keyOf(name: string): string {
  return name.toLowerCase();
}

/** Returns the creation and modification times of an entity. */
export function times({ created, modified }: Entity): Body {
  return { CreationTime: created, LastModifiedTime: modified };
}
