/**
 * Encodes values as JSON, and rejects those that JSON cannot represent.
 *
 * @module
 */
import { ArgumentError } from "../errors.ts";

/**
 * Encodes a value as JSON. Unlike `JSON.stringify`, it does not silently replace NaN and infinities
 * with `null`.
 *
 * @throws {ArgumentError} If JSON cannot represent the value
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
  const reason = cause instanceof Error ? ` (${cause.message})` : "";
  return new ArgumentError(
    "Cannot log JSON",
    { argument: "value", value, rule: `be representable in JSON${reason}` },
    cause === undefined ? undefined : { cause },
  );
}
