/**
 * Plain data, which commands and answers consist of: JSON, with marks for what JSON has not. Both a
 * JavaScript and a Python client can be told it, and it can be printed.
 */

/** A value: `{ $time }` is a time in milliseconds, `{ $bytes }` base64, `{ $number }` a number that JSON has no sign for. */
export type Plain = null | boolean | number | string | readonly Plain[] | Members;

/** Members by name. */
export interface Members {
  readonly [member: string]: Plain;
}

/** A time, from milliseconds since 1970. */
export function time(ms: number): Members {
  return { $time: ms };
}

/** Milliseconds of a time in seconds, rounded to what a Date holds. */
export function msOf(value: Plain | undefined): number {
  return typeof value === "object" && value !== null && "$time" in value
    ? Number(value["$time"])
    : NaN;
}

/** Whether a value has members. */
export function isMembers(value: Plain | undefined): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A text member; empty if there is none. */
export function textIn(members: Members, name: string): string {
  const value = members[name];
  return typeof value === "string" ? value : "";
}

/** Members of a member; none if there is none. */
export function membersIn(members: Members, name: string): Members {
  const value = members[name];
  return isMembers(value) ? value : {};
}

/** A list of members. */
export function listIn(members: Members, name: string): readonly Members[] {
  const value = members[name];
  return Array.isArray(value) ? value.filter(isMembers) : [];
}

/** Texts of a list. */
export function textsIn(members: Members, name: string): readonly string[] {
  const value = members[name];
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}

/** The given ones of some members. */
export function given(members: Members, ...names: readonly string[]): Members {
  return Object.fromEntries(
    names.flatMap((name) => members[name] === undefined ? [] : [[name, members[name] ?? null]]),
  );
}

/** The number that plain data stands for. */
export function numberIn(value: Plain | undefined): number {
  return Number(isMembers(value) ? value["$number"] : value);
}

/** Any value of a JavaScript client as plain data, without members that are undefined. */
export function toPlain(value: unknown): Plain {
  if (value === undefined || value === null) return null;
  if (typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "number") {
    if (Object.is(value, -0)) return { $number: "-0" };
    return Number.isFinite(value) ? value : { $number: String(value) };
  }
  if (value instanceof Date) return time(value.getTime());
  if (value instanceof Uint8Array) return { $bytes: value.toBase64() };
  if (ArrayBuffer.isView(value)) return toPlain(Array.from(value as Float64Array));
  if (Array.isArray(value)) return value.map(toPlain);
  return Object.fromEntries(
    Object.entries(value).filter(([name, one]) => name !== "$metadata" && one !== undefined)
      .map(([name, one]) => [name, toPlain(one)]),
  );
}

/** Plain data as a JavaScript client takes it. */
export function fromPlain(value: Plain): unknown {
  if (Array.isArray(value)) return value.map(fromPlain);
  if (!isMembers(value)) return value;
  const { $time, $bytes, $number } = value;
  if (typeof $time === "number") return new Date($time);
  if (typeof $bytes === "string") return Uint8Array.fromBase64($bytes);
  if (typeof $number === "string") return Number($number);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, fromPlain(one)]));
}

/** What a JavaScript client can send: its JSON has no negative zero. */
export function withoutNegativeZero(value: Plain): Plain {
  if (Array.isArray(value)) return value.map(withoutNegativeZero);
  if (!isMembers(value)) return value;
  if (value["$number"] === "-0") return 0;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, withoutNegativeZero(one)]),
  );
}

/**
 * What a JavaScript client can show of an answer: the AWS SDK loses the value of a member called
 * `__proto__`.
 */
export function withoutProto(value: Plain): Plain {
  if (Array.isArray(value)) return value.map(withoutProto);
  if (!isMembers(value)) return value;
  return Object.fromEntries(
    Object.entries(value).filter(([name]) => name !== "__proto__")
      .map(([name, one]) => [name, withoutProto(one)]),
  );
}
