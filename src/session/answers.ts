/**
 * Tells the answers of AWS's services from what others say in their place: redirects, sign-in pages,
 * answers that break off. Loaded with the first request. Browser-safe.
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

/** A request, as far as telling answers apart needs it. */
export interface AskedRequest {
  /** HTTP method. */
  readonly method: string;
  /** The address, in full. */
  readonly url: URL;
  /** How the service speaks: JSON in every answer, S3's XML; undefined where it is not known. */
  readonly protocol: "json" | "s3" | undefined;
}

/** The address and protocol of a signed request. */
export function askedOf(
  method: string,
  url: string,
  headers: { readonly get: (name: string) => string | null },
): AskedRequest {
  const isS3 = /\/s3(?:express)?\/aws4_request/.test(headers.get("authorization") ?? "");
  const isJson = headers.get("x-amz-target") !== null;
  return { method, url: new URL(url), protocol: isJson ? "json" : isS3 ? "s3" : undefined };
}

/** Redirects, by status. 304 is none. */
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Requests of S3's that always get an ETag. */
const TAGGED: ReadonlySet<string | null> = new Set(["PutObject", "UploadPart"]);

/**
 * Refuses an answer that sends elsewhere: requests are signed, and carry credentials and what was
 * recorded. S3's word that a bucket is in another region is an answer, and passes.
 *
 * @throws {RedirectError} that names both hosts, where the runtime tells the other
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
 * Checks the header of a response. A page without any header of S3's is not from S3.
 *
 * @throws {UnreadableAnswerError} If the response cannot be from the service
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
 * Refuses an answer that was read and cannot be the service's.
 *
 * @throws {UnreadableAnswerError} for another attempt; or an error of that status where it is one
 */
export function checkBody(request: AskedRequest, response: Response, body: Uint8Array): void {
  if (body.length === 0 || request.protocol === undefined) return;
  const text = new TextDecoder().decode(body);
  const isService = request.protocol === "s3" ? isXml(text) && !isPage(text) : isJsonObject(text);
  if (isService) return;
  throw response.ok ? foreign(request, response, text) : failed(request, response, text);
}

/** The error of a failure that something else than the service tells, as the AWS SDK shapes its own. */
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

/** What may help. */
export const ADVICE =
  "Something between here and the service may answer in its place, such as a proxy or " +
  "a network's sign-in page";

/** The error of an answer that is not the service's, though its status says that all is well. */
function foreign(request: AskedRequest, response: Response, text: string): UnreadableAnswerError {
  const { host } = request.url;
  return new UnreadableAnswerError(
    host,
    `${host} answered with status ${response.status} and ${
      kindOf(typeOf(response), text)
    }, which is ` +
      `no answer of the service's. ${ADVICE}`,
  );
}

/** Whether a header is one of AWS's own, which servers that state no type of their own send too. */
export function namesAmazon(names: Iterable<string>): boolean {
  return [...names].some((name) => /^x-amzn?-/i.test(name));
}

/** What an answer looks like to people. */
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
    ? "another address, which the browser does not tell"
    : other === url.host
    ? `another path of its own, ${location}`
    : other;
  return new RedirectError(
    url.host,
    `${url.host} redirects to ${where}, and is not followed: requests carry credentials. If ` +
      "that is the service, use its address as the endpoint; if it is a network's sign-in page, sign in",
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

/** XML that ends with the element it began with; what breaks off does not. */
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

/** The error of a request that no answer came to in time. */
export function unanswered({ url }: AskedRequest, timeoutMs: number, cause: unknown): TimeoutError {
  const message = `No answer from ${url.host} within ${timeoutMs} ms. Check the network, and ` +
    "proxies or firewalls on the way";
  return new TimeoutError(url.host, message, { cause });
}

/** The error of a request that did not get there. */
export function unreached({ url }: AskedRequest, cause: unknown): NetworkError {
  const reason = reasonOf(cause);
  const message = `Cannot reach ${url.host}: ${reason}${remedyFor(reason, url.hostname)}`;
  return new NetworkError(url.host, message, { cause });
}
