/**
 * The platform's `fetch`, with what the AWS CLI reads of a company's network: AWS_CA_BUNDLE and the
 * proxy variables. Deno and Bun heed both. Node decides when it starts, so that its own variables have
 * to be set. Browser-safe: a page has its browser's settings.
 *
 * @module
 */
import { readEnvironment, readTextFile, runtimeName, trustingFetch } from "../runtime.ts";
import type { Logger } from "../ports/logger.ts";
import { SessionError } from "../session/session_error.ts";
import type { Fetch } from "../session/transport.ts";

/** What sends a session's requests. */
export interface PlatformFetch {
  /** Sends a request; undefined for the platform's own. */
  readonly fetch: Fetch | undefined;
  /** Closes connections of its own. */
  readonly close: () => void;
}

/**
 * What sends requests where the caller gave nothing.
 *
 * @param logger Receives a warning where the runtime ignores a variable
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
    logger.warn(`runlog: Node ignores AWS_CA_BUNDLE. Set NODE_EXTRA_CA_CERTS=${bundle} as well`);
  }
  if (proxy !== undefined && readEnvironment("NODE_USE_ENV_PROXY") === undefined) {
    logger.warn("runlog: Node ignores HTTPS_PROXY. Set NODE_USE_ENV_PROXY=1 (Node 24) as well");
  }
}
