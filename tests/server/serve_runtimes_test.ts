import { assertEquals } from "@std/assert";
import { bundleForProcess } from "../support/bundle.ts";
import { bunPath, nodePath } from "../support/tools.ts";

const RUNTIMES = { Bun: bunPath, Node: nodePath };

interface ServedElsewhere extends AsyncDisposable {
  readonly url: string;
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
  const url = (await reader.read()).value?.trim() ?? "";
  const port = Number(new URL(url).port);
  return {
    url,
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
    assertEquals(await server.status(`GET / HTTP/1.1\r\n${own}`), 200);
    const buckets = await (await fetch(server.url)).text();
    assertEquals(buckets.includes("<Bucket>"), false);
  });

  Deno.test(`serveLocal in ${runtime} gives back a large object as it was sent`, async () => {
    await using server = await servedBy(runtime);
    const bytes = Uint8Array.from({ length: 3_000_000 }, (_, index) => index * 31 % 251);
    for (const [path, body] of [["/bucket", null], ["/bucket/key", bytes]] as const) {
      const answer = await fetch(`${server.url}${path}`, { method: "PUT", body });
      await answer.body?.cancel();
      assertEquals(answer.status, 200);
    }
    const found = await (await fetch(`${server.url}/bucket/key`)).arrayBuffer();
    assertEquals(new Uint8Array(found), bytes);
    const head = await fetch(`${server.url}/bucket/key`, { method: "HEAD" });
    assertEquals([head.status, head.headers.get("content-length")], [200, "3000000"]);
  });
}
