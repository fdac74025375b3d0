/**
 * The shape of options, checked in one place: unknown names, and what is no object of options at all.
 * Pure. Browser-safe.
 *
 * @module
 */
import { ArgumentError } from "./errors.ts";

/** Every name of an options type: one that is missing, or that the type lacks, does not compile. */
export type OptionNames<Options> = { readonly [Name in keyof Options]-?: true };

/** What is wrong with options, in the words of an error. */
export interface OptionFault {
  /** The argument, or the option. */
  readonly argument: string;
  /** The value that was refused. */
  readonly value: unknown;
  /** The rule that it breaks, as a phrase that follows "must". */
  readonly rule: string;
}

/**
 * What is wrong with the shape of options, if anything. Values are not looked at.
 *
 * @param options What the caller gave; `undefined` stands for no options
 * @param names The names that there are
 * @param argument The argument's name, where it is not `options`: then faults name the path
 */
export function findOptionFault(
  options: unknown,
  names: Readonly<Record<string, true>>,
  argument = "options",
): OptionFault | undefined {
  if (options === undefined) return undefined;
  if (!isObject(options)) {
    const rule = `be an object such as { ${Object.keys(names)[0]}: … }`;
    return { argument, value: options, rule };
  }
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(names, name));
  return unknown === undefined ? undefined : {
    argument: argument === "options" ? unknown : `${argument}.${unknown}`,
    value: options[unknown],
    rule: `be left out: there is no such option${suggestion(unknown, Object.keys(names))}`,
  };
}

/**
 * Checks the shape of options.
 *
 * @param action What could not be done: `Cannot list runs`
 * @param options What the caller gave
 * @param names The names that there are
 * @param argument The argument's name, where it is not `options`
 * @throws {ArgumentError} that names the unknown option, or the argument that is no object
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

/** Whether a value is an object that may hold named values: no array, map, date or promise. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return Object.prototype.toString.call(value) === "[object Object]";
}

/** The name that may have been meant. */
function suggestion(name: string, names: readonly string[]): string {
  const typed = name.toLowerCase();
  const meant = names.find((other) => {
    const known = other.toLowerCase();
    return known.includes(typed) || typed.includes(known) ||
      known.slice(0, 4) === typed.slice(0, 4);
  });
  return meant === undefined ? "" : ` (perhaps ${meant} is meant)`;
}
