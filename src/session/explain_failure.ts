/**
 * Explains failures of AWS requests that the AWS SDK's own messages leave unclear: credentials,
 * region and browser restrictions.
 *
 * @module
 */
import { isWebPage, readEnvironment } from "../runtime.ts";
import { codeOf } from "./aws_errors.ts";
import { CredentialTrail } from "./credential_trail.ts";
import { omitCredentials } from "./omit_credentials.ts";
import { SessionError } from "./session_error.ts";

/** The members of a client's resolved configuration that help to explain a failure. */
interface ClientConfig {
  readonly profile?: string | undefined;
  readonly credentials?: unknown;
  readonly serviceId?: string | undefined;
  readonly isCustomEndpoint?: boolean | undefined;
  readonly logger?: unknown;
}

/** Error codes for an unknown key, or for a signature that does not match the key. */
const KEY_CODES: ReadonlySet<string> = new Set([
  "InvalidAccessKeyId",
  "InvalidClientTokenId",
  "InvalidSignatureException",
  "IncompleteSignature",
  "IncompleteSignatureException",
  "SignatureDoesNotMatch",
  "UnrecognizedClientException",
]);

/**
 * Returns an error with the cause and the remedy in its message. If the error is clear already,
 * returns the error itself.
 */
export async function explainFailure(
  error: unknown,
  client: { readonly config: object },
): Promise<unknown> {
  if (!(error instanceof Error)) return error;
  omitCredentials(error);
  // The SDK's resolved configuration has these members; each is checked before it is used.
  const config = client.config as ClientConfig;
  const code = codeOf(error) ?? "";
  if (code === "CredentialsProviderError" || code === "TokenProviderError") {
    return new SessionError(missingCredentials(error, config), { cause: error });
  }
  if (/^Region is missing/.test(error.message)) {
    return new SessionError(
      "Cannot call AWS: the client has no region. Set AWS_REGION, or create the client with a region",
      { cause: error },
    );
  }
  if (error instanceof TypeError || KEY_CODES.has(code)) {
    const fault = await malformedKey(config);
    if (fault !== undefined) {
      return new SessionError(`Cannot sign AWS requests: ${fault}`, { cause: error });
    }
  }
  return isWebPage() ? explainPage(error, config) : error;
}

function missingCredentials(error: Error, { profile, logger }: ClientConfig): string {
  const chosen = profile ?? readEnvironment("AWS_PROFILE");
  const named = `profile ${JSON.stringify(chosen ?? "default")}`;
  const flag = chosen === undefined ? "" : ` --profile ${quoted(chosen)}`;
  const tried = logger instanceof CredentialTrail ? logger.failures : [];
  const reason = [...new Set([...tried, error.message])].map(sentence).join(" ");
  const action = "Cannot sign AWS requests";
  const login = loginCommand(reason);
  if (login !== undefined) {
    // The SDK's own advice has a placeholder for the profile's name.
    const fault = reason.replace(/\s*To refresh this SSO session run [^.]*\./g, "");
    return `${action}: the login of ${named} has expired or is missing: ${fault} ` +
      `Run \`${login}${flag}\``;
  }
  if (chosen !== undefined || tried.length > 0) {
    return `${action}: ${named} provides no credentials: ${reason} ` +
      `Check it with \`aws sts get-caller-identity${flag}\``;
  }
  return `${action}: no credentials were found in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, ` +
    `${named}, AWS_WEB_IDENTITY_TOKEN_FILE, or the container's or machine's role. ` +
    "Set AWS_PROFILE or those variables, or record locally with RUNLOG_SESSION=local:./runlog";
}

function loginCommand(reason: string): string | undefined {
  if (/\bsso\b/i.test(reason)) return "aws sso login";
  return /aws login/i.test(reason) ? "aws login" : undefined;
}

/** Describes an invalid character in a client's keys; undefined if all are valid. */
async function malformedKey({ credentials }: ClientConfig): Promise<string | undefined> {
  if (typeof credentials !== "function") return undefined;
  // The SDK resolves credentials to a function that returns them.
  const keys = await Promise.resolve(credentials()).catch(() => undefined) as
    | Readonly<Record<string, unknown>>
    | undefined;
  for (const name of ["accessKeyId", "secretAccessKey", "sessionToken"]) {
    const value = keys?.[name];
    // Never the key itself: messages end up in logs.
    const at = typeof value === "string" ? value.search(/[^\x21-\x7e]/) : -1;
    if (typeof value !== "string" || at === -1) continue;
    return `${name} has ${characterName(value.charCodeAt(at))} at position ${at + 1} of ` +
      `${value.length}. Set it again without that character`;
  }
  return undefined;
}

function characterName(code: number): string {
  const names: Readonly<Record<number, string>> = {
    9: "a tab",
    10: "a line feed",
    13: "a carriage return",
    32: "a space",
  };
  return names[code] ?? `character U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
}

/** Adds advice to a network error in a page. Browsers hide the reason, which is usually CORS. */
function explainPage(error: Error, { serviceId, isCustomEndpoint }: ClientConfig): Error {
  const isNetwork = error.name === "NetworkError" || error instanceof TypeError;
  if (!isNetwork || isCustomEndpoint) return error;
  const advice = serviceId === "S3"
    ? "S3 answers web pages only if the bucket has a CORS rule for this page"
    : "SageMaker does not answer web pages (it has no CORS). Record with localSession() and sync " +
      "later, or pass the endpoint of a proxy that signs requests";
  // Still eligible for a retry: a page may also be offline.
  return Object.assign(new Error(`${sentence(error.message)} ${advice}`, { cause: error }), {
    name: error.name,
    $retryable: {},
  });
}

function sentence(text: string): string {
  const trimmed = text.trim();
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

/** Quotes a name for a shell if necessary. */
function quoted(name: string): string {
  return /^[\w.@/-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;
}
