import { assertEquals } from "@std/assert";
import { bundleForProcess } from "../support/bundle.ts";
import { bearerOf } from "../support/reach.ts";
import { bunPath, nodePath } from "../support/tools.ts";

const RUNTIMES = { Bun: bunPath, Node: nodePath };

interface ServedElsewhere extends AsyncDisposable {
  readonly url: string;
  readonly token: string;
  /** Sends bytes as they are, and answers the status; NaN when there is no answer. */
  status(head: string): Promise<number>;
}

/** A store that is served by a process of another runtime. */
async function servedBy(runtime: keyof typeof RUNTIMES): Promise<ServedElsewhere> {
  const folder = await Deno.makeTempDir();
  const child = new Deno.Command(await RUNTIMES[runtime](), {
    args: [await bundleForProcess("tests/server/serve_child.ts", folder), folder],
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const [url = "", token = ""] = (await reader.read()).value?.trim().split(" ") ?? [];
  const port = Number(new URL(url).port);
  return {
    url,
    token,
    async status(head) {
      using connection = await Deno.connect({ hostname: "127.0.0.1", port });
      const text = `${head.replaceAll("PORT", `${port}`)}Connection: close\r\n\r\n`;
      await connection.write(new TextEncoder().encode(text));
      const answer = new Uint8Array(64);
      const length = await connection.read(answer) ?? 0;
      const line = new TextDecoder().decode(answer.subarray(0, length));
      return Number(/^HTTP\/1\.[01] (\d+)/.exec(line)?.[1]);
    },
    async [Symbol.asyncDispose]() {
      await child.stdin.close();
      await child.status;
      await reader.cancel();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

for (const runtime of ["Bun", "Node"] as const) {
  Deno.test(`serveLocal in ${runtime} refuses foreign requests, and lives through malformed ones`, async () => {
    await using server = await servedBy(runtime);
    const own = "Host: 127.0.0.1:PORT\r\n";
    const refused = [
      "GET / HTTP/1.1\r\nHost: evil.example:PORT\r\n",
      "GET / HTTP/1.1\r\nHost: evil example\r\n",
      "GET / HTTP/1.1\r\nHost: LOCALHOST:PORT\r\n",
      "GET / HTTP/1.0\r\n",
      `GET / HTTP/1.1\r\n${own}Host: evil.example\r\n`,
      `GET http://evil.example/ HTTP/1.1\r\n${own}`,
      `GET / HTTP/1.1\r\n${own}Origin: http://127.0.0.1:PORT\r\n`,
      `GET / HTTP/1.1\r\n${own}Sec-Fetch-Site: cross-site\r\n`,
      `PUT /a/../bucket HTTP/1.1\r\n${own}Content-Length: 0\r\n`,
      `PUT /a/%2e%2E/bucket HTTP/1.1\r\n${own}Content-Length: 0\r\n`,
    ];
    for (const head of refused) {
      assertEquals([400, 403].includes(await server.status(head)), true, head);
    }
    const headers = bearerOf(server);
    const known = `${own}Authorization: ${headers["authorization"]}\r\n`;
    assertEquals(await server.status(`GET / HTTP/1.1\r\n${known}`), 200);
    assertEquals(await server.status(`GET / HTTP/1.1\r\n${own}`), 403, "a stranger");
    const buckets = await (await fetch(server.url, { headers })).text();
    assertEquals(buckets.includes("<Bucket>"), false);
  });

  Deno.test(`serveLocal in ${runtime} gives back a large object as it was sent`, async () => {
    await using server = await servedBy(runtime);
    const bytes = Uint8Array.from({ length: 3_000_000 }, (_, index) => index * 31 % 251);
    const headers = bearerOf(server);
    for (const [path, body] of [["/bucket", null], ["/bucket/key", bytes]] as const) {
      const answer = await fetch(`${server.url}${path}`, { method: "PUT", body, headers });
      await answer.body?.cancel();
      assertEquals(answer.status, 200);
    }
    const found = await (await fetch(`${server.url}/bucket/key`, { headers })).arrayBuffer();
    assertEquals(new Uint8Array(found), bytes);
    const head = await fetch(`${server.url}/bucket/key`, { method: "HEAD", headers });
    assertEquals([head.status, head.headers.get("content-length")], [200, "3000000"]);
  });
}
