/**
 * The viewer's answers and their headers.
 *
 * @module
 */
/** A request that cannot be answered as it is. */
export class Refusal extends Error {
  /** Always `Refusal`. */
  override name = "Refusal";
  /** HTTP status. */
  readonly status: number;

  /**
   * Made where it happens.
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

/** An answer with the headers that all have; its own go before them. */
export function answer(
  body: BodyInit | null,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(body, { status, headers: { ...HEADERS, ...headers } });
}

/** A value as JSON: instants as ISO texts, NaN and infinities as null. */
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
