/**
 * Checks arguments that many functions share.
 *
 * @module
 */
import { ArgumentError } from "../errors.ts";

/**
 * Checks that an argument is a string whose length is in a range.
 *
 * @throws {ArgumentError} If it is not, or is not well-formed Unicode
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
 * Checks that an argument is a valid parameter or artifact name: a string whose length is in a
 * range, and which the AWS SDK can read back. The SDK cannot read back the name `__proto__`.
 *
 * @throws {ArgumentError} If it is not
 */
export function checkMemberName(action: string, value: unknown, longest: number): void {
  checkText(action, "name", value, 1, longest);
  if (value !== "__proto__") return;
  const rule = "not be __proto__, whose value the AWS SDK for JavaScript loses";
  throw new ArgumentError(action, { argument: "name", value, rule });
}
