/** A proxy of raw sockets before a service: it passes requests on, or does to them what a fault says. */
import { Buffer } from "node:buffer";
import net from "node:net";

/** One request, and what can be done with it. */
export interface Exchange {
  /** The connection it came by. */
  readonly socket: net.Socket;
  /** Whether it brings metrics. */
  readonly bringsMetrics: boolean;
  /** The operation: SageMaker's by name, others by method and path. */
  readonly operation: string;
  /** Its header fields, names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  /** Its place among the requests of its connection, from 0. */
  readonly position: number;
  /** Has the service take it; gives the answer as it goes over the wire. Every call takes it again. */
  take(): Promise<Buffer>;
}

/** Answers a request, or does not. */
export type Behavior = (exchange: Exchange) => void | Promise<void>;

/** A proxy that is listening. */
export interface FaultyProxy extends AsyncDisposable {
  /** Its address. */
  readonly url: string;
  /** Requests that brought metrics. */
  readonly requests: () => number;
  /** Stops listening and drops every connection; after a while, if at all, listens there again. */
  refuse(milliseconds?: number): Promise<void>;
}

interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

/** Passes a request on unharmed. */
export const pass: Behavior = async ({ socket, take }) => {
  socket.write(await take());
};

/**
 * Answers without an end: one header that grows. Of many headers, Bun takes 256 only, which a slow machine
 * reaches.
 */
export const drip: Behavior = ({ socket }) => {
  const timer = setInterval(() => socket.write("more "), 50);
  socket.on("close", () => clearInterval(timer));
  socket.write("HTTP/1.1 200 OK\r\nx-more: ");
};

/**
 * Starts a proxy. Every request but GET goes through `behavior`.
 *
 * @param service What answers
 * @param behavior What becomes of a request
 */
export async function faultyProxy(
  service: (request: Request) => Promise<Response>,
  behavior: (exchange: Exchange, proxy: FaultyProxy) => void | Promise<void>,
): Promise<FaultyProxy> {
  const sockets = new Set<net.Socket>();
  let requests = 0;
  let refusing: Promise<void> | undefined;
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    // The other side resets connections too.
    socket.on("error", () => {});
    let position = 0;
    readRequests(socket, (request) => {
      const take = async (): Promise<Buffer> => toWire(await service(toRequest(request, url)));
      const { headers, method, path } = request;
      const bringsMetrics = method === "PUT" && path === "/BatchPutMetrics";
      const operation = headers.get("x-amz-target")?.replace("SageMaker.", "") ??
        `${method} ${path}`;
      const exchange = { socket, bringsMetrics, operation, headers, position: position++, take };
      // A browser asks for its page.
      if (method === "GET") return pass(exchange);
      if (bringsMetrics) requests++;
      return behavior(exchange, proxy);
    });
  });
  let failListening: (error: Error) => void = () => {};
  server.on("error", (error) => failListening(error));
  const listen = (port: number): Promise<void> =>
    new Promise((resolve, reject) => {
      failListening = reject;
      // Each call adds a listener that goes with its event.
      server.listen(port, "127.0.0.1", resolve);
    });
  const stop = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  await listen(0);
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const url = `http://127.0.0.1:${port}`;
  const proxy: FaultyProxy = {
    url,
    requests: () => requests,
    refuse: (milliseconds) =>
      refusing ??= (async () => {
        await stop();
        if (milliseconds === undefined) return;
        await new Promise((resolve) => setTimeout(resolve, milliseconds));
        await listen(port);
        refusing = undefined;
      })(),
    async [Symbol.asyncDispose]() {
      await refusing;
      if (server.listening) await stop();
    },
  };
  return proxy;
}

/** Reads requests off a connection, one after the other. */
function readRequests(
  socket: net.Socket,
  handle: (request: WireRequest) => void | Promise<void>,
): void {
  let pending = Buffer.alloc(0);
  socket.on("data", (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    const request = parse(pending);
    if (!request) return;
    pending = Buffer.alloc(0);
    void handle(request);
  });
}

/** A request in full, or undefined while part of it is on its way. Clients here never pipeline. */
function parse(bytes: Buffer): WireRequest | undefined {
  const end = bytes.indexOf("\r\n\r\n");
  if (end === -1) return undefined;
  const [start = "", ...fields] = bytes.toString("latin1", 0, end).split("\r\n");
  const headers = new Map(fields.map((field) => {
    const colon = field.indexOf(":");
    return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()] as const;
  }));
  const body = bytes.subarray(end + 4);
  if (body.length < Number(headers.get("content-length") ?? 0)) return undefined;
  const [method = "", path = ""] = start.split(" ");
  return { method, path, headers, body };
}

function toRequest({ method, path, headers, body }: WireRequest, url: string): Request {
  return new Request(url + path, {
    method,
    headers: [...headers].filter(([name]) => name !== "connection" && name !== "content-length"),
    ...(method === "GET" || method === "HEAD" ? {} : { body: new Uint8Array(body) }),
  });
}

/** An answer as it goes over the wire. */
async function toWire(response: Response): Promise<Buffer> {
  const body = Buffer.from(await response.arrayBuffer());
  return wireAnswer(response.status, body, Object.fromEntries(response.headers));
}

/** An answer of one's own as it goes over the wire. */
export function wireAnswer(
  status: number,
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = {},
): Buffer {
  const bytes = Buffer.from(body);
  const fields = Object.entries({ ...headers, "content-length": String(bytes.length) });
  const head = fields.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status} Status\r\n${head}\r\n`), bytes]);
}
