/**
 * Checks of arguments that many functions take. Pure. Browser-safe.
 *
 * @module
 */
import { ArgumentError } from "../errors.ts";

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

/**
 * Holds an argument to be a name of a parameter or artifact: text of some length that the AWS SDK can
 * read back, as it cannot what is called `__proto__`.
 *
 * @throws {ArgumentError} when it is none
 */
export function checkMemberName(action: string, value: unknown, longest: number): void {
  checkText(action, "name", value, 1, longest);
  if (value !== "__proto__") return;
  const rule = "not be __proto__, whose value the AWS SDK for JavaScript loses";
  throw new ArgumentError(action, { argument: "name", value, rule });
}
