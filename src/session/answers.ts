/**
 * Distinguishes answers of AWS services from those of anything in between: redirects, sign-in pages
 * and truncated answers. Loaded with the first request.
 *
 * @module
 */
import { reasonOf, remedyFor } from "./network_reason.ts";
import {
  NetworkError,
  RedirectError,
  TimeoutError,
  UnreadableAnswerError,
} from "./request_error.ts";

/** The facts of a request that are needed to judge its answer. */
export interface AskedRequest {
  /** HTTP method. */
  readonly method: string;
  /** The full URL. */
  readonly url: URL;
  /** Protocol of the service: JSON in every answer, or S3's XML. Undefined if it is unknown. */
  readonly protocol: "json" | "s3" | undefined;
}

/** Returns the method, URL and protocol of a signed request. */
export function askedOf(
  method: string,
  url: string,
  headers: { readonly get: (name: string) => string | null },
): AskedRequest {
  const isS3 = /\/s3(?:express)?\/aws4_request/.test(headers.get("authorization") ?? "");
  const isJson = headers.get("x-amz-target") !== null;
  return { method, url: new URL(url), protocol: isJson ? "json" : isS3 ? "s3" : undefined };
}

/** Statuses of redirects. 304 is not a redirect. */
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** S3 requests whose answer always has an ETag. */
const TAGGED: ReadonlySet<string | null> = new Set(["PutObject", "UploadPart"]);

/**
 * Rejects a redirect, because requests are signed and carry credentials and recorded data. S3's
 * report that a bucket is in another region passes.
 *
 * @throws {RedirectError} If the answer redirects. The error names both hosts, unless the runtime
 * hides the other one.
 */
export function checkRedirect(request: AskedRequest, response: Response): void {
  if (response.redirected) throw redirected(request, response.url);
  // Browsers hide everything of a redirect that is not followed.
  if (response.type === "opaqueredirect") throw redirected(request, undefined);
  if (!REDIRECTS.has(response.status)) return;
  const location = response.headers.get("location");
  const isRegion = response.status === 301 && response.headers.has("x-amz-bucket-region");
  if (location !== null && !isRegion) throw redirected(request, location);
}

/**
 * Rejects an answer whose status and headers show that it did not come from the service. A page
 * without any AWS header did not come from S3.
 *
 * @throws {UnreadableAnswerError} If the answer cannot come from the service
 */
export function checkHead(request: AskedRequest, response: Response): void {
  if (request.protocol !== "s3" || !response.ok || response.headers.has("etag")) return;
  if (isHtml(response) && !namesAmazon(response.headers.keys())) {
    throw foreign(request, response, "");
  }
  // Pages do not see headers of other origins unless the bucket's rules expose them.
  if (response.type === "cors") return;
  if (request.method === "PUT" && TAGGED.has(request.url.searchParams.get("x-id"))) {
    throw foreign(request, response, "");
  }
}

/**
 * Rejects an answer whose body shows that it did not come from the service.
 *
 * @throws {UnreadableAnswerError} If the status is a success, so that the request is retried
 * @throws If the status is a failure, with an error of that status
 */
export function checkBody(request: AskedRequest, response: Response, body: Uint8Array): void {
  if (body.length === 0 || request.protocol === undefined) return;
  const text = new TextDecoder().decode(body);
  const isService = request.protocol === "s3" ? isXml(text) && !isPage(text) : isJsonObject(text);
  if (isService) return;
  throw response.ok ? foreign(request, response, text) : failed(request, response, text);
}

/** Creates the error of a failure that the service did not send, shaped like the AWS SDK's own. */
function failed(request: AskedRequest, response: Response, text: string): Error {
  const { host } = request.url;
  const message =
    `${host} answered with status ${response.status} and ${kindOf(typeOf(response), text)}` +
    `. ${ADVICE}`;
  const error = Object.assign(new Error(message), {
    name: `Http${response.status}`,
    $metadata: { httpStatusCode: response.status },
  });
  const { status: statusCode, headers } = response;
  const answer = { statusCode, headers: Object.fromEntries(headers) };
  return Object.defineProperty(error, "$response", { value: answer });
}

/** Explains why an answer may not come from the service, at the end of a message. */
export const ADVICE =
  "Something between here and the service may be answering instead, such as a proxy or " +
  "a network's sign-in page";

/** Creates the error of an answer with a success status that did not come from the service. */
function foreign(request: AskedRequest, response: Response, text: string): UnreadableAnswerError {
  const { host } = request.url;
  return new UnreadableAnswerError(
    host,
    `${host} answered with status ${response.status} and ${
      kindOf(typeOf(response), text)
    }, which is ` +
      `not an answer from the service. ${ADVICE}`,
  );
}

/** Checks for a header that only AWS uses. Some servers send one, but a wrong content type. */
export function namesAmazon(names: Iterable<string>): boolean {
  return [...names].some((name) => /^x-amzn?-/i.test(name));
}

/** Describes an answer for an error message. */
export function kindOf(contentType: string | null | undefined, text: string): string {
  const type = contentType?.split(";")[0] || "no content type";
  const title = /<title[^>]*>([^<]{1,100})/i.exec(text)?.[1]?.trim();
  if (title) return `a page titled "${title}"`;
  if (isPage(text) || type === "text/html") return "a page";
  return text === "" ? "nothing" : `${text.length} characters (${type})`;
}

function redirected({ url }: AskedRequest, location: string | undefined): RedirectError {
  const other = location === undefined ? undefined : hostOf(location, url);
  const where = other === undefined
    ? "another address, which the browser hides"
    : other === url.host
    ? `another path on the same host, ${location}`
    : other;
  return new RedirectError(
    url.host,
    `${url.host} redirects to ${where}. Redirects are not followed, because requests carry ` +
      "credentials. If that is the service, use its address as the endpoint; if it is a network's " +
      "sign-in page, sign in",
    undefined,
    true,
  );
}

function hostOf(location: string, base: URL): string {
  try {
    return new URL(location, base).host;
  } catch {
    return location;
  }
}

function isHtml(response: Response): boolean {
  return typeOf(response)?.startsWith("text/html") ?? false;
}

function typeOf({ headers }: Response): string | null {
  return headers.get("content-type");
}

function isPage(text: string): boolean {
  return /^\s*<(?:!doctype\s+html|html|head|body)\b/i.test(text);
}

/** Checks whether a text is complete XML: it ends with the element that it began with. */
function isXml(text: string): boolean {
  const [, root = ""] = /^(?:<\?xml[^>]*\?>)?\s*<([A-Za-z][\w.:-]*)/.exec(text.trimStart()) ?? [];
  const end = text.trimEnd();
  return root !== "" && (end.endsWith(`</${root}>`) || end.endsWith("/>"));
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** Creates the error of a request that got no answer within its time limit. */
export function unanswered({ url }: AskedRequest, timeoutMs: number, cause: unknown): TimeoutError {
  const message = `No answer from ${url.host} within ${timeoutMs} ms. Check the network, and ` +
    "any proxies or firewalls in between";
  return new TimeoutError(url.host, message, { cause });
}

/** Creates the error of a request that did not reach the host. */
export function unreached({ url }: AskedRequest, cause: unknown): NetworkError {
  const reason = reasonOf(cause);
  const message = `Cannot reach ${url.host}: ${reason}${remedyFor(reason, url.hostname)}`;
  return new NetworkError(url.host, message, { cause });
}
