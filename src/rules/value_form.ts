/**
 * Finds the form in which a value of a configuration is recorded. Getters of the value may run.
 *
 * @module
 */

/** The kept form of a value, and the rule that the value breaks, if it breaks one. */
export type ValueForm =
  & (
    | { readonly kind: "scalar"; readonly value: string | number | boolean | null }
    | { readonly kind: "entries"; readonly entries: readonly Entry[] }
    | { readonly kind: "items"; readonly items: ArrayLike<unknown> }
    /** The value stands for another one, whose form is kept. */
    | { readonly kind: "other"; readonly other: unknown }
    | { readonly kind: "nothing" }
  )
  & { readonly flaw?: Flaw };

/** A named part of a value; reading it may throw. */
export type Entry = readonly [name: string, read: () => unknown];

/** A rule that a value breaks: a phrase that follows "must", and the form that is kept. */
export interface Flaw {
  readonly rule: string;
  readonly kept?: string;
}

const PLAIN = "be text, a number, a boolean, null, a date, an array or a plain object";

/** Returns the form of a value. Other realms' arrays, dates and maps count too. */
export function formOf(value: unknown): ValueForm {
  switch (typeof value) {
    case "string":
    case "boolean":
      return { kind: "scalar", value };
    case "number":
      return formOfNumber(value);
    case "bigint":
      return { kind: "scalar", value: String(value) };
    case "undefined":
      return { kind: "nothing", flaw: { rule: "not be undefined" } };
    case "function":
      return named(value.name);
    case "symbol":
      return named(value.description);
    case "object":
      return value === null ? { kind: "scalar", value } : formOfObject(value);
  }
}

/** Returns the own enumerable members of an object, each to be read later. */
export function entriesOf(value: object): readonly Entry[] {
  // Any member's value is unknown.
  const members = value as Readonly<Record<string, unknown>>;
  return Object.keys(members).map((name) => [name, () => members[name]]);
}

function formOfNumber(value: number): ValueForm {
  if (Object.is(value, -0)) {
    return { kind: "scalar", value: 0, flaw: { rule: "not be -0", kept: "kept as 0" } };
  }
  if (Number.isFinite(value)) return { kind: "scalar", value };
  const flaw = { rule: "be a finite number", kept: `kept as the text ${value}` };
  return { kind: "scalar", value: String(value), flaw };
}

function named(name: unknown): ValueForm {
  if (typeof name !== "string" || name === "") return { kind: "nothing", flaw: { rule: PLAIN } };
  return { kind: "scalar", value: name, flaw: { rule: PLAIN, kept: "kept as its name" } };
}

function formOfObject(value: object): ValueForm {
  if (Array.isArray(value)) return { kind: "items", items: value };
  if (ArrayBuffer.isView(value)) {
    // A view is of bytes, or a typed array: its type lacks the length and the index that it has.
    return value instanceof DataView
      ? { kind: "nothing", flaw: { rule: PLAIN } }
      : { kind: "items", items: value as unknown as ArrayLike<unknown> };
  }
  if (isPlain(value)) return { kind: "entries", entries: entriesOf(value) };
  switch (Object.prototype.toString.call(value)) {
    case "[object Date]":
      return formOfDate(value);
    case "[object Map]":
      return formOfMap(value);
    case "[object Set]":
      return { kind: "items", items: [...value as Set<unknown>] };
    case "[object Number]":
    case "[object String]":
    case "[object Boolean]":
      return { kind: "other", other: value.valueOf() };
    default:
      return formOfInstance(value);
  }
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  // The second check covers plain objects of other realms.
  return prototype === null ||
    Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype as object, "valueOf");
}

function formOfDate(value: object): ValueForm {
  // The tag has been checked; a getter of that name would have to lie.
  const time = Date.prototype.getTime.call(value);
  if (!Number.isNaN(time)) return { kind: "scalar", value: new Date(time).toISOString() };
  const flaw = { rule: "be a valid date", kept: "kept as the text Invalid Date" };
  return { kind: "scalar", value: "Invalid Date", flaw };
}

function formOfMap(value: object): ValueForm {
  // The tag has been checked.
  const entries = [...value as Map<unknown, unknown>];
  const hasNames = entries.every(([key]) => typeof key === "string");
  return {
    kind: "entries",
    entries: entries.map(([key, member]) => [String(key), () => member]),
    ...(hasNames
      ? {}
      : { flaw: { rule: "have text as keys", kept: "kept with its keys as text" } }),
  };
}

/** Returns the nearest form of a class's instance: its JSON form, its fields or its text. */
function formOfInstance(value: object): ValueForm {
  if ("toJSON" in value && typeof value.toJSON === "function") {
    const other: unknown = value.toJSON();
    return { kind: "other", other, flaw: { rule: PLAIN, kept: "kept in its JSON form" } };
  }
  if (value instanceof Error || value instanceof RegExp) {
    return { kind: "scalar", value: String(value), flaw: { rule: PLAIN, kept: "kept as text" } };
  }
  const entries = entriesOf(value);
  if (entries.length === 0) return { kind: "nothing", flaw: { rule: PLAIN } };
  return { kind: "entries", entries, flaw: { rule: PLAIN, kept: "kept by its fields" } };
}
