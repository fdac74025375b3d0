import net from "node:net";

/** What a server does with a connection once it has read a request. */
export type Fault = (socket: net.Socket, request: number) => void;

/** A raw server on loopback that answers as told. */
export interface FaultServer extends AsyncDisposable {
  /** Its address. */
  readonly url: string;
  /** Requests read so far. */
  readonly requests: () => number;
  /** Connections that are open. */
  readonly open: () => number;
}

/** A server that misbehaves by plan. */
export async function faultServer(fault: Fault): Promise<FaultServer> {
  let requests = 0;
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
      const end = text.indexOf("\r\n\r\n");
      if (end === -1) return;
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
      if (text.length < end + 4 + length) return;
      text = "";
      fault(socket, requests++);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    requests: () => requests,
    open: () => sockets.size,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** An answer in full. */
export function answer(status: number, body: string, headers = ""): string {
  return `HTTP/1.1 ${status} Status\r\ncontent-type: application/x-amz-json-1.1\r\n${headers}` +
    `content-length: ${body.length}\r\n\r\n${body}`;
}
