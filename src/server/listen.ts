/**
 * HTTP on this machine: the runtime's own server, with web-standard requests and responses.
 *
 * @module
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { builtin } from "../runtime.ts";
import { limitConnections, serverOptions, TIME_LIMITS, type TimeLimits } from "./time_limits.ts";

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
  /** Stops listening, after requests that have arrived are answered. */
  readonly stop: () => Promise<void>;
}

/** The address to listen on. */
export interface ListenOptions {
  /** Name or address of an interface. */
  readonly hostname: string;
  /** Port; 0 for any free one. */
  readonly port: number;
  /**
   * Time limits for clients.
   * @default TIME_LIMITS
   */
  readonly limits?: TimeLimits;
}

/** Listens for HTTP requests with the runtime's own server. */
export async function listen(handler: Handler, options: ListenOptions): Promise<Listening> {
  const [http, stream] = [builtin("node:http"), builtin("node:stream")];
  if (!http || !stream) {
    throw new TypeError("Cannot serve: this runtime has no HTTP server. Use Deno, Bun or Node");
  }
  const { Readable, promises: { pipeline } } = stream;
  const { hostname, port, limits = TIME_LIMITS } = options;
  let bound = port;
  const respond = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const { request, target, dropBody } = toRequest(incoming);
    const response = await handler(request, bound, target);
    // A client may send all of a body before it reads the answer.
    dropBody();
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    if (!response.body) return void outgoing.end();
    // Node's web streams are the global ones, typed separately.
    const body = response.body as unknown as Parameters<typeof Readable.fromWeb>[0];
    await pipeline(Readable.fromWeb(body), outgoing);
  };
  const server = http.createServer(serverOptions(limits));
  const connections = limitConnections(server, limits);
  server.on("request", (incoming, outgoing) => {
    const answered = respond(incoming, outgoing).catch(() => {
      // The request is malformed, or the client has disconnected.
      if (!outgoing.headersSent) outgoing.writeHead(400, { connection: "close" });
      outgoing.end();
    });
    connections.add({ incoming, outgoing, answered });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, hostname, resolve);
  });
  const address = server.address();
  if (typeof address === "object" && address) bound = address.port;
  return { port: bound, stop: () => connections.close() };
}

function toRequest(
  incoming: IncomingMessage,
): { readonly request: Request; readonly target: string; readonly dropBody: () => void } {
  const headers = new Headers();
  for (let index = 0; index + 1 < incoming.rawHeaders.length; index += 2) {
    headers.append(incoming.rawHeaders[index] ?? "", incoming.rawHeaders[index + 1] ?? "");
  }
  const hasBody = incoming.method !== "GET" && incoming.method !== "HEAD";
  const body = hasBody ? bodyOf(incoming) : undefined;
  const init: RequestInit & { duplex: "half" } = {
    method: incoming.method ?? "GET",
    headers,
    duplex: "half",
    body: body?.stream ?? null,
  };
  const path = incoming.url ?? "/";
  // HTTP/1.0 has no Host; no name that a server accepts ends in this.
  const host = headers.get("host") ?? "none.invalid";
  const target = path.startsWith("/") ? `http://${host}${path}` : path;
  return { request: new Request(target, init), target, dropBody: () => body?.drop() };
}

/**
 * Returns the body of a request as a web stream. Unlike the runtime's own, it leaves the connection
 * open when it is canceled, so that the response can still be sent. `drop` lets the rest of it pass
 * unread.
 */
function bodyOf(
  incoming: IncomingMessage,
): { readonly stream: ReadableStream<Uint8Array>; readonly drop: () => void } {
  let isOver = false;
  const drop = (): void => {
    isOver = true;
    incoming.resume();
  };
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      const end = (finish: () => void): void => {
        if (!isOver) finish();
        isOver = true;
      };
      incoming.on("data", (piece: Uint8Array) => {
        if (isOver) return;
        controller.enqueue(piece);
        if ((controller.desiredSize ?? 0) <= 0) incoming.pause();
      });
      incoming.on("end", () => end(() => controller.close()));
      for (const event of ["error", "close"]) {
        incoming.on(event, () => end(() => controller.error(new TypeError("The client has gone"))));
      }
      incoming.pause();
    },
    pull() {
      incoming.resume();
    },
    cancel: drop,
  }, { highWaterMark: 0 });
  return { stream, drop };
}
