/**
 * Arguments of S3's requests, and the errors of those that it does not take.
 *
 * @module
 */
import { ServiceError } from "../errors.ts";

/** Returns the error of a path that S3 cannot read. */
export function invalidUri(reason = "it is not escaped UTF-8"): ServiceError {
  return new ServiceError("InvalidURI", `Couldn't parse the specified URI: ${reason}`);
}

/** Returns the error of something that the service lacks, and that would change what a request means. */
export function notImplemented(what: string): ServiceError {
  return new ServiceError("NotImplemented", `The local service does not support ${what}`, 501);
}

/** Returns the error of an argument that S3 does not accept. */
export function invalidArgument(message: string): ServiceError {
  return new ServiceError("InvalidArgument", message);
}

/**
 * Returns a whole number that a request gives as text.
 *
 * @param name Name of the parameter or header field
 * @param smallest Smallest number that S3 accepts
 * @throws {ServiceError} If the text is not such a number (InvalidArgument)
 */
export function wholeNumber(text: string, name: string, smallest = 0): number {
  const number = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
  if (number >= smallest) return number;
  throw invalidArgument(`${name} must be a whole number from ${smallest}, not "${text}"`);
}

/** Returns the requested size of a page, which is at most S3's own. */
export function pageSize(text: string | null, name: string, largest = 1_000): number {
  return text === null ? largest : Math.min(wholeNumber(text, name), largest);
}

/**
 * Returns the encoding of keys in an answer: none, or that of URLs, so that XML can hold any key.
 *
 * @throws {ServiceError} If S3 has no such encoding (InvalidArgument)
 */
export function keyEncoding(encoding: string | null): (key: string) => string {
  if (encoding === null) return (key) => key;
  if (encoding === "url") return (key) => encodeURIComponent(key).replaceAll("%2F", "/");
  throw invalidArgument("Invalid Encoding Method specified in Request");
}

/** Returns whether HTTP can send a text as the value of a header field. */
export function isFieldValue(text: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(text);
}

/**
 * Unescapes a path once.
 *
 * @throws {ServiceError} If it is not escaped UTF-8 (InvalidURI)
 */
export function unescapePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw invalidUri();
  }
}

/** Beginning of each token's content, by which the service recognizes its own tokens. */
const TOKEN = "runlog:";

/** Returns a token for the page that begins after a key. */
export function toToken(key: string): string {
  return btoa(TOKEN + encodeURIComponent(key));
}

/**
 * Returns the key in a token.
 *
 * @throws {ServiceError} If the service did not make this token (InvalidArgument)
 */
export function fromToken(token: string): string {
  try {
    const text = atob(token);
    const key = decodeURIComponent(text.slice(TOKEN.length));
    if (text.startsWith(TOKEN) && toToken(key) === token) return key;
  } catch {
    // Rejected below, whatever the cause.
  }
  throw invalidArgument("The continuation token provided is incorrect");
}
