/**
 * Conditions for reading or replacing an object.
 *
 * @module
 */
import { ServiceError } from "../errors.ts";

/** The state of an object that conditions refer to. */
export interface ObjectState {
  /** ETag, without quotes. */
  readonly etag: string;
  /** Time at which it was stored, in seconds since 1970. */
  readonly created: number;
}

/**
 * Returns whether the client already has the object, so that its bytes need not be sent.
 *
 * @throws {ServiceError} If the object does not match the client's condition (PreconditionFailed)
 */
export function isKnown(headers: Headers, { etag, created }: ObjectState): boolean {
  // HTTP times are whole seconds.
  const modified = Math.floor(created);
  const match = headers.get("if-match");
  const unmodified = timeOf(headers.get("if-unmodified-since"));
  // An ETag takes precedence over a time.
  if (match === null ? modified > (unmodified ?? Infinity) : !includes(match, etag)) {
    throw preconditionFailed();
  }
  const noneMatch = headers.get("if-none-match");
  const since = timeOf(headers.get("if-modified-since"));
  return noneMatch === null ? modified <= (since ?? -Infinity) : includes(noneMatch, etag);
}

/**
 * Checks whether a request may replace the existing object, if there is one.
 *
 * @throws {ServiceError} If its state does not match (PreconditionFailed) or the required object
 * does not exist (NoSuchKey)
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
