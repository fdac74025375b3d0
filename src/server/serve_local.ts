/**
 * The service on a loopback address, for other processes and languages.
 *
 * @module
 */
import { isForOneOf } from "./authority.ts";
import { readBinding, type ServerOptions } from "./binding.ts";
import { listen } from "./listen.ts";
import { isSecret } from "./secret.ts";
import type { LocalService } from "../local/service.ts";

/**
 * Options of {@linkcode serveLocal}. Programs prove that they know the `token` by using it as AWS access
 * key ID (`AWS_ACCESS_KEY_ID`), or by an `Authorization: Bearer` header.
 *
 * @example For other machines, by the address of an interface
 * ```ts
 * import type { ServeLocalOptions } from "@runlog/sagemaker/local";
 *
 * const token = crypto.randomUUID() + crypto.randomUUID();
 * const options: ServeLocalOptions = { hostname: "192.168.1.20", port: 5000, token };
 * console.log(options.hostname);
 * ```
 */
export interface ServeLocalOptions extends ServerOptions {}

/** A service that is listening. */
export interface ServedLocal extends AsyncDisposable {
  /** Its address, for an AWS SDK's endpoint URL. */
  readonly url: string;
  /** Stops listening. The service stays open. */
  close(): Promise<void>;
}

/** What every web URL resolves away, so that the path would name another bucket or key. */
const DOT_SEGMENT = /\/(?:\.|%2e){1,2}(?:\/|$)/i;

/**
 * Serves a local service on 127.0.0.1, to any AWS SDK by endpoint URL. A loopback address is no
 * barrier against web pages: requests with a foreign Host, and requests from pages, are refused.
 * Elsewhere than on this machine it serves only those who know a token.
 *
 * @param service The service
 * @param options Port; interface, names and token
 * @returns Its address, and how to stop
 * @throws {ArgumentError} when an option is out of its range, or a server beyond loopback has no token
 *
 * @example
 * ```ts
 * import { localService, serveLocal } from "@runlog/sagemaker/local";
 *
 * await using service = await localService({ path: await Deno.makeTempDir() });
 * await using server = await serveLocal(service);
 * console.log(`export AWS_ENDPOINT_URL=${server.url}`);
 * ```
 */
export async function serveLocal(
  service: LocalService,
  options: ServeLocalOptions = {},
): Promise<ServedLocal> {
  const binding = readBinding("Cannot serve", options);
  const { port, stop } = await listen(
    (request, port, target) =>
      foreignness(request, target, binding.authorities(port)) ??
        missingToken(request, binding.token) ??
        service.fetch(request),
    binding,
  );
  return {
    url: binding.url(port),
    close: stop,
    [Symbol.asyncDispose]: stop,
  };
}

/**
 * What a request gets that comes from a web page, by a name that is not this machine's, or with an
 * address that means another place than it says.
 */
function foreignness(
  request: Request,
  target: string,
  authorities: readonly string[],
): Response | undefined {
  const isForeign = !isForOneOf(authorities, request, target) ||
    request.headers.has("origin") ||
    (request.headers.get("sec-fetch-site") ?? "none") !== "none";
  if (isForeign) return refuse(403, "This service answers programs by its own names only");
  const [, path = ""] = /^https?:\/\/[^/?#]*([^?#]*)/.exec(target) ?? [];
  return DOT_SEGMENT.test(path) ? refuse(400, "The path has a segment of dots") : undefined;
}

/** What a request gets that does not know the token. */
function missingToken(request: Request, token: string | undefined): Response | undefined {
  if (token === undefined) return undefined;
  const header = request.headers.get("authorization") ?? "";
  const [, bearer] = /^Bearer (\S+)$/.exec(header) ?? [];
  const [, accessKeyId] = /^AWS4-HMAC-SHA256 Credential=([^/]+)\//.exec(header) ?? [];
  return isSecret(bearer ?? accessKeyId, token)
    ? undefined
    : refuse(403, "This service wants its token as access key ID");
}

function refuse(status: number, reason: string): Response {
  return new Response(`${reason}\n`, { status });
}
