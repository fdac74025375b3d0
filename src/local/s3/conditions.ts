/**
 * Conditions under which an object is given or replaced.
 *
 * @module
 */
import { ServiceError } from "../errors.ts";

/** The state of an object that conditions are about. */
export interface ObjectState {
  /** ETag, without quotes. */
  readonly etag: string;
  /** When it was stored, in seconds since 1970. */
  readonly created: number;
}

/**
 * Whether a reader has the object already, so that its bytes can be spared.
 *
 * @throws {ServiceError} PreconditionFailed when it is not the object that the reader wants
 */
export function isKnown(headers: Headers, { etag, created }: ObjectState): boolean {
  // HTTP's times are of whole seconds.
  const modified = Math.floor(created);
  const match = headers.get("if-match");
  const unmodified = timeOf(headers.get("if-unmodified-since"));
  // An ETag says more than a time, where there are both.
  if (match === null ? modified > (unmodified ?? Infinity) : !includes(match, etag)) {
    throw preconditionFailed();
  }
  const noneMatch = headers.get("if-none-match");
  const since = timeOf(headers.get("if-modified-since"));
  return noneMatch === null ? modified <= (since ?? -Infinity) : includes(noneMatch, etag);
}

/**
 * Holds the object that is there, if any, against what a writer wants to replace.
 *
 * @throws {ServiceError} PreconditionFailed, or NoSuchKey when there should be one
 */
export function requireReplaceable(headers: Headers, before: ObjectState | undefined): void {
  if (headers.get("if-none-match") === "*" && before) throw preconditionFailed();
  const match = headers.get("if-match");
  if (match === null) return;
  if (!before) throw new ServiceError("NoSuchKey", "The specified key does not exist.", 404);
  if (!includes(match, before.etag)) throw preconditionFailed();
}

function includes(list: string, etag: string): boolean {
  return list.trim() === "*" ||
    list.split(",").some((item) => item.trim().replace(/^(?:W\/)?"(.*)"$/, "$1") === etag);
}

function timeOf(text: string | null): number | undefined {
  const time = text === null ? NaN : Date.parse(text) / 1000;
  return Number.isNaN(time) ? undefined : time;
}

function preconditionFailed(): ServiceError {
  return new ServiceError(
    "PreconditionFailed",
    "At least one of the pre-conditions you specified did not hold",
    412,
  );
}
