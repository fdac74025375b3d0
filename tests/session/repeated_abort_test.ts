import http from "node:http";
import net from "node:net";
import { assert, assertEquals } from "@std/assert";
import { repeatAbort } from "../../src/session/repeated_abort.ts";
import { patienceOf } from "../support/pace.ts";

/** Resolves when a condition holds, or after a limit that only a fault reaches. */
async function until(holds: () => boolean): Promise<void> {
  const end = performance.now() + patienceOf(10_000);
  while (!holds() && performance.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

Deno.test("an abort is repeated until its listener is removed, with the reason of the source", async () => {
  const source = new AbortController();
  const { signal, release } = repeatAbort(source.signal);
  let calls = 0;
  const listener = (): void => {
    if (++calls === 3) signal.removeEventListener("abort", listener);
  };
  signal.addEventListener("abort", listener, { once: true });
  source.abort("enough");
  assertEquals([calls, signal.aborted, signal.reason], [1, true, "enough"]);
  await until(() => calls === 3);
  await new Promise((resolve) => setTimeout(resolve, 300));
  assertEquals(calls, 3);
  release();
});

Deno.test("a signal that was released no longer follows its source", () => {
  const source = new AbortController();
  const { signal, release } = repeatAbort(source.signal);
  release();
  source.abort();
  assert(!signal.aborted);
});

Deno.test("a request that was aborted on a kept-alive connection ends, and gives its connection back", async () => {
  const sockets = new Set<net.Socket>();
  let requests = 0;
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    socket.on("data", () => {
      // Only the first request is answered.
      if (++requests === 1) socket.write("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  assert(typeof address === "object" && address !== null);
  const agent = new http.Agent({ keepAlive: true });
  const ask = (): http.ClientRequest =>
    http.request({ host: "127.0.0.1", port: address.port, method: "PUT", agent });
  await new Promise<void>((resolve) => {
    const first = ask();
    first.on("response", (response) => response.resume().on("end", resolve));
    first.end("one");
  });
  await new Promise((resolve) => setTimeout(resolve, 50));
  const source = new AbortController();
  const { signal, release } = repeatAbort(source.signal);
  const second = ask();
  let isClosed = false;
  // The AWS SDK's handler listens like this.
  const destroy = (): void => void second.destroy();
  second.on("error", () => {});
  signal.addEventListener("abort", destroy, { once: true });
  second.once("close", () => {
    isClosed = true;
    signal.removeEventListener("abort", destroy);
  });
  second.end("two");
  await until(() => requests === 2);
  source.abort();
  await until(() => isClosed);
  assertEquals([isClosed, Object.keys(agent.sockets)], [true, []]);
  release();
  // An idle connection is the agent's.
  agent.destroy();
  await until(() => sockets.size === 0);
  assertEquals(sockets.size, 0);
  await new Promise((resolve) => server.close(resolve));
});
