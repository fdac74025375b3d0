/**
 * Limits of time for the clients of a server. Without them, connections that send nothing would hold
 * memory and file descriptors for ever.
 *
 * @module
 */
import type { IncomingMessage, Server, ServerOptions, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** Limits of a server, in milliseconds. */
export interface TimeLimits {
  /**
   * For the whole head of a request, from the connection or the request's first byte; and for the
   * rest of a body, once the request is answered.
   */
  readonly head: number;
  /** For the next bytes of a request's body, or until the client reads more of a response. */
  readonly pause: number;
  /** For a whole request, however slowly it is sent. */
  readonly request: number;
  /** For the next request of a connection. */
  readonly idle: number;
}

/** The limits of every server: an upload may take an hour, and pause for a minute. */
export const TIME_LIMITS: TimeLimits = {
  head: 10_000,
  pause: 60_000,
  request: 3_600_000,
  idle: 30_000,
};

/** A request, and the promise of its response. */
interface Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  /** Resolves when the response has been sent, or cannot be. */
  readonly answered: Promise<void>;
}

/** The connections of a server. */
export interface Connections {
  /** Adds a request that has begun to arrive. */
  add(exchange: Exchange): void;
  /** Closes the server, after requests that have arrived are answered. */
  close(): Promise<void>;
}

/** Returns the limits that the runtime's server keeps itself, that of a head's length among them. */
export function serverOptions({ head, request, idle }: TimeLimits): ServerOptions {
  return {
    headersTimeout: head,
    requestTimeout: request,
    keepAliveTimeout: idle,
    // The runtimes' default, 16 kB, is less than the longest address that servers answer.
    maxHeaderSize: 65_536,
    // It closes late connections this often.
    connectionsCheckingInterval: Math.ceil(head / 4),
  };
}

/** Closes connections whose client neither sends nor reads. A client may wait for a response. */
export function limitConnections(server: Server, { head, pause }: TimeLimits): Connections {
  const sockets = new Map<Socket, Exchange | undefined>();
  const closeIfWaiting = (socket: Socket): void => {
    if (isWaitingForClient(sockets.get(socket))) socket.destroy();
  };
  server.on("connection", (socket) => {
    sockets.set(socket, undefined);
    socket.once("close", () => sockets.delete(socket));
  });
  // Without a listener, the server would also close connections that wait for a slow answer.
  server.timeout = pause;
  server.on("timeout", closeIfWaiting);
  // The rest of a body that was rejected unread is dropped: a client that is cut off while it sends
  // does not read the response.
  const closeSoon = (socket: Socket, incoming: IncomingMessage): void => {
    const late = setTimeout(() => incoming.complete || socket.destroy(), head);
    for (const event of ["end", "close"]) incoming.once(event, () => clearTimeout(late));
    incoming.resume();
  };
  const open = new Set<Promise<void>>();
  return {
    add(exchange) {
      const { answered } = exchange;
      // In Deno, a request whose client has gone has no socket.
      const socket: Socket | null = exchange.incoming.socket;
      if (!socket) return;
      sockets.set(socket, exchange);
      open.add(answered);
      answered.then(() => {
        open.delete(answered);
        if (sockets.get(socket) === exchange) sockets.set(socket, undefined);
        if (!exchange.incoming.complete) closeSoon(socket, exchange.incoming);
      });
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets.keys()) closeIfWaiting(socket);
      await Promise.all(open);
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Returns whether a server waits for the client of a connection to send or read something. */
function isWaitingForClient(exchange: Exchange | undefined): boolean {
  if (!exchange) return true;
  const { incoming, outgoing } = exchange;
  const isSending = !incoming.complete && incoming.readableLength === 0;
  return isSending || outgoing.writableLength > 0;
}
