/**
 * The service on a loopback address, for other processes and languages.
 *
 * @module
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { LocalService } from "./service.ts";

/** Options of {@linkcode serveLocal}. */
export interface ServeLocalOptions {
  /**
   * Loopback port.
   * @default 0: any that is free
   */
  readonly port?: number | undefined;
}

/** A service that is listening. */
export interface ServedLocal extends AsyncDisposable {
  /** Its address, for an AWS SDK's endpoint URL. */
  readonly url: string;
  /** Stops listening. The service stays open. */
  close(): Promise<void>;
}

const HOSTNAME = "127.0.0.1";
const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

/** What every web URL resolves away, so that the path would name another bucket or key. */
const DOT_SEGMENT = /\/(?:\.|%2e){1,2}(?:\/|$)/i;

/**
 * Serves a local service on 127.0.0.1, to any AWS SDK by endpoint URL. A loopback address is no
 * barrier against web pages: requests with a foreign Host, and requests from pages, are refused.
 *
 * @param service The service
 * @param options Port
 * @returns Its address, and how to stop
 *
 * @example
 * ```ts
 * import { createLocalService, openSqliteStore, serveLocal } from "@runlog/sagemaker/local";
 *
 * const [sqlite, fs, crypto] = await Promise.all([
 *   import("node:sqlite"),
 *   import("node:fs"),
 *   import("node:crypto"),
 * ]);
 * const store = openSqliteStore({ folder: await Deno.makeTempDir(), sqlite, fs, crypto });
 * await using service = createLocalService({ store });
 * await using server = await serveLocal(service);
 * console.log(`export AWS_ENDPOINT_URL=${server.url}`);
 * ```
 */
export async function serveLocal(
  service: LocalService,
  options: ServeLocalOptions = {},
): Promise<ServedLocal> {
  const { port, stop } = await listen(
    (request, port, target) => refusal(request, port, target) ?? service.fetch(request),
    options.port ?? 0,
  );
  return {
    url: `http://${HOSTNAME}:${port}`,
    close: stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** `target`: the request's address before web standards take dot segments out of it. */
type Handler = (request: Request, port: number, target: string) => Response | Promise<Response>;

interface Listening {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

interface Servers {
  readonly Deno?: {
    serve(
      options: { hostname: string; port: number; onListen(address: { port: number }): void },
      handler: (request: Request) => Response | Promise<Response>,
    ): { shutdown(): Promise<void> };
  };
  readonly process?: {
    getBuiltinModule?(name: "node:http"): typeof import("node:http");
    getBuiltinModule?(name: "node:stream"): typeof import("node:stream");
  };
}

function listen(handler: Handler, port: number): Promise<Listening> {
  // Deno has a server of its own; Node and Bun have Node's.
  const { Deno, process } = globalThis as unknown as Servers;
  if (Deno) return listenDeno(Deno, handler, port);
  const http = process?.getBuiltinModule?.("node:http");
  const stream = process?.getBuiltinModule?.("node:stream");
  if (!http || !stream) throw new TypeError("Cannot serve: this runtime has no server");
  return listenNode(http, stream, handler, port);
}

function listenDeno(
  deno: NonNullable<Servers["Deno"]>,
  handler: Handler,
  port: number,
): Promise<Listening> {
  return new Promise((resolve) => {
    let bound = port;
    const onListen = (address: { port: number }): void => {
      bound = address.port;
      // `serve` may call this before it returns.
      queueMicrotask(() => resolve({ port: bound, stop: () => server.shutdown() }));
    };
    const server = deno.serve(
      { hostname: HOSTNAME, port, onListen },
      (request) => handler(request, bound, request.url),
    );
  });
}

async function listenNode(
  http: typeof import("node:http"),
  { Readable, promises: { pipeline } }: typeof import("node:stream"),
  handler: Handler,
  port: number,
): Promise<Listening> {
  const respond = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const { request, target } = toRequest(incoming, Readable);
    const response = await handler(request, addressPort(), target);
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    if (!response.body) return void outgoing.end();
    // Node's web streams are the global ones, typed apart.
    const body = response.body as unknown as Parameters<typeof Readable.fromWeb>[0];
    await pipeline(Readable.fromWeb(body), outgoing);
  };
  const server = http.createServer((incoming, outgoing) => {
    respond(incoming, outgoing).catch(() => {
      // No web request could be made of it, or the other side has gone.
      if (!outgoing.headersSent) outgoing.writeHead(400, { connection: "close" });
      outgoing.end();
    });
  });
  const addressPort = (): number => {
    const address = server.address();
    return typeof address === "object" && address ? address.port : port;
  };
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, HOSTNAME, resolve);
  });
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { port: addressPort(), stop };
}

function toRequest(
  incoming: IncomingMessage,
  { toWeb }: typeof import("node:stream").Readable,
): { readonly request: Request; readonly target: string } {
  const headers = new Headers();
  for (let index = 0; index + 1 < incoming.rawHeaders.length; index += 2) {
    headers.append(incoming.rawHeaders[index] ?? "", incoming.rawHeaders[index + 1] ?? "");
  }
  const hasBody = incoming.method !== "GET" && incoming.method !== "HEAD";
  const init: RequestInit & { duplex: "half" } = {
    method: incoming.method ?? "GET",
    headers,
    duplex: "half",
    // Node's web streams are the global ones, typed apart.
    body: hasBody ? toWeb(incoming) as unknown as ReadableStream : null,
  };
  const path = incoming.url ?? "/";
  const target = path.startsWith("/") ? `http://${headers.get("host") ?? ""}${path}` : path;
  return { request: new Request(target, init), target };
}

/**
 * What a request gets that comes from a web page, by a name that is not this machine's, or with an
 * address that means another place than it says.
 */
function refusal(request: Request, port: number, target: string): Response | undefined {
  const host = request.headers.get("host");
  const [, authority, path = ""] = /^https?:\/\/([^/?#]*)([^?#]*)/.exec(target) ?? [];
  const isForeign = !LOOPBACK.some((name) => host === `${name}:${port}`) ||
    // An address in the request line may name another host than the header.
    authority !== host ||
    request.headers.has("origin") ||
    (request.headers.get("sec-fetch-site") ?? "none") !== "none";
  if (isForeign) return refuse(403, "This service answers programs on this machine only");
  return DOT_SEGMENT.test(path) ? refuse(400, "The path has a segment of dots") : undefined;
}

function refuse(status: number, reason: string): Response {
  return new Response(`${reason}\n`, { status });
}
