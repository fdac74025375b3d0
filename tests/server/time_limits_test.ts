import { assertEquals, assertMatch } from "@std/assert";
import { localService, serveLocal } from "../../src/local.ts";
import type { TimeLimits } from "../../src/server/time_limits.ts";
import { linesOf, type ScriptRuntime, startScript } from "../support/children.ts";
import { range } from "../support/numbers.ts";

/** So long that no test reaches it. */
const NEVER = 3_600_000;
const UNLIMITED: TimeLimits = { head: NEVER, pause: NEVER, request: NEVER, idle: NEVER };

interface Server extends AsyncDisposable {
  readonly port: number;
  get(path: string): Promise<string>;
}

async function startServer(runtime: ScriptRuntime, limits: TimeLimits): Promise<Server> {
  const args = [JSON.stringify(limits)];
  const child = await startScript(runtime, "tests/server/limits_child.ts", args);
  const said = new Response(child.stderr).text();
  const lines = linesOf(child)[Symbol.asyncIterator]();
  const port = Number((await lines.next()).value);
  return {
    port,
    get: async (path) => await (await fetch(`http://127.0.0.1:${port}${path}`)).text(),
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.status;
      await lines.return?.();
      assertEquals(await said, "");
    },
  };
}

const HOST = "Host: 127.0.0.1\r\n";
const POST = `POST / HTTP/1.1\r\n${HOST}Content-Length: 1000\r\n\r\n`;

/** What a client sends, which of the limits ends it, and what it goes on to send every 20 ms. */
const LEFT_OPEN: readonly (readonly [string, keyof TimeLimits, string, string?])[] = [
  ["a connection without a request", "head", ""],
  ["half a head", "head", "GET / HTTP/1.1\r\nHost: 127"],
  ["a head that never ends", "head", `GET / HTTP/1.1\r\n${HOST}X: `, "x"],
  ["heads without end", "head", `GET / HTTP/1.1\r\n${HOST}`, "X: y\r\n"],
  ["a body that does not come", "pause", POST],
  ["half a body", "pause", `${POST}half`],
  [
    "half a chunk",
    "pause",
    `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\nff\r\nhalf`,
  ],
  ["half a body after an answer", "pause", `GET / HTTP/1.1\r\n${HOST}\r\n${POST}half`],
  ["a body that never ends", "request", POST, "x"],
  ["the rest of a refused body", "head", POST.replace(" / ", " /unread "), ""],
  ["a connection after an answer", "idle", `GET / HTTP/1.1\r\n${HOST}\r\n`],
];

/** Resolves when the server has closed a connection on which a client sends text. */
async function untilClosed(port: number, text: string, more?: string): Promise<string> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const send = (part: string): Promise<unknown> =>
    connection.write(new TextEncoder().encode(part)).catch(() => {});
  await send(text);
  const timer = more ? setInterval(() => send(more), 20) : undefined;
  let answer = "";
  const bytes = new Uint8Array(4_096);
  for (;;) {
    // A server that closes while the client sends resets the connection.
    const length = await connection.read(bytes).catch(() => null);
    if (length === null) break;
    answer += new TextDecoder().decode(bytes.subarray(0, length));
  }
  clearInterval(timer);
  return answer;
}

for (const runtime of ["deno", "bun", "node"] as const) {
  for (const limit of ["head", "pause", "request", "idle"] as const) {
    const cases = LEFT_OPEN.filter(([, ended]) => ended === limit);
    Deno.test(`in ${runtime}, the limit "${limit}" ends ${cases.map(([what]) => what).join(", ")}`, async () => {
      const limits = { ...UNLIMITED, [limit]: 300 };
      // Node rejects a head that may take longer than its request.
      if (limit === "request") limits.head = 300;
      await using server = await startServer(runtime, limits);
      const answers = await Promise.all(
        cases.map(([, , text, more]) => untilClosed(server.port, text, more)),
      );
      for (const [index, answer] of answers.entries()) {
        assertMatch(answer, /^$|^HTTP\/1\.1 (?:408|403|200) /, cases[index]?.[0]);
      }
      assertEquals(await server.get("/"), "0", "it serves others");
    });
  }

  Deno.test(`in ${runtime}, a client that reads no more of an answer is left`, async () => {
    await using server = await startServer(runtime, { ...UNLIMITED, pause: 300 });
    using connection = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
    await connection.write(new TextEncoder().encode(`GET /large HTTP/1.1\r\n${HOST}\r\n`));
    await connection.read(new Uint8Array(1));
    while (await connectionsOf(server.port) > 0) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  });

  Deno.test(`in ${runtime}, a client may wait for a slow answer, and send slowly, beyond the other limits`, async () => {
    const limits = { head: 200, pause: 200, request: NEVER, idle: 200 };
    await using server = await startServer(runtime, limits);
    const slow = server.get("/slow");
    // Each is ended by a limit that has then passed for the slow answer as well.
    for (const _ of range(3)) await untilClosed(server.port, "");
    for (const _ of range(3)) await untilClosed(server.port, POST);
    await server.get("/tell");
    assertEquals(await slow, "0");

    await using patient = await startServer(runtime, { ...limits, pause: NEVER });
    using connection = await Deno.connect({ hostname: "127.0.0.1", port: patient.port });
    const send = (text: string): Promise<unknown> =>
      connection.write(new TextEncoder().encode(text));
    await send(`POST / HTTP/1.1\r\n${HOST}Content-Length: 4\r\n\r\n`);
    for (const letter of "slow") {
      await untilClosed(patient.port, "");
      await send(letter);
    }
    const bytes = new Uint8Array(4_096);
    const length = await connection.read(bytes) ?? 0;
    assertMatch(new TextDecoder().decode(bytes.subarray(0, length)), /^HTTP\/1\.1 200 /);
  });
}

/** Established connections of a port, from the server's side, as Linux lists them. */
async function connectionsOf(port: number): Promise<number> {
  const local = `0100007F:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const lines = (await Deno.readTextFile("/proc/net/tcp")).split("\n");
  return lines.filter((line) => {
    const [, from, , state] = line.trim().split(/\s+/);
    return from === local && state === "01";
  }).length;
}

Deno.test("500 half-open connections to a served store end, and nobody waits for them meanwhile", async () => {
  const folder = await Deno.makeTempDir();
  {
    await using service = await localService({ path: folder });
    await using server = await serveLocal(service);
    const port = Number(new URL(server.url).port);
    const ended = range(500).map(() => untilClosed(port, "GET / HTTP/1.1\r\nHost"));
    const headers = { authorization: `Bearer ${server.token}` };
    assertEquals((await fetch(server.url, { headers })).status, 200);
    await Promise.all(ended);
  }
  await Deno.remove(folder, { recursive: true });
});
