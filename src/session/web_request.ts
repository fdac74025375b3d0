/**
 * Makes web requests of the AWS SDK's. Loaded with the first request.
 *
 * @module
 */
import { buildQueryString } from "@smithy/core/protocols";

/** The members of the SDK's request that a transport reads. */
export interface TransportRequest {
  /** HTTP method. */
  readonly method: string;
  /** `http:` or `https:`. */
  readonly protocol: string;
  /** Host, with brackets for IPv6. */
  readonly hostname: string;
  /** Port, unless it is the protocol's default. */
  readonly port?: number | undefined;
  /** Escaped path. */
  readonly path: string;
  /** Query members, unescaped. */
  readonly query?: Record<string, string | string[] | null> | undefined;
  /** Header fields. */
  readonly headers: Record<string, string>;
  /** Text, bytes or a stream. */
  readonly body?: unknown;
}

/**
 * Returns the web request of a request of the AWS SDK.
 *
 * @throws {TypeError} If the path has a segment that URLs remove: the URL would differ from the
 * signed one
 */
export function toRequest(request: TransportRequest, signal: AbortSignal): Request {
  const { method, protocol, hostname, port, path, headers } = request;
  const query = request.query ? buildQueryString(request.query) : "";
  const url = `${protocol}//${hostname}${port ? `:${port}` : ""}${path}${query ? `?${query}` : ""}`;
  // Request removes "." and "..", so the URL would differ from the signed one.
  if (path.split("/").some(isDotSegment)) {
    throw Object.assign(new TypeError(`Cannot send request: "." or ".." segment in ${path}`), {
      name: "InvalidPath",
    });
  }
  // The SDK's bodies are text, bytes, blobs or web streams: all of them BodyInit.
  const body = method === "GET" || method === "HEAD" ? undefined : request.body as BodyInit | null;
  const init: RequestInit & { duplex?: "half" } = {
    method,
    headers: sendable(headers),
    signal,
    redirect: "manual",
  };
  if (body) init.body = body;
  // Required for streams by the fetch standard, but missing from TypeScript's RequestInit.
  if (body instanceof ReadableStream) init.duplex = "half";
  return new Request(url, init);
}

/** Checks whether URLs interpret a path segment as the current or the parent folder. */
function isDotSegment(part: string): boolean {
  return /^(?:\.|%2e){1,2}$/i.test(part);
}

/**
 * Header fields of the connection, which only the runtime may set: browsers drop them, and Node
 * rejects the request. None of them is signed. The AWS SDK sets `expect` in Node, from 2 MiB on.
 */
const CONNECTION_FIELDS = [
  "host",
  "content-length",
  "expect",
  "connection",
  "keep-alive",
  "transfer-encoding",
  "te",
  "upgrade",
];

function sendable(headers: Record<string, string>): Headers {
  const result = new Headers(headers);
  for (const name of CONNECTION_FIELDS) result.delete(name);
  return result;
}
