/**
 * Conditions for reading or replacing an object.
 *
 * @module
 */
import { ServiceError } from "../errors.ts";
import { notImplemented } from "./arguments.ts";
import { noSuchKey } from "./stored_objects.ts";

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

/** Returns whether a write depends on the existing object. */
export function hasWriteCondition(headers: Headers): boolean {
  return headers.has("if-match") || headers.has("if-none-match");
}

/**
 * Checks whether a request may replace the existing object, if there is one.
 *
 * @throws {ServiceError} If its state does not match (PreconditionFailed) or the required object
 * does not exist (NoSuchKey)
 */
export function requireReplaceable(headers: Headers, before: ObjectState | undefined): void {
  const noneMatch = headers.get("if-none-match");
  if (noneMatch !== null && noneMatch.trim() !== "*") {
    throw notImplemented("If-None-Match of an ETag for writes, as S3 does not");
  }
  if (noneMatch !== null && before) throw preconditionFailed();
  requireMatch(headers.get("if-match"), before);
}

function requireMatch(match: string | null | undefined, before: ObjectState | undefined): void {
  if (match === null || match === undefined) return;
  if (!before) throw noSuchKey();
  if (!includes(match, before.etag)) throw preconditionFailed();
}

/** State of an object in which it may be deleted. Absent members allow any. */
export interface DeleteCondition {
  /** ETag, or `*` for any object. */
  readonly etag?: string | undefined;
  /** Length in bytes. */
  readonly size?: string | undefined;
  /** Time at which it was stored, as HTTP writes times. */
  readonly modified?: string | undefined;
}

/** Returns whether a deletion depends on the object. */
export function isConditional({ etag, size, modified }: DeleteCondition): boolean {
  return etag !== undefined || size !== undefined || modified !== undefined;
}

/**
 * Checks whether an object may be deleted. As in S3, one that does not exist fails a condition on its
 * ETag only.
 *
 * @throws {ServiceError} If it does not match (PreconditionFailed), or does not exist although its
 * ETag is required (NoSuchKey)
 */
export function requireDeletable(
  { etag, size, modified }: DeleteCondition,
  before: (ObjectState & { readonly size: number }) | undefined,
): void {
  requireMatch(etag, before);
  if (!before) return;
  const isOther = (size !== undefined && Number(size) !== before.size) ||
    (modified !== undefined && timeOf(modified) !== Math.floor(before.created));
  if (isOther) throw preconditionFailed();
}

/**
 * Checks whether an object may be copied, by the request's conditions on the source.
 *
 * @throws {ServiceError} If it does not match (PreconditionFailed)
 */
export function requireCopyable(headers: Headers, source: ObjectState): void {
  const prefix = "x-amz-copy-source-";
  const conditions = new Headers();
  for (const [name, value] of headers) {
    if (name.startsWith(`${prefix}if-`)) conditions.set(name.slice(prefix.length), value);
  }
  if (isKnown(conditions, source)) throw preconditionFailed();
}

/** Returns whether a range applies: with `If-Range`, only to the object that the client has. */
export function isSameForRange(headers: Headers, { etag, created }: ObjectState): boolean {
  const known = headers.get("if-range");
  return known === null || known === `"${etag}"` || timeOf(known) === Math.floor(created);
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
