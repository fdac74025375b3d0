/**
 * Checks parameters and converts them to their form on the wire.
 *
 * @module
 */
import type { TrialComponentParameterValue } from "@aws-sdk/client-sagemaker";
import { ArgumentError } from "../errors.ts";
import { PARAMETER_NAME_LENGTH, PARAMETER_VALUE_LENGTH } from "./limits.ts";
import { originalText, storedName, storedText } from "./stored_text.ts";

/** Value of a parameter. Booleans are recorded as the strings `true` and `false`. */
export type ParameterValue = string | number | boolean;

/**
 * Name of the artifact that holds, as JSON, what a run's parameters cannot hold whole: values and
 * names that are too long, and parameters beyond AWS's limit of 300.
 */
export const PARAMETERS_FILE = "runlog/parameters.json";

/** Content of {@linkcode PARAMETERS_FILE}. */
export interface ParametersFile {
  /** Parameters that the run holds in a shortened form, by their whole name. */
  readonly shortened: Readonly<Record<string, string | number>>;
  /** Parameters that the run does not hold. */
  readonly further: Readonly<Record<string, string | number>>;
}

/** Returns the stored name of a parameter, shortened if it is too long. */
export function parameterName(name: string): string {
  return storedName(name, PARAMETER_NAME_LENGTH);
}

/** Returns a parameter's value in its form on the wire. Text that is too long is shortened. */
export function wireValue(value: string | number): TrialComponentParameterValue {
  return typeof value === "number"
    ? { NumberValue: value }
    : { StringValue: storedText(value, PARAMETER_VALUE_LENGTH) };
}

/** Returns a parameter's value from its form on the wire. */
export function valueOf(value: TrialComponentParameterValue): string | number {
  return value.NumberValue ?? originalText(value.StringValue ?? "");
}

/** Checks whether a run holds a parameter whole, perhaps as a literal. */
export function fits(name: string, value: string | number): boolean {
  return storedName(name, Infinity).length <= PARAMETER_NAME_LENGTH &&
    (typeof value === "number" || storedText(value, Infinity).length <= PARAMETER_VALUE_LENGTH);
}

/**
 * Checks a parameter and returns its form on the wire.
 *
 * @throws {ArgumentError} If a run cannot hold it whole
 */
export function toParameter(name: string, value: ParameterValue): TrialComponentParameterValue {
  const action = `Cannot log parameter ${JSON.stringify(name)}`;
  if (storedName(name, Infinity).length > PARAMETER_NAME_LENGTH) {
    const rule = `be at most ${PARAMETER_NAME_LENGTH} characters`;
    throw new ArgumentError(action, { argument: "name", value: name, rule });
  }
  if (typeof value === "boolean") return { StringValue: String(value) };
  if (typeof value === "number" ? !Number.isFinite(value) : typeof value !== "string") {
    const rule = "be a string, a finite number or a boolean";
    throw new ArgumentError(action, { argument: "value", value, rule });
  }
  if (fits(name, value)) return wireValue(value);
  const rule = `be a string of at most ${PARAMETER_VALUE_LENGTH} characters`;
  throw new ArgumentError(action, { argument: "value", value, rule });
}
