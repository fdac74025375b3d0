/**
 * Flattens a configuration, as programs hold it, to parameters.
 *
 * @module
 */
import { ArgumentError } from "../errors.ts";
import { isObject } from "../options.ts";
import { entriesOf, type Entry, type Flaw, formOf, type ValueForm } from "./value_form.ts";

/** A part of a configuration that is omitted or kept in another form. */
export interface ConfigMisfit extends Flaw {
  /** Name of the parameter. */
  readonly name: string;
  readonly argument: "value" | "name";
  readonly value: unknown;
}

/** A flat configuration. */
export interface FlatConfig {
  /** Text and numbers by name. */
  readonly values: ReadonlyMap<string, string | number>;
  /** Parts that are omitted or kept in another form. */
  readonly misfits: readonly ConfigMisfit[];
}

/** Deepest nesting of objects and arrays. */
const MOST_LEVELS = 100;
/** Maximum number of values, with those in arrays: shared parts may multiply. */
const MOST_VALUES = 1_000_000;

/**
 * Flattens a configuration. Names of nested objects are joined by dots. Arrays become JSON text,
 * dates ISO 8601 text; null, booleans and bigints become text.
 *
 * @throws {ArgumentError} If the configuration is not an object
 */
export function flattenConfig(config: unknown): FlatConfig {
  const flat = new Flattening();
  let entries: readonly Entry[] = [];
  try {
    if (!isObject(config)) throw notAnObject(config);
    entries = entriesOf(config);
  } catch (error) {
    if (error instanceof ArgumentError) throw error;
    flat.tell("parameters", config, UNREADABLE);
  }
  for (const [name, read] of entries) flat.add(name, read, 1);
  return flat;
}

const UNREADABLE: Flaw = { rule: "be readable (reading it throws an error)" };

function notAnObject(value: unknown): ArgumentError {
  return new ArgumentError("Cannot log parameters", {
    argument: "parameters",
    value,
    rule: "be an object that maps names to values",
  });
}

class Flattening implements FlatConfig {
  readonly values = new Map<string, string | number>();
  readonly misfits: ConfigMisfit[] = [];
  /** Objects that contain the current value. */
  readonly #around = new Set<unknown>();
  #count = 0;

  tell(name: string, value: unknown, flaw: Flaw, argument: "value" | "name" = "value"): void {
    this.misfits.push({ name, argument, value, ...flaw });
  }

  /** Adds a value and what it contains. */
  add(name: string, read: () => unknown, level: number): void {
    this.#within(name, read, level, undefined, (form) => {
      switch (form.kind) {
        case "scalar":
          return this.#set(name, typeof form.value === "number" ? form.value : String(form.value));
        case "other":
          return this.add(name, () => form.other, level + 1);
        case "items":
          return this.#set(name, JSON.stringify(this.#array(name, form.items, level)));
        case "entries":
          if (form.entries.length === 0) return this.#set(name, "{}");
          for (const [key, read] of form.entries) this.add(`${name}.${key}`, read, level + 1);
      }
    });
  }

  #set(name: string, value: string | number): void {
    if (!this.values.has(name)) this.values.set(name, value);
    else this.tell(name, value, { rule: "be unlike the name of another nested value" }, "name");
  }

  /** Returns a part of an array as JSON holds it; undefined if it is omitted. */
  #json(name: string, read: () => unknown, level: number): unknown {
    return this.#within(name, read, level, "kept without that part", (form) => {
      switch (form.kind) {
        case "scalar":
          return form.value;
        case "other":
          return this.#json(name, () => form.other, level + 1);
        case "items":
          return this.#array(name, form.items, level);
        case "entries":
          return Object.fromEntries(
            form.entries.map(([key, read]) => [key, this.#json(name, read, level + 1)]),
          );
      }
    });
  }

  #array(name: string, items: ArrayLike<unknown>, level: number): readonly unknown[] {
    const length = Math.min(items.length, MOST_VALUES);
    return Array.from({ length }, (_, index) => {
      return this.#json(name, () => items[index], level + 1) ?? null;
    });
  }

  /**
   * Works on a value, unless it cannot be read, contains itself or is too much.
   *
   * @param kept The form that is kept in that case; undefined if the whole value is omitted
   */
  #within<T>(
    name: string,
    read: () => unknown,
    level: number,
    kept: string | undefined,
    work: (form: ValueForm) => T,
  ): T | undefined {
    const rest = kept === undefined ? {} : { kept };
    let value: unknown;
    let isInside = false;
    try {
      value = read();
      const flaw = this.#flawOf(value, level);
      if (flaw) {
        this.tell(name, value, { ...flaw, ...rest });
        return undefined;
      }
      isInside = typeof value === "object" && value !== null;
      if (isInside) this.#around.add(value);
      const form = formOf(value);
      if (form.flaw) this.tell(name, value, { ...rest, ...form.flaw });
      return work(form);
    } catch {
      this.tell(name, value, { ...UNREADABLE, ...rest });
      return undefined;
    } finally {
      if (isInside) this.#around.delete(value);
    }
  }

  #flawOf(value: unknown, level: number): Flaw | undefined {
    if (this.#around.has(value)) return { rule: "not contain itself" };
    if (level > MOST_LEVELS) return { rule: `be nested at most ${MOST_LEVELS} levels deep` };
    if (++this.#count <= MOST_VALUES) return undefined;
    return { rule: `be among the first ${MOST_VALUES} values` };
  }
}
