/**
 * Creates the viewer's responses, with their headers.
 *
 * @module
 */
/** A request that the viewer rejects. */
export class Refusal extends Error {
  /** The error's name. */
  override name = "Refusal";
  /** HTTP status. */
  readonly status: number;

  /**
   * @internal
   *
   * @param status HTTP status
   * @param message The rule that the request breaks
   */
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join("; ");

const HEADERS: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  "content-security-policy": POLICY,
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

/** Creates a response with the common headers. The given headers take precedence. */
export function answer(
  body: BodyInit | null,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(body, { status, headers: { ...HEADERS, ...headers } });
}

/** Creates a JSON response: dates become ISO strings, NaN and infinities become null. */
export function json(
  value: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return answer(JSON.stringify(value), status, {
    "content-type": "application/json; charset=utf-8",
    ...headers,
  });
}
