/**
 * Shapes of AWS's service model: what a request's members have to be, as data.
 *
 * @module
 */

/** Text. */
export interface TextShape {
  /** Kind. */
  readonly type: "text";
  /** Least length. */
  readonly min?: number;
  /** Greatest length. */
  readonly max?: number;
  /** What it must match as a whole. */
  readonly pattern?: RegExp;
  /** What it must be one of. */
  readonly oneOf?: readonly string[];
}

/** A number: whole, double, or a time in seconds since 1970. */
export interface NumberShape {
  /** Kind. */
  readonly type: "whole" | "double" | "time";
  /** Least value. */
  readonly min?: number;
  /** Greatest value. */
  readonly max?: number;
  /** Whether `true` and `false` may stand for 1 and 0. */
  readonly takesBooleans?: boolean;
}

/** A list. */
export interface ListShape {
  /** Kind. */
  readonly type: "list";
  /** Its members. */
  readonly of: Shape;
  /** Least length. */
  readonly min?: number;
  /** Greatest length. */
  readonly max?: number;
}

/** A map from text. */
export interface MapShape {
  /** Kind. */
  readonly type: "map";
  /** Its keys. */
  readonly key: TextShape;
  /** Its values. */
  readonly value: Shape;
  /** Most entries. */
  readonly max?: number;
}

/** A structure. */
export interface StructureShape {
  /** Kind. */
  readonly type: "structure";
  /** Its members. */
  readonly members: Readonly<Record<string, Shape>>;
  /** Members that must be there. */
  readonly required: readonly string[];
  /** Whether exactly one member must be there. */
  readonly union?: boolean;
}

/** Anything: kept as it is. */
export interface AnyShape {
  /** Kind. */
  readonly type: "any";
}

/** A shape. */
export type Shape = TextShape | NumberShape | ListShape | MapShape | StructureShape | AnyShape;

/** Text of a length. */
export function text(min: number, max: number, pattern?: RegExp): TextShape {
  return { type: "text", min, max, ...(pattern ? { pattern } : {}) };
}

/** One of some texts. */
export function oneOf(...values: readonly string[]): TextShape {
  return { type: "text", oneOf: values };
}

/** A list. */
export function list(of: Shape, min: number, max: number): ListShape {
  return { type: "list", of, min, max };
}

/** A map. */
export function map(key: TextShape, value: Shape, max: number): MapShape {
  return { type: "map", key, value, max };
}

/** A structure; a name that ends in `*` must be there. */
export function structure(members: Readonly<Record<string, Shape>>): StructureShape {
  const names = Object.keys(members);
  return {
    type: "structure",
    members: Object.fromEntries(
      Object.entries(members).map(([name, shape]) => [name.replace("*", ""), shape]),
    ),
    required: names.filter((name) => name.endsWith("*")).map((name) => name.slice(0, -1)),
  };
}

/** A structure of which exactly one member must be there. */
export function union(members: Readonly<Record<string, Shape>>): StructureShape {
  return { ...structure(members), union: true };
}

/** Number shapes. */
export const WHOLE: NumberShape = { type: "whole" };
/** A double. */
export const DOUBLE: NumberShape = { type: "double" };
/** A time. */
export const TIME: NumberShape = { type: "time" };
/** Kept as it is. */
export const ANY: AnyShape = { type: "any" };
