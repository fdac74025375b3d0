/**
 * Why a network failed, in the words of whoever knows: runtimes wrap the reason in "fetch failed".
 * Browser-safe.
 *
 * @module
 */
import { hasProcess } from "../runtime.ts";

/** What helps, by what the reason says. */
const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [
    /certificate|self.signed|CERT_|UnknownIssuer/i,
    "If its authority is your organisation's own, let the runtime trust it: NODE_EXTRA_CA_CERTS in " +
    "Node and Bun, DENO_CERT or DENO_TLS_CA_STORE=system in Deno",
  ],
  [/proxy/i, "Check HTTPS_PROXY, and NO_PROXY for hosts that need no proxy"],
  [/ENOTFOUND|EAI_AGAIN|dns error|getaddrinfo/i, "Check the region or endpoint, and the network"],
  [/TLS|SSL|InvalidContentType|EPROTO/i, "Check that the endpoint speaks TLS, or use http://"],
  [/refused/i, "Check that the endpoint is right, and that something listens there"],
  [
    /NotCapable|Requires net access/i,
    "Allow it with --allow-net",
  ],
];

/** The reason at the bottom of a chain of causes, with its code where the words lack it. */
export function reasonOf(error: unknown): string {
  const innermost = innermostOf(error);
  if (!(innermost instanceof Error)) return String(innermost);
  const { message, name } = innermost;
  const code = "code" in innermost && typeof innermost.code === "string" ? innermost.code : "";
  // Deno's reason has the request's address before it, which the caller names already.
  const words = message.trim().replace(/^error sending request for url \([^)]*\): /, "") || name;
  return code === "" || words.includes(code) ? words : `${words} (${code})`;
}

/** What may help, or nothing. */
export function remedyFor(reason: string, host: string): string {
  const [, remedy] = REMEDIES.find(([words]) => words.test(reason)) ?? [];
  if (remedy !== undefined) return `. ${remedy}`;
  // Browsers tell a page nothing of why.
  return !hasProcess() && /(^|\.)sagemaker\..*amazonaws\./.test(host)
    ? ". SageMaker does not answer web pages: pass the `endpoint` of a proxy"
    : "";
}

function innermostOf(error: unknown): unknown {
  let current = error;
  const seen = new Set<unknown>();
  while (current instanceof Error && !seen.has(current)) {
    seen.add(current);
    // Where several addresses were tried, the first one's reason stands for all.
    const inner: unknown = current instanceof AggregateError && current.errors.length > 0
      ? current.errors[0]
      : current.cause;
    if (!(inner instanceof Error) && !isError(inner)) break;
    current = inner;
  }
  return current;
}

/** An error of another realm, as Node's own libraries throw them. */
function isError(value: unknown): value is Error {
  return typeof value === "object" && value !== null && "message" in value && "name" in value;
}
