/**
 * Finds the innermost reason of a network failure, which runtimes wrap in "fetch failed".
 *
 * @module
 */
import { hasProcess } from "../runtime.ts";

/** Remedies, each with a pattern for the reason. */
const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [
    /certificate|self.signed|CERT_|UnknownIssuer/i,
    "If your organization runs its own certificate authority, make the runtime trust it: " +
    "NODE_EXTRA_CA_CERTS in Node and Bun, DENO_CERT or DENO_TLS_CA_STORE=system in Deno",
  ],
  [/proxy/i, "Check HTTPS_PROXY, and NO_PROXY for hosts that need no proxy"],
  [/ENOTFOUND|EAI_AGAIN|dns error|getaddrinfo/i, "Check the region or endpoint, and the network"],
  [/TLS|SSL|InvalidContentType|EPROTO/i, "Check that the endpoint supports TLS, or use http://"],
  [/refused/i, "Check the endpoint, and that a server is listening there"],
  [
    /NotCapable|Requires net access/i,
    "Allow it with --allow-net",
  ],
];

/** Returns the innermost reason of a chain of causes, with its code if the message lacks it. */
export function reasonOf(error: unknown): string {
  const innermost = innermostOf(error);
  if (!(innermost instanceof Error)) return String(innermost);
  const { message, name } = innermost;
  const code = "code" in innermost && typeof innermost.code === "string" ? innermost.code : "";
  // Deno's reason has the request's address before it, which the caller names already.
  const words = message.trim().replace(/^error sending request for url \([^)]*\): /, "") || name;
  return code === "" || words.includes(code) ? words : `${words} (${code})`;
}

/** Returns the remedy for a reason as text to append; empty if no remedy is known. */
export function remedyFor(reason: string, host: string): string {
  const [, remedy] = REMEDIES.find(([words]) => words.test(reason)) ?? [];
  if (remedy !== undefined) return `. ${remedy}`;
  // Browsers hide the reason from a page.
  return !hasProcess() && /(^|\.)sagemaker\..*amazonaws\./.test(host)
    ? ". SageMaker does not answer web pages: pass the `endpoint` of a proxy"
    : "";
}

function innermostOf(error: unknown): unknown {
  let current = error;
  const seen = new Set<unknown>();
  while (current instanceof Error && !seen.has(current)) {
    seen.add(current);
    // After several addresses were tried, the first one's reason is as good as any.
    const inner: unknown = current instanceof AggregateError && current.errors.length > 0
      ? current.errors[0]
      : current.cause;
    if (!(inner instanceof Error) && !isError(inner)) break;
    current = inner;
  }
  return current;
}

/** Recognizes errors of another realm, such as errors from Node's libraries. */
function isError(value: unknown): value is Error {
  return typeof value === "object" && value !== null && "message" in value && "name" in value;
}
