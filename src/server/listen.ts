/**
 * HTTP on this machine: the server of the runtime that runs it, behind web standards.
 *
 * @module
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { builtin, type ServeRequests, webServer } from "../runtime.ts";

/**
 * What answers requests.
 *
 * @param request The request
 * @param port The port it came in by
 * @param target The request's address before web standards take dot segments out of it
 */
export type Handler = (
  request: Request,
  port: number,
  target: string,
) => Response | Promise<Response>;

/** A server that is listening. */
export interface Listening {
  /** Its port. */
  readonly port: number;
  /** Stops listening. */
  readonly stop: () => Promise<void>;
}

/** Where to listen. */
export interface ListenOptions {
  /** Name or address of an interface. */
  readonly hostname: string;
  /** Port; 0 for any that is free. */
  readonly port: number;
}

/** Listens for HTTP requests with the server of this runtime. */
export function listen(handler: Handler, options: ListenOptions): Promise<Listening> {
  const serve = webServer();
  if (serve) return listenWeb(serve, handler, options);
  const [http, stream] = [builtin("node:http"), builtin("node:stream")];
  if (!http || !stream) throw new TypeError("Cannot serve: this runtime has no server");
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
    // Node's web streams are the global ones, typed apart.
    body: hasBody ? toWeb(incoming) as unknown as ReadableStream : null,
  };
  const path = incoming.url ?? "/";
  const target = path.startsWith("/") ? `http://${headers.get("host") ?? ""}${path}` : path;
  return { request: new Request(target, init), target };
}
