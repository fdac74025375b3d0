/**
 * What the AWS SDK's chain of credentials tried. The chain forgets why each provider failed, and says
 * so to its client's logger only. Browser-safe.
 *
 * @module
 */

/** The mark before what a provider of the chain failed of. */
const FAILURE = /^@smithy\/property-provider (?:->|\(!\)) /;

/** What a provider says that was not configured at all. */
const NOT_CONFIGURED = [
  /^Unable to find environment variable/,
  /^AWS_PROFILE is set/,
  /^Skipping SSO/,
  /^Could not resolve credentials using profile/,
  /^Profile .* could not be found/,
  /^Profile .* did not contain credential_process/,
  /^Web identity configuration not specified/,
  /^Could not load credentials from any/,
  /^Not found in (?:ENV|config files)/,
  /not set in (?:env|config file)/,
  // Most machines have no such service.
  /instance metadata|^TimeoutError|169\.254\.169\.254/i,
];

/** A client's logger that keeps why providers failed, and says nothing itself. */
export class CredentialTrail {
  readonly #failures = new Set<string>();

  /** What configured providers failed of, the last time that the chain was tried. */
  get failures(): readonly string[] {
    return [...this.#failures];
  }

  /** Keeps failures of providers. */
  debug(...content: readonly unknown[]): void {
    const text = String(content[0]);
    // The chain begins with the variables.
    if (text.endsWith("defaultProvider::fromEnv")) this.#failures.clear();
    if (!FAILURE.test(text)) return;
    const failure = text.replace(FAILURE, "").trim();
    if (!NOT_CONFIGURED.some((pattern) => pattern.test(failure))) this.#failures.add(failure);
  }

  /** Passes on the SDK's warning of keys and a profile that are both set. */
  warn(...content: readonly unknown[]): void {
    if (/credential/i.test(String(content[0]))) console.warn(...content);
  }

  /** Requests are not logged. */
  trace(): void {}

  /** Requests are not logged. */
  info(): void {}

  /** Errors reach the caller. */
  error(): void {}
}
