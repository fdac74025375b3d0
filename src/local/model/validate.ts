/**
 * Validates a request against its shape, with AWS's wording for violations.
 *
 * @module
 */
import { invalid, ServiceError } from "../errors.ts";
import type { NumberShape, Shape, StructureShape, TextShape } from "./shape.ts";

/** A violated constraint. */
interface Violation {
  readonly value: unknown;
  readonly path: string;
  readonly constraint: string;
}

/** JSON over HTTP carries no other text unchanged, and readers replace or reject it. */
const WELL_FORMED = "Member must be well-formed Unicode";
const FINITE = "Member must be a finite number";

/** Maximum number of violations that AWS reports per request. */
const MOST_VIOLATIONS = 10;

/**
 * Validates a request.
 *
 * @throws {ServiceError} If a value has the wrong type (SerializationException) or violates a
 * constraint (ValidationException)
 */
export function validate(shape: Shape, value: unknown): void {
  const violations: Violation[] = [];
  check(shape, value, "", violations);
  if (violations.length === 0) return;
  const texts = violations.slice(0, MOST_VIOLATIONS).map(({ value, path, constraint }) =>
    `Value ${shown(value)} at '${shortened(path)}' failed to satisfy constraint: ${constraint}`
  );
  const count = `${texts.length} validation error${texts.length === 1 ? "" : "s"} detected`;
  throw invalid(`${count}: ${texts.join("; ")}`);
}

/** Returns whether a value breaks no rule of its shape. */
export function isValid(shape: Shape, value: unknown): boolean {
  const violations: Violation[] = [];
  check(shape, value, "", violations);
  return violations.length === 0;
}

function check(shape: Shape, value: unknown, path: string, found: Violation[]): void {
  const note = (constraint: string): void => void found.push({ value, path, constraint });
  switch (shape.type) {
    case "any":
      return checkAny(value, path, found);
    case "text":
      if (typeof value !== "string") throw wrongType(path, "a string");
      return checkText(shape, value, note);
    case "whole":
    case "double":
    case "time":
      return checkNumber(shape, value, path, note);
    case "flag":
      if (typeof value !== "boolean") throw wrongType(path, "a boolean");
      return;
    case "list":
      if (!Array.isArray(value)) throw wrongType(path, "a list");
      checkSize(value.length, shape, note);
      value.forEach((item, index) => {
        check(shape.of, item, `${path}.${index + 1}.member`, found);
      });
      return;
    case "map":
      if (!isRecord(value)) throw wrongType(path, "a map");
      checkSize(Object.keys(value).length, shape, note);
      for (const [key, item] of Object.entries(value)) {
        check(shape.key, key, path, found);
        check(shape.value, item, `${path}.${key}.member`, found);
      }
      return;
    case "structure":
      return checkStructure(shape, value, path, found);
  }
}

function checkStructure(
  shape: StructureShape,
  value: unknown,
  path: string,
  found: Violation[],
): void {
  if (!isRecord(value)) throw wrongType(path, "a structure");
  const at = (name: string): string => {
    const member = name.charAt(0).toLowerCase() + name.slice(1);
    return path === "" ? member : `${path}.${member}`;
  };
  for (const name of shape.required) {
    if (value[name] === undefined || value[name] === null) {
      found.push({ value: null, path: at(name), constraint: "Member must not be null" });
    }
  }
  // In the shape's order: JSON and a caller's object may have another.
  const given = Object.entries(shape.members).filter(([name]) =>
    Object.hasOwn(value, name) && value[name] !== null
  );
  if (shape.union && given.length !== 1) {
    throw new ServiceError(
      "SerializationException",
      `Unions must have exactly one member set at '${shortened(path)}'`,
    );
  }
  for (const [name, own] of given) check(own, value[name], at(name), found);
  if (!shape.others) return;
  for (const [name, member] of Object.entries(value)) {
    if (Object.hasOwn(shape.members, name) || member === null) continue;
    checkAny(name, at(name), found);
    check(shape.others, member, at(name), found);
  }
}

function checkText(shape: TextShape, value: string, note: (constraint: string) => void): void {
  const { min = 0, max = Infinity, pattern, oneOf } = shape;
  if (!value.isWellFormed()) note(WELL_FORMED);
  if (value.length < min) note(`Member must have length greater than or equal to ${min}`);
  if (value.length > max) note(`Member must have length less than or equal to ${max}`);
  if (pattern && !matchesWhole(pattern, value)) {
    note(`Member must satisfy regular expression pattern: ${pattern.source}`);
  }
  if (oneOf && !oneOf.includes(value)) {
    note(`Member must satisfy enum value set: [${oneOf.join(", ")}]`);
  }
}

/** Checks the strings and numbers of a value whose shape is not known. */
function checkAny(value: unknown, path: string, found: Violation[]): void {
  if (typeof value === "string" && !value.isWellFormed()) {
    found.push({ value, path, constraint: WELL_FORMED });
  } else if (typeof value === "number" && !Number.isFinite(value)) {
    found.push({ value, path, constraint: FINITE });
  } else if (typeof value === "object" && value !== null) {
    for (const [name, member] of Object.entries(value)) {
      checkAny(name, path, found);
      checkAny(member, `${path}.${name}`, found);
    }
  }
}

const WHOLE_PATTERNS = new Map<RegExp, RegExp>();

/** Returns whether the whole string matches, as AWS requires even of patterns without anchors. */
function matchesWhole(pattern: RegExp, value: string): boolean {
  let whole = WHOLE_PATTERNS.get(pattern);
  if (!whole) {
    whole = new RegExp(`^(?:${withJavaDots(pattern.source)})$`, pattern.flags);
    WHOLE_PATTERNS.set(pattern, whole);
  }
  return whole.test(value);
}

/** Replaces the dots of a pattern, because Java's match fewer characters than JavaScript's. */
function withJavaDots(source: string): string {
  return source.replace(
    /\\.|\[(?:\\.|[^\]\\])*\]|\./g,
    (part) => part === "." ? "[^\\n\\r\\u0085\\u2028\\u2029]" : part,
  );
}

function checkNumber(
  shape: NumberShape,
  value: unknown,
  path: string,
  note: (constraint: string) => void,
): void {
  if (shape.takesBooleans && typeof value === "boolean") return;
  const number = shape.type === "double" ? toDouble(value) : value;
  if (typeof number !== "number" || (shape.type === "whole" && !Number.isInteger(number))) {
    throw wrongType(path, shape.type === "whole" ? "an integer" : "a number");
  }
  const { min = -Infinity, max = Infinity } = shape;
  if (!Number.isFinite(number)) {
    if (!shape.takesInfinite) note(FINITE);
    return;
  }
  if (number < min) note(`Member must have value greater than or equal to ${min}`);
  if (number > max) note(`Member must have value less than or equal to ${max}`);
}

/** Reads a double in AWS's JSON: a number, or one of three words. */
export function toDouble(value: unknown): unknown {
  return value === "NaN" || value === "Infinity" || value === "-Infinity" ? Number(value) : value;
}

function checkSize(
  size: number,
  { min = 0, max = Infinity }: { readonly min?: number; readonly max?: number },
  note: (constraint: string) => void,
): void {
  if (size < min) note(`Member must have length greater than or equal to ${min}`);
  if (size > max) note(`Member must have length less than or equal to ${max}`);
}

function wrongType(path: string, wanted: string): ServiceError {
  return new ServiceError(
    "SerializationException",
    `Expected ${wanted} at '${shortened(path) || "the top"}'`,
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  const words = typeof value === "string"
    ? value
    : typeof value === "number"
    ? String(value)
    : JSON.stringify(value) ?? "null";
  return `'${shortened(words)}'`;
}

/** Shortens text of the request: an error must not be longer than what it is about. */
function shortened(text: string): string {
  return (text.length > 200 ? `${text.slice(0, 200)}…` : text).toWellFormed();
}
