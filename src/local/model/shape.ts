/**
 * Shapes from AWS's service model, which describe the members of a request as data.
 *
 * @module
 */

/** The shape of a string. */
export interface TextShape {
  /** Tag of the union. */
  readonly type: "text";
  /** Minimum length. */
  readonly min?: number;
  /** Maximum length. */
  readonly max?: number;
  /** Pattern that the whole string must match, as in Java: no dot matches a line end. */
  readonly pattern?: RegExp;
  /** Allowed values. */
  readonly oneOf?: readonly string[];
}

/** The shape of a number: whole, double, or a time in seconds since 1970. */
export interface NumberShape {
  /** Tag of the union. */
  readonly type: "whole" | "double" | "time";
  /** Minimum value. */
  readonly min?: number;
  /** Maximum value. */
  readonly max?: number;
  /** Whether to accept `true` and `false` for 1 and 0. */
  readonly takesBooleans?: boolean;
  /** Whether to accept numbers that are not finite, to be rejected one by one. */
  readonly takesInfinite?: boolean;
}

/** The shape of a list. */
export interface ListShape {
  /** Tag of the union. */
  readonly type: "list";
  /** Shape of each item. */
  readonly of: Shape;
  /** Minimum length. */
  readonly min?: number;
  /** Maximum length. */
  readonly max?: number;
}

/** The shape of a map with string keys. */
export interface MapShape {
  /** Tag of the union. */
  readonly type: "map";
  /** Shape of each key. */
  readonly key: TextShape;
  /** Shape of each value. */
  readonly value: Shape;
  /** Maximum number of entries. */
  readonly max?: number;
}

/** The shape of a structure. */
export interface StructureShape {
  /** Tag of the union. */
  readonly type: "structure";
  /** Shapes of the members, by name. */
  readonly members: Readonly<Record<string, Shape>>;
  /** Names of the required members. */
  readonly required: readonly string[];
  /** Whether to require exactly one member. */
  readonly union?: boolean;
  /** Shape of all other members. Without it, they are ignored. */
  readonly others?: Shape;
}

/** The shape of `true` and `false`. */
export interface FlagShape {
  /** Tag of the union. */
  readonly type: "flag";
}

/** The shape of any value, which is stored unchanged. Its strings and numbers must be valid. */
export interface AnyShape {
  /** Tag of the union. */
  readonly type: "any";
}

/** The shape of a value. */
export type Shape =
  | TextShape
  | NumberShape
  | FlagShape
  | ListShape
  | MapShape
  | StructureShape
  | AnyShape;

/** Returns the shape of a string with a length from `min` to `max`. */
export function text(min: number, max: number, pattern?: RegExp): TextShape {
  return { type: "text", min, max, ...(pattern ? { pattern } : {}) };
}

/** Returns the shape of a string with a fixed set of values. */
export function oneOf(...values: readonly string[]): TextShape {
  return { type: "text", oneOf: values };
}

/** Returns the shape of a list with a length from `min` to `max`. */
export function list(of: Shape, min: number, max: number): ListShape {
  return { type: "list", of, min, max };
}

/** Returns the shape of a map with at most `max` entries. */
export function map(key: TextShape, value: Shape, max: number): MapShape {
  return { type: "map", key, value, max };
}

/** Returns the shape of a structure. Members whose names end in `*` are required. */
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

/** Returns the shape of a structure that requires exactly one of its members. */
export function union(members: Readonly<Record<string, Shape>>): StructureShape {
  return { ...structure(members), union: true };
}

/** The shape of a whole number. */
export const WHOLE: NumberShape = { type: "whole" };
/** The shape of a double. */
export const DOUBLE: NumberShape = { type: "double" };
/**
 * Earliest and latest time that is stored: the years 1 to 9999 in every time zone. AWS's SDK for
 * Python cannot read others, and fails a whole list that contains one.
 */
export const TIME_RANGE = { min: -62_135_510_400, max: 253_402_214_400 } as const;
/** The shape of a time that is stored. */
export const TIME: NumberShape = { type: "time", ...TIME_RANGE };
/** The shape of a time to compare with. */
export const ANY_TIME: NumberShape = { type: "time" };
/** The shape of `true` and `false`. */
export const FLAG: FlagShape = { type: "flag" };
/** The shape of any value, which is stored unchanged. */
export const ANY: AnyShape = { type: "any" };
