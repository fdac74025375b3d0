/**
 * Reads requests and writes answers as the AWS SDK's JSON would have made them, without the text. A
 * session in the same process thus has the same values as any client.
 *
 * @module
 */
import { ServiceError } from "../errors.ts";
import type { ListShape, MapShape, NumberShape, Shape, StructureShape } from "./shape.ts";

/** Maximum size in bytes and maximum nesting of a request's JSON. */
export const JSON_LIMITS = { bytes: 4 * 1024 * 1024, depth: 64 } as const;

/** A value that is neither null nor undefined, with members. */
type Members = Readonly<Record<string, unknown>>;

/**
 * Copies the members of a request that its shape has.
 *
 * @throws {ServiceError} If the JSON is too large (status 413) or invalid (SerializationException)
 * @throws {TypeError} If the input contains itself
 */
export function readInput(
  shape: StructureShape,
  input: object,
): Readonly<Record<string, unknown>> {
  const reader = new InputReader();
  // Any object has members; those of its shape are read.
  const members = reader.structure(shape, input as Members, JSON_LIMITS.depth);
  if (reader.mostBytes > JSON_LIMITS.bytes && jsonBytes(members) > JSON_LIMITS.bytes) {
    throw new ServiceError("RequestEntityTooLarge", "The request is too large", 413);
  }
  return members;
}

function jsonBytes(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}

/** Copies values, and adds up how long their JSON is at most. */
class InputReader {
  /** Upper limit of the JSON's length, in bytes. */
  mostBytes = 2;

  structure(shape: StructureShape, value: Members, depth: number): Record<string, unknown> {
    const members: Record<string, unknown> = {};
    for (const name of Object.keys(shape.members)) {
      const [member, own] = [value[name], shape.members[name]];
      if (own === undefined || member === undefined || member === null) continue;
      this.mostBytes += name.length + 4;
      members[name] = this.#value(own, member, depth);
    }
    return members;
  }

  #value(shape: Shape, value: unknown, depth: number): unknown {
    switch (typeof value) {
      case "string":
        // A character has at most three bytes, or an escape of six.
        this.mostBytes += 6 * value.length + 2;
        return value;
      case "number":
        this.mostBytes += 26;
        // JSON has no other numbers. Adding zero removes the sign that the SDK does not write.
        return Number.isFinite(value) ? value + 0 : String(value);
      case "boolean":
        this.mostBytes += 5;
        return value;
      case "bigint":
        this.mostBytes += String(value).length;
        return Number(value);
      case "object":
        // Neither null nor undefined arrives here.
        return this.#object(shape, value as object, depth - 1);
      default:
        throw notJson();
    }
  }

  #object(shape: Shape, value: object, depth: number): unknown {
    if (depth === 0) throw notJson();
    this.mostBytes += 2;
    // Members are read by name, whatever the object is.
    const members = value as Members;
    if (shape.type === "structure") return this.structure(shape, members, depth);
    if (shape.type === "time" && value instanceof Date) return this.#time(value);
    if (Array.isArray(value) && (shape.type === "list" || shape.type === "any")) {
      return this.#list(shape, value, depth);
    }
    // As in the SDK, an array in place of a map has its positions as names.
    if (shape.type === "map" || (shape.type === "any" && !("toJSON" in value))) {
      return this.#map(shape, members, depth);
    }
    const text = JSON.stringify(value);
    if (text === undefined) throw notJson();
    this.mostBytes += 3 * text.length;
    return JSON.parse(text);
  }

  #time(value: Date): number {
    const seconds = value.getTime() / 1000;
    if (Number.isNaN(seconds)) throw notJson();
    this.mostBytes += 26;
    return seconds;
  }

  #list(shape: ListShape | { readonly type: "any" }, values: readonly unknown[], depth: number) {
    const of: Shape = shape.type === "any" ? shape : shape.of;
    const items: unknown[] = [];
    for (const value of values) {
      if (value === undefined || value === null) continue;
      this.mostBytes++;
      items.push(this.#value(of, value, depth));
    }
    return items;
  }

  #map(shape: MapShape | { readonly type: "any" }, values: Members, depth: number) {
    const of: Shape = shape.type === "any" ? shape : shape.value;
    const entries: Record<string, unknown> = {};
    for (const name of Object.keys(values)) {
      const value = values[name];
      if (value === undefined || value === null) continue;
      this.mostBytes += 6 * name.length + 4;
      setMember(entries, name, this.#value(of, value, depth));
    }
    return entries;
  }
}

/** The error of a request that is no JSON: an invalid date, a function. */
function notJson(): ServiceError {
  return new ServiceError("SerializationException", "The request body is not a JSON object");
}

/** Copies the members of an answer that its shape has, with times as dates. */
export function writeOutput(shape: StructureShape, body: Members): Record<string, unknown> {
  const members: Record<string, unknown> = {};
  for (const name of Object.keys(shape.members)) {
    const [member, own] = [body[name], shape.members[name]];
    if (own === undefined || member === undefined || member === null) continue;
    members[name] = writeValue(own, member);
  }
  return members;
}

function writeValue(shape: Shape, value: unknown): unknown {
  switch (shape.type) {
    case "text":
    case "flag":
      return value;
    case "whole":
    case "double":
    case "time":
      return writeNumber(shape, value);
    case "list":
      return Array.isArray(value) ? value.map((item) => writeValue(shape.of, item)) : value;
    case "map":
      return isObject(value) ? writeMap(shape, value) : value;
    case "structure":
      return isObject(value) ? writeOutput(shape, value) : value;
    case "any":
      return structuredClone(value);
  }
}

function writeMap(shape: MapShape, value: Members): Record<string, unknown> {
  const entries: Record<string, unknown> = {};
  for (const name of Object.keys(value)) {
    const entry = value[name];
    if (entry !== undefined) setMember(entries, name, writeValue(shape.value, entry));
  }
  return entries;
}

function writeNumber({ type }: NumberShape, value: unknown): unknown {
  if (type === "time") return new Date(Math.round(Number(value) * 1000));
  // AWS's words for numbers that JSON does not have.
  return value === "NaN" || value === "Infinity" || value === "-Infinity" ? Number(value) : value;
}

/** Sets a member by any name: an assignment to `__proto__` would set no member. */
function setMember(members: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== "__proto__") members[name] = value;
  else {
    Object.defineProperty(members, name, {
      value,
      configurable: true,
      enumerable: true,
      writable: true,
    });
  }
}

function isObject(value: unknown): value is Members {
  return typeof value === "object" && value !== null;
}
