/**
 * Checks options: rejects unknown names, values of a wrong kind, and what is no object of options.
 *
 * @module
 */
import { ArgumentError } from "./errors.ts";
import { isAllowed, type Kind } from "./kinds.ts";

/**
 * The kind of each option. A missing name, or one that the type lacks, does not compile. `true`
 * stands for an option that other code checks.
 */
export type OptionKinds<Options> = { readonly [Name in keyof Options]-?: Kind | true };

/** The kinds of any options, by name. */
export type AnyKinds = Readonly<Record<string, Kind | true>>;

/** A fault in options, as an error reports it. */
export interface OptionFault {
  /** The argument or option. */
  readonly argument: string;
  /** The invalid value. */
  readonly value: unknown;
  /** The broken rule, as a phrase that follows "must". */
  readonly rule: string;
}

/**
 * Returns the first fault in options, if there is one: their shape, their names, or the kind of a
 * value.
 *
 * @param options The caller's options; `undefined` stands for no options
 * @param kinds The known options
 * @param argument The argument's name, if it is not `options`; faults then name the path
 */
export function findOptionFault(
  options: unknown,
  kinds: AnyKinds,
  argument = "options",
): OptionFault | undefined {
  if (options === undefined) return undefined;
  if (!isObject(options)) return { argument, value: options, rule: shapeRule(kinds) };
  const pathOf = (name: string): string => argument === "options" ? name : `${argument}.${name}`;
  try {
    for (const name of Object.keys(options)) {
      const value = options[name];
      const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
      const rule = kind === undefined
        ? `be removed because no such option exists${suggestion(name, Object.keys(kinds))}`
        : ruleBrokenBy(value, kind);
      if (rule !== undefined) return { argument: pathOf(name), value, rule };
    }
    const missing = Object.keys(kinds).find((name) => isMissing(options[name], kinds[name]));
    if (missing !== undefined) {
      const kind = kinds[missing];
      const rule = kind === true || kind === undefined ? "be given" : kind.rule;
      return { argument: pathOf(missing), value: undefined, rule };
    }
  } catch {
    // A getter or a proxy's trap has thrown.
    return { argument, value: options, rule: "have only properties that can be read" };
  }
  return undefined;
}

function isMissing(value: unknown, kind: Kind | true | undefined): boolean {
  return value === undefined && typeof kind === "object" && kind.isRequired === true;
}

function ruleBrokenBy(value: unknown, kind: Kind | true): string | undefined {
  return value === undefined || kind === true || isAllowed(kind, value) ? undefined : kind.rule;
}

/**
 * Checks an argument that is no option.
 *
 * @param action The failed action, such as `Cannot list runs`
 * @param argument The argument's name
 * @throws {ArgumentError} If the value is of another kind
 */
export function checkArgument(
  action: string,
  argument: string,
  value: unknown,
  kind: Kind,
): void {
  if (!isAllowed(kind, value)) {
    throw new ArgumentError(action, { argument, value, rule: kind.rule });
  }
}

/**
 * Checks options.
 *
 * @param action The failed action, such as `Cannot list runs`
 * @param options The caller's options
 * @param kinds The known options
 * @param argument The argument's name, if it is not `options`
 * @throws {ArgumentError} If an option is unknown or of a wrong kind, or the argument is not an object
 * of options; the error names it
 */
export function checkOptions(
  action: string,
  options: unknown,
  kinds: AnyKinds,
  argument?: string,
): void {
  const fault = findOptionFault(options, kinds, argument);
  if (fault) throw new ArgumentError(action, fault);
}

/**
 * Checks the shape of options that have to be passed.
 *
 * @param action The failed action, such as `Cannot start run`
 * @param options The caller's options
 * @param kinds The known options
 * @throws {ArgumentError} If there are no options, an option is unknown, or the argument is not an
 * object of options
 */
export function requireOptions(
  action: string,
  options: unknown,
  kinds: AnyKinds,
): void {
  checkOptions(action, options, kinds);
  if (options !== undefined) return;
  throw new ArgumentError(action, { argument: "options", value: options, rule: shapeRule(kinds) });
}

function shapeRule(kinds: AnyKinds): string {
  return `be an object such as { ${Object.keys(kinds)[0]}: … }`;
}

/**
 * Reads an argument that may be a proxy or have getters, which may throw anything.
 *
 * @throws {ArgumentError} If reading throws; `cause` is the error
 */
export function readingOf<Read>(
  action: string,
  argument: string,
  value: unknown,
  read: () => Read,
): Read {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof ArgumentError) throw cause;
    const rule = "have only properties that can be read";
    throw new ArgumentError(action, { argument, value, rule }, { cause });
  }
}

/**
 * Checks whether a value is an object of named values, as opposed to an array, map, date or
 * promise.
 */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  try {
    return Object.prototype.toString.call(value) === "[object Object]";
  } catch {
    // A revoked proxy cannot be examined.
    return false;
  }
}

/** Suggests the known name that is most like an unknown one. */
function suggestion(name: string, names: readonly string[]): string {
  const typed = name.toLowerCase();
  const meant = names.find((other) => {
    const known = other.toLowerCase();
    return known.includes(typed) || typed.includes(known) ||
      known.slice(0, 4) === typed.slice(0, 4);
  });
  return meant === undefined ? "" : ` (did you mean ${meant}?)`;
}
