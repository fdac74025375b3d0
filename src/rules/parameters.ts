/**
 * Checks parameters and converts them to their form on the wire.
 *
 * @module
 */
import type { TrialComponentParameterValue } from "@aws-sdk/client-sagemaker";
import { checkMemberName, checkText } from "./arguments.ts";
import { ArgumentError } from "../errors.ts";
import { PARAMETER_NAME_LENGTH, PARAMETER_VALUE_LENGTH } from "./limits.ts";

/** Value of a parameter. Booleans are recorded as the strings `true` and `false`. */
export type ParameterValue = string | number | boolean;

/** Checks a parameter and returns its form on the wire. */
export function toParameter(name: string, value: ParameterValue): TrialComponentParameterValue {
  const action = `Cannot log parameter ${JSON.stringify(name)}`;
  checkMemberName(action, name, PARAMETER_NAME_LENGTH);
  switch (typeof value) {
    case "number":
      if (Number.isFinite(value)) return { NumberValue: value };
      throw new ArgumentError(action, { argument: "value", value, rule: "be a finite number" });
    case "boolean":
      return { StringValue: String(value) };
    case "string":
      checkText(action, "value", value, 0, PARAMETER_VALUE_LENGTH);
      return { StringValue: value };
    default:
      throw new ArgumentError(action, {
        argument: "value",
        value,
        rule: "be a string, a finite number or a boolean",
      });
  }
}
