/**
 * The local service over HTTP, for other processes and languages.
 *
 * @module
 */
import { isForOneOf } from "./authority.ts";
import { readBinding, type ServerOptions } from "./binding.ts";
import { listen } from "./listen.ts";
import { isStranger } from "./strangers.ts";
import { answerWithPoints } from "./served_points.ts";
import type { LocalService } from "../local/service.ts";
import { checkArgument } from "../options.ts";
import { FUNCTION, recordOf } from "../kinds.ts";

/**
 * Options of {@linkcode serveLocal}. Programs present the `token` as AWS access key ID, or in an
 * `Authorization: Bearer` header.
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

/** A local service that is listening. */
export interface ServedLocal extends AsyncDisposable {
  /** Address to use as an AWS SDK's endpoint URL. */
  readonly url: string;
  /** Token that requests must present; undefined if `token` was `false`. */
  readonly token: string | undefined;
  /**
   * Environment variables with which AWS SDKs, the AWS CLI and runlog use the service: its address
   * and region, and the token as access key ID.
   */
  readonly environment: Readonly<Record<string, string>>;
  /** Stops listening. The service stays open. */
  close(): Promise<void>;
}

/** A dot segment. Web URLs resolve it, so that the path would name another bucket or key. */
const DOT_SEGMENT = /\/(?:\.|%2e){1,2}(?:\/|$)/i;

const SERVICE = recordOf("be a local service", { fetch: FUNCTION });

/**
 * Serves a local service on 127.0.0.1, to any AWS SDK by endpoint URL. A loopback address keeps
 * neither web pages nor other users of the machine out. So requests with a foreign Host and requests
 * from pages are rejected, and clients must authenticate with a token. This library's own clients
 * send up to 5,000 metric points per request, other clients 10 as to AWS.
 *
 * A client has 10 seconds for the head of a request and an hour for the whole, may pause for a
 * minute, and is disconnected after 30 seconds without a request.
 *
 * @param service Service that answers the requests
 * @param options Port, interface, names and token
 * @returns The server's address, token and environment, and functions that stop it
 * @throws {ArgumentError} If an option is out of range, or a server beyond loopback is to have no token
 *
 * @example
 * ```ts
 * import { localService, serveLocal } from "@runlog/sagemaker/local";
 *
 * await using service = await localService({ path: await Deno.makeTempDir() });
 * await using server = await serveLocal(service);
 * for (const [name, value] of Object.entries(server.environment)) {
 *   console.log(`export ${name}=${value}`);
 * }
 * ```
 */
export async function serveLocal(
  service: LocalService,
  options: ServeLocalOptions = {},
): Promise<ServedLocal> {
  checkArgument("Cannot serve", "service", service, SERVICE);
  const binding = readBinding("Cannot serve", options);
  const { port, stop } = await listen(
    async (request, port, target) =>
      foreignness(request, target, binding.authorities(port)) ??
        await refusedStranger(request, binding.token) ??
        await unreadableKey(request, target) ??
        await answerWithPoints(service, request),
    binding,
  );
  const url = binding.url(port);
  const { token } = binding;
  return {
    url,
    token,
    environment: {
      AWS_ENDPOINT_URL: url,
      AWS_REGION: service.region,
      AWS_DEFAULT_REGION: service.region,
      AWS_ACCESS_KEY_ID: token ?? "local",
      AWS_SECRET_ACCESS_KEY: "local",
      // Of a runlog client that has one of its own.
      RUNLOG_SESSION: "aws",
    },
    close: stop,
    [Symbol.asyncDispose]: stop,
  };
}

/**
 * Returns the rejection of a foreign request, or undefined. A request is foreign if it comes from a
 * web page or uses another host's name.
 */
function foreignness(
  request: Request,
  target: string,
  authorities: readonly string[],
): Response | undefined {
  const isForeign = !isForOneOf(authorities, request, target) ||
    request.headers.has("origin") ||
    (request.headers.get("sec-fetch-site") ?? "none") !== "none";
  return isForeign
    ? refuse(
      403,
      "Cannot answer: the request comes from a web page or is for another host. " +
        "Send it from a program, to one of this service's own names",
    )
    : undefined;
}

async function refusedStranger(
  request: Request,
  token: string | undefined,
): Promise<Response | undefined> {
  if (!isStranger(request, token)) return undefined;
  const { refuseStranger } = await import("./refuse_stranger.ts");
  return refuseStranger(request);
}

/**
 * Returns the rejection of a path with dot segments, or undefined. Web URLs resolve them, so the
 * request would be for another key than the one that was sent.
 */
async function unreadableKey(request: Request, target: string): Promise<Response | undefined> {
  const [, path = ""] = /^https?:\/\/[^/?#]*([^?#]*)/.exec(target) ?? [];
  if (!DOT_SEGMENT.test(path)) return undefined;
  const { rejectDotSegment } = await import("../local/s3/s3.ts");
  return rejectDotSegment(request);
}

function refuse(status: number, reason: string): Response {
  return new Response(`${reason}\n`, { status });
}
