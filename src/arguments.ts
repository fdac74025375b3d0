/**
 * Checks of arguments that many functions take. Pure. Browser-safe.
 *
 * @module
 */
import { ArgumentError } from "./errors.ts";

/**
 * Holds an argument to be text of some length.
 *
 * @throws {ArgumentError} when it is none, or no well-formed Unicode
 */
export function checkText(
  action: string,
  argument: string,
  value: unknown,
  shortest: number,
  longest: number,
): void {
  if (typeof value === "string" && value.length >= shortest && value.length <= longest) {
    if (value.isWellFormed()) return;
    throw new ArgumentError(action, { argument, value, rule: "be well-formed Unicode" });
  }
  const range = shortest === 0 ? `at most ${longest}` : `${shortest} to ${longest}`;
  throw new ArgumentError(action, { argument, value, rule: `be a string of ${range} characters` });
}
