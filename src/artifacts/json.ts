/**
 * Values as JSON, refused where JSON would lose them. Pure. Browser-safe.
 *
 * @module
 */
import { ArgumentError } from "../errors.ts";

/**
 * A value as JSON. `JSON.stringify` makes `null` of NaN and infinities without a word.
 *
 * @throws {ArgumentError} when JSON cannot hold it
 */
export function encodeJson(value: unknown): string {
  let json: string | undefined;
  try {
    json = JSON.stringify(value, (key, item) => {
      if (typeof item !== "number" || Number.isFinite(item)) return item;
      throw new RangeError(`${key === "" ? "the value" : key} is ${item}`);
    });
  } catch (cause) {
    throw refusal(value, cause);
  }
  if (json === undefined) throw refusal(value);
  return json;
}

function refusal(value: unknown, cause?: unknown): ArgumentError {
  const reason = cause instanceof Error ? `: ${cause.message}` : "";
  return new ArgumentError(
    "Cannot log JSON",
    { argument: "value", value, rule: `be what JSON can hold${reason}` },
    cause === undefined ? undefined : { cause },
  );
}
