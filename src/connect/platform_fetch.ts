/**
 * Prepares the platform's `fetch` for corporate networks, with the variables that the AWS CLI reads:
 * AWS_CA_BUNDLE and the proxy variables. Deno and Bun support both. Node reads its own variables, and
 * only at startup. Web pages have the settings of their browser.
 *
 * @module
 */
import { readEnvironment, readTextFile, runtimeName, trustingFetch } from "../runtime.ts";
import type { Logger } from "../ports/logger.ts";
import { SessionError } from "../session/session_error.ts";
import type { Fetch } from "../session/transport.ts";

/** Function that sends a session's requests. */
export interface PlatformFetch {
  /** Sends a request; undefined for the platform's own `fetch`. */
  readonly fetch: Fetch | undefined;
  /** Closes the connections that it opened. */
  readonly close: () => void;
}

/**
 * Returns the default function that sends requests.
 *
 * @param logger Receives a warning if the runtime ignores a variable
 * @throws {SessionError} If AWS_CA_BUNDLE names a file that cannot be read
 */
export function platformFetch(logger: Logger): PlatformFetch {
  const path = readEnvironment("AWS_CA_BUNDLE");
  if (runtimeName().startsWith("node ")) warnOfNode(logger, path);
  const own = { fetch: undefined, close() {} };
  if (path === undefined || runtimeName().startsWith("node ")) return own;
  const certificates = readTextFile(path);
  if (certificates === undefined) {
    throw new SessionError(
      `Cannot open AWS session: AWS_CA_BUNDLE names ${path}, which cannot be read`,
    );
  }
  return trustingFetch(certificates) ?? own;
}

function warnOfNode(logger: Logger, bundle: string | undefined): void {
  const proxy = readEnvironment("HTTPS_PROXY") ?? readEnvironment("https_proxy");
  if (bundle !== undefined && readEnvironment("NODE_EXTRA_CA_CERTS") === undefined) {
    logger.warn(`runlog: Node ignores AWS_CA_BUNDLE. Set NODE_EXTRA_CA_CERTS=${bundle} too`);
  }
  if (proxy !== undefined && readEnvironment("NODE_USE_ENV_PROXY") === undefined) {
    logger.warn("runlog: Node ignores HTTPS_PROXY. Set NODE_USE_ENV_PROXY=1 (Node 24) too");
  }
}
