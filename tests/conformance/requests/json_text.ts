/** JSON as no library writes it: values beside pieces of text that stand for themselves. */

/** Text in place of a JSON value, such as `1e400`. */
export class Raw {
  constructor(readonly text: string) {}
}

/** A value of a generated request. */
export type Json =
  | null
  | boolean
  | number
  | string
  | Raw
  | readonly Json[]
  | { readonly [member: string]: Json };

/** Members of a generated request. */
export type JsonMembers = { readonly [member: string]: Json };

/** Whether a value has members. */
export function isJsonMembers(value: Json | undefined): value is JsonMembers {
  return typeof value === "object" && value !== null && !Array.isArray(value) &&
    !(value instanceof Raw);
}

/** Writes a value. */
export function jsonOf(value: Json): string {
  if (value instanceof Raw) return value.text;
  if (Array.isArray(value)) return `[${value.map(jsonOf).join(",")}]`;
  if (!isJsonMembers(value)) return Object.is(value, -0) ? "-0" : JSON.stringify(value);
  const members = Object.entries(value).map(([name, one]) =>
    `${JSON.stringify(name)}:${jsonOf(one)}`
  );
  return `{${members.join(",")}}`;
}
