import { assertEquals, assertRejects } from "@std/assert";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { limitConnections, serverOptions, type TimeLimits } from "../../src/server/time_limits.ts";

/** So long that no test reaches it. */
const NEVER = 3_600_000;
const LIMITS: TimeLimits = { head: NEVER, pause: NEVER, request: NEVER, idle: NEVER };

Deno.test("closing a server waits for answers that are under way, and for no client that sends nothing", async () => {
  const answers: ServerResponse[] = [];
  const server = createServer(serverOptions(LIMITS));
  const connections = limitConnections(server, LIMITS);
  server.on("request", (incoming, outgoing) => {
    const answered = new Promise<void>((resolve) => outgoing.once("close", resolve));
    connections.add({ incoming, outgoing, answered });
    answers.push(outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // It listens on a port.
  const { port } = server.address() as AddressInfo;
  using idle = await Deno.connect({ hostname: "127.0.0.1", port });
  const answer = fetch(`http://127.0.0.1:${port}/`).then((response) => response.text());
  while (answers.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  let isClosed = false;
  const closed = connections.close().then(() => isClosed = true);
  // The server says goodbye to the idle client while the answer is still to come.
  assertEquals(await idle.read(new Uint8Array(1)).catch(() => null), null);
  assertEquals(isClosed, false);
  answers[0]?.end("the whole answer");
  assertEquals(await answer, "the whole answer");
  await closed;
  await assertRejects(() => Deno.connect({ hostname: "127.0.0.1", port }), Error);
});
