/**
 * Checks the shape of options: rejects unknown names and values that are not objects of options.
 *
 * @module
 */
import { ArgumentError } from "./errors.ts";

/** Every name of an options type. A missing name, or one that the type lacks, does not compile. */
export type OptionNames<Options> = { readonly [Name in keyof Options]-?: true };

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
 * Returns the first fault in the shape of options, if there is one. Values are not checked.
 *
 * @param options The caller's options; `undefined` stands for no options
 * @param names The known names
 * @param argument The argument's name, if it is not `options`; faults then name the path
 */
export function findOptionFault(
  options: unknown,
  names: Readonly<Record<string, true>>,
  argument = "options",
): OptionFault | undefined {
  if (options === undefined) return undefined;
  if (!isObject(options)) return { argument, value: options, rule: shapeRule(names) };
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(names, name));
  return unknown === undefined ? undefined : {
    argument: argument === "options" ? unknown : `${argument}.${unknown}`,
    value: options[unknown],
    rule: `be removed because no such option exists${suggestion(unknown, Object.keys(names))}`,
  };
}

/**
 * Checks the shape of options.
 *
 * @param action The failed action, such as `Cannot list runs`
 * @param options The caller's options
 * @param names The known names
 * @param argument The argument's name, if it is not `options`
 * @throws {ArgumentError} If an option is unknown, or the argument is not an object of options; the
 * error names it
 */
export function checkOptions(
  action: string,
  options: unknown,
  names: Readonly<Record<string, true>>,
  argument?: string,
): void {
  const fault = findOptionFault(options, names, argument);
  if (fault) throw new ArgumentError(action, fault);
}

/**
 * Checks the shape of options that have to be passed.
 *
 * @param action The failed action, such as `Cannot start run`
 * @param options The caller's options
 * @param names The known names
 * @throws {ArgumentError} If there are no options, an option is unknown, or the argument is not an
 * object of options
 */
export function requireOptions(
  action: string,
  options: unknown,
  names: Readonly<Record<string, true>>,
): void {
  checkOptions(action, options, names);
  if (options !== undefined) return;
  throw new ArgumentError(action, { argument: "options", value: options, rule: shapeRule(names) });
}

function shapeRule(names: Readonly<Record<string, true>>): string {
  return `be an object such as { ${Object.keys(names)[0]}: … }`;
}

/**
 * Checks whether a value is an object of named values, as opposed to an array, map, date or
 * promise.
 */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return Object.prototype.toString.call(value) === "[object Object]";
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
