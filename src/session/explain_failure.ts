/**
 * What a failed AWS request means where the AWS SDK's own words do not say it: credentials, region,
 * and the rules of browsers. Browser-safe.
 *
 * @module
 */
import { isWebPage, readEnvironment } from "../runtime.ts";
import { codeOf } from "./aws_errors.ts";
import { CredentialTrail } from "./credential_trail.ts";
import { SessionError } from "./session_error.ts";

/** What explains a failure: members of a client's resolved configuration. */
interface ClientConfig {
  readonly profile?: string | undefined;
  readonly credentials?: unknown;
  readonly serviceId?: string | undefined;
  readonly isCustomEndpoint?: boolean | undefined;
  readonly logger?: unknown;
}

/** Codes by which AWS says that it does not know a key, or that a signature is not the key's. */
const KEY_CODES: ReadonlySet<string> = new Set([
  "InvalidAccessKeyId",
  "InvalidClientTokenId",
  "InvalidSignatureException",
  "IncompleteSignature",
  "IncompleteSignatureException",
  "SignatureDoesNotMatch",
  "UnrecognizedClientException",
]);

/** An error that says what was wrong and what to do; the same error where it says so itself. */
export async function explainFailure(
  error: unknown,
  client: { readonly config: object },
): Promise<unknown> {
  if (!(error instanceof Error)) return error;
  // The SDK's resolved configuration has these members; each is checked before it is used.
  const config = client.config as ClientConfig;
  const code = codeOf(error) ?? "";
  if (code === "CredentialsProviderError" || code === "TokenProviderError") {
    return new SessionError(missingCredentials(error, config), { cause: error });
  }
  if (/^Region is missing/.test(error.message)) {
    return new SessionError(
      "Cannot call AWS: the client has no region. Set AWS_REGION, or give the client a region",
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
    // The SDK's own advice leaves the profile's name to be filled in.
    const fault = reason.replace(/\s*To refresh this SSO session run [^.]*\./g, "");
    return `${action}: the login of ${named} has expired or is missing: ${fault} ` +
      `Run \`${login}${flag}\``;
  }
  if (chosen !== undefined || tried.length > 0) {
    return `${action}: ${named} gives no credentials: ${reason} ` +
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

/** What is wrong with the keys that a client signs with; undefined if nothing is. */
async function malformedKey({ credentials }: ClientConfig): Promise<string | undefined> {
  if (typeof credentials !== "function") return undefined;
  // The SDK resolves credentials to a function that returns them.
  const keys = await Promise.resolve(credentials()).catch(() => undefined) as
    | Readonly<Record<string, unknown>>
    | undefined;
  for (const name of ["accessKeyId", "secretAccessKey", "sessionToken"]) {
    const value = keys?.[name];
    // The place and not the key: messages end up in logs.
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

/** A page learns only that a request failed: the browser keeps the reason, usually CORS, to itself. */
function explainPage(error: Error, { serviceId, isCustomEndpoint }: ClientConfig): Error {
  const isNetwork = error.name === "NetworkError" || error instanceof TypeError;
  if (!isNetwork || isCustomEndpoint) return error;
  const advice = serviceId === "S3"
    ? "S3 answers web pages only if the bucket has a CORS rule for this page"
    : "SageMaker does not answer web pages (it has no CORS). Record with localSession() and sync " +
      "later, or pass the endpoint of a proxy that signs requests";
  // Still the same error to whoever tries again: a page may also be offline.
  return Object.assign(new Error(`${sentence(error.message)} ${advice}`, { cause: error }), {
    name: error.name,
    $retryable: {},
  });
}

function sentence(text: string): string {
  const trimmed = text.trim();
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

/** A name as a shell takes it. */
function quoted(name: string): string {
  return /^[\w.@/-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;
}
