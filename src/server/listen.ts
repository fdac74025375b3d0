/**
 * HTTP on this machine: the runtime's own server, with web-standard requests and responses.
 *
 * @module
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { builtin, type ServeRequests, webServer } from "../runtime.ts";

/**
 * Answers a request.
 *
 * @param request Request to answer
 * @param port Port that received the request
 * @param target Request address as received, before web standards remove dot segments
 */
export type Handler = (
  request: Request,
  port: number,
  target: string,
) => Response | Promise<Response>;

/** A server that is listening. */
export interface Listening {
  /** Port that it listens on. */
  readonly port: number;
  /** Stops listening. */
  readonly stop: () => Promise<void>;
}

/** The address to listen on. */
export interface ListenOptions {
  /** Name or address of an interface. */
  readonly hostname: string;
  /** Port; 0 for any free one. */
  readonly port: number;
}

/** Listens for HTTP requests with the runtime's own server. */
export function listen(handler: Handler, options: ListenOptions): Promise<Listening> {
  const serve = webServer();
  if (serve) return listenWeb(serve, handler, options);
  const [http, stream] = [builtin("node:http"), builtin("node:stream")];
  if (!http || !stream) {
    throw new TypeError("Cannot serve: this runtime has no HTTP server. Use Deno, Bun or Node");
  }
  return listenNode(http, stream, handler, options);
}

function listenWeb(
  serve: ServeRequests,
  handler: Handler,
  { hostname, port }: ListenOptions,
): Promise<Listening> {
  return new Promise((resolve) => {
    let bound = port;
    const onListen = (address: { port: number }): void => {
      bound = address.port;
      // `serve` may call this before it returns.
      queueMicrotask(() => resolve({ port: bound, stop: () => server.shutdown() }));
    };
    const server = serve(
      { hostname, port, onListen },
      (request) => handler(request, bound, request.url),
    );
  });
}

async function listenNode(
  http: typeof import("node:http"),
  { Readable, promises: { pipeline } }: typeof import("node:stream"),
  handler: Handler,
  { hostname, port }: ListenOptions,
): Promise<Listening> {
  const respond = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const { request, target } = toRequest(incoming, Readable);
    const response = await handler(request, addressPort(), target);
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    if (!response.body) return void outgoing.end();
    // Node's web streams are the global ones, typed separately.
    const body = response.body as unknown as Parameters<typeof Readable.fromWeb>[0];
    await pipeline(Readable.fromWeb(body), outgoing);
  };
  const server = http.createServer((incoming, outgoing) => {
    respond(incoming, outgoing).catch(() => {
      // The request is malformed, or the client has disconnected.
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
    server.listen(port, hostname, resolve);
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
    // Node's web streams are the global ones, typed separately.
    body: hasBody ? toWeb(incoming) as unknown as ReadableStream : null,
  };
  const path = incoming.url ?? "/";
  const target = path.startsWith("/") ? `http://${headers.get("host") ?? ""}${path}` : path;
  return { request: new Request(target, init), target };
}
