/**
 * The values by which components are found by their parameters.
 *
 * @module
 */
import type { Body } from "./entities.ts";

/** Yields the number or text of each parameter in a component's body. */
export function* parameterValues(
  body: Body,
): Generator<readonly [name: string, value: number | string]> {
  for (const [name, parameter] of Object.entries(Object(body["Parameters"]))) {
    const { NumberValue, StringValue }: Record<string, unknown> = Object(parameter);
    const value = typeof NumberValue === "number" ? NumberValue : StringValue;
    if (typeof value === "number" || typeof value === "string") yield [name, value];
  }
}
