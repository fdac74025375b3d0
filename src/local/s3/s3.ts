/**
 * Path-style S3: selects the operation for a request.
 *
 * @module
 */
import { ServiceError } from "../errors.ts";
import {
  invalidArgument,
  invalidUri,
  isFieldValue,
  notImplemented,
  unescapePath,
} from "./arguments.ts";
import { type S3Request, xmlRefusal } from "./exchange.ts";
import type { S3Operation } from "./operation.ts";
import { S3_OPERATIONS } from "./operations.ts";
import { isHoisted, requireUnderstood } from "./understood.ts";

/** A request to S3 whose path is not parsed. */
interface RawS3Request extends Omit<S3Request, "bucket" | "key" | "query" | "headers"> {
  /** Address of the request. */
  readonly url: URL;
}

/** Answers a request for S3. */
export async function answerS3({ url, ...rest }: RawS3Request): Promise<Response> {
  const { method } = rest.request;
  try {
    requireUnexpired(url.searchParams, rest.now);
    const exchange = { ...rest, ...parsePath(url), ...withHoisted(rest.request, url) };
    const operation = operationOf(exchange);
    requireUnderstood(operation, exchange);
    return await operation.run(exchange);
  } catch (error) {
    return xmlRefusal(error, method);
  }
}

/** Answers a request whose path has a segment `.` or `..`, which web addresses resolve. */
export function rejectDotSegment({ method }: Request): Response {
  return xmlRefusal(invalidKey(), method);
}

function invalidKey(): ServiceError {
  return invalidUri(
    "a key with a segment . or .. cannot be sent, because web addresses resolve such segments",
  );
}

/** Splits `/{bucket}/{key}`, unescaped once. */
function parsePath({ pathname }: URL): Pick<S3Request, "bucket" | "key"> {
  const [, bucket = "", key = ""] = /^\/([^/]*)\/?(.*)$/s.exec(pathname) ?? [];
  return { bucket, key: unescapePath(key) };
}

/** Returns query and header fields, after those that a presigned URL has in its query moved there. */
function withHoisted(
  { headers }: Request,
  { searchParams }: URL,
): Pick<S3Request, "query" | "headers"> {
  const hoisted = [...searchParams].filter(([name]) => isHoisted(name));
  if (hoisted.length === 0) return { query: searchParams, headers };
  const all = new Headers(headers);
  for (const [name, value] of hoisted) {
    const refused = invalidArgument(`The query parameter ${name} cannot be a header field`);
    // Headers take control characters, which no server can send back.
    if (!isFieldValue(value)) throw refused;
    try {
      all.set(name, value);
    } catch {
      throw refused;
    }
  }
  const query = new URLSearchParams([...searchParams].filter(([name]) => !isHoisted(name)));
  return { query, headers: all };
}

/**
 * Checks that a presigned URL has not expired.
 *
 * @throws {ServiceError} If it has (AccessDenied)
 */
function requireUnexpired(query: URLSearchParams, now: number): void {
  const [date, seconds] = [query.get("X-Amz-Date"), query.get("X-Amz-Expires")];
  const signed = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date ?? "")?.slice(1);
  // Version 2 has the time itself.
  const end = signed && seconds !== null
    ? Date.parse(`${signed.slice(0, 3).join("-")}T${signed.slice(3).join(":")}Z`) / 1000 +
      Number(seconds)
    : query.has("Signature")
    ? Number(query.get("Expires") ?? NaN)
    : Infinity;
  if (!(now <= end)) throw new ServiceError("AccessDenied", "Request has expired", 403);
}

const RESOURCES = { service: "the service", bucket: "a bucket", object: "an object" } as const;

/** Operations on objects, as the AWS SDKs name them in the query. */
const ON_OBJECTS = /Object$|Part$|PartCopy$|Upload$/;

/**
 * Returns the operation that a request is for.
 *
 * @throws {ServiceError} If there is no such operation (NotImplemented), or the address has lost its key
 * (InvalidURI)
 */
function operationOf({ request, headers, bucket, key, query }: S3Request): S3Operation {
  const { method } = request;
  if (key === "" && ON_OBJECTS.test(query.get("x-id") ?? "")) {
    // The request must not affect a bucket.
    throw invalidKey();
  }
  if (bucket === "" && key !== "") throw invalidUri("a key follows no bucket");
  const on = bucket === "" ? "service" : key === "" ? "bucket" : "object";
  const fitting = S3_OPERATIONS.filter((operation) =>
    operation.on === on && operation.method === method
  );
  const found = fitting.find(({ parameter, field }) =>
    (parameter === undefined || query.has(parameter)) &&
    (field === undefined || headers.has(field))
  );
  if (found) return found;
  const asked = [...query.keys()].map((name) => `?${name}`).join(" ");
  throw notImplemented(`${method} of ${RESOURCES[on]} ${asked}`.trim());
}
