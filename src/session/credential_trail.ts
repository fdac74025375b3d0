/**
 * Collects the failures of the AWS SDK's credential chain. The chain does not keep the reason why
 * each provider failed, and reports it only to its client's logger.
 *
 * @module
 */

/** Prefix of the log line in which a provider of the chain reports its failure. */
const FAILURE = /^@smithy\/property-provider (?:->|\(!\)) /;

/** Failures of providers that are not configured at all. */
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

/** A logger for clients that keeps the failures of credential providers. It logs only warnings. */
export class CredentialTrail {
  readonly #failures = new Set<string>();

  /** Failures of configured providers when the chain last ran. */
  get failures(): readonly string[] {
    return [...this.#failures];
  }

  /** Keeps the line if it reports a provider's failure. */
  debug(...content: readonly unknown[]): void {
    const text = String(content[0]);
    // The chain begins with the variables.
    if (text.endsWith("defaultProvider::fromEnv")) this.#failures.clear();
    if (!FAILURE.test(text)) return;
    const failure = text.replace(FAILURE, "").trim();
    if (!NOT_CONFIGURED.some((pattern) => pattern.test(failure))) this.#failures.add(failure);
  }

  /** Logs the SDK's warning that both keys and a profile are set. */
  warn(...content: readonly unknown[]): void {
    if (/credential/i.test(String(content[0]))) console.warn(...content);
  }

  /** Does nothing: requests are not logged. */
  trace(): void {}

  /** Does nothing: requests are not logged. */
  info(): void {}

  /** Does nothing: the caller receives the error. */
  error(): void {}
}
