import { assert, assertEquals, assertRejects } from "@std/assert";
import { ArgumentError } from "../../mod.ts";
import { serveLocal, type ServeLocalOptions } from "../../src/server/serve_local.ts";
import { newSecret } from "../../src/server/secret.ts";
import { FOREIGN_HOSTS, rawStatus } from "../support/raw_http.ts";
import { bearerOf } from "../support/reach.ts";
import { type TestService, testService } from "../local/test_service.ts";

interface Served extends AsyncDisposable {
  readonly aws: TestService;
  readonly url: string;
  readonly token: string | undefined;
  readonly port: number;
  /** What a client with the token sends. */
  readonly headers: Record<string, string>;
  /** Sends bytes as they are, and answers the status. */
  status(head: string): Promise<number>;
}

async function served(options?: ServeLocalOptions): Promise<Served> {
  const aws = await testService();
  const server = await serveLocal(aws.service, options);
  const port = Number(new URL(server.url).port);
  return {
    aws,
    url: server.url,
    token: server.token,
    headers: bearerOf(server),
    port,
    status: (head) => rawStatus(port, head),
    async [Symbol.asyncDispose]() {
      await server.close();
      await aws[Symbol.asyncDispose]();
    },
  };
}

Deno.test("serveLocal answers AWS requests under each name of this machine with its own port", async () => {
  await using server = await served();
  for (const host of ["127.0.0.1:PORT", "localhost:PORT", "[::1]:PORT"]) {
    const head = `GET / HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${server.token}\r\n`;
    assertEquals(await server.status(head), 200);
  }
  const answer = await fetch(server.url, {
    method: "POST",
    headers: { "x-amz-target": "SageMaker.CreateExperiment", ...server.headers },
    body: JSON.stringify({ ExperimentName: "demo" }),
  });
  assertEquals(await answer.json(), {
    ExperimentArn: "arn:aws:sagemaker:local:000000000000:experiment/demo",
  });
});

Deno.test("serveLocal refuses every other Host, on any path", async () => {
  await using server = await served();
  for (const header of FOREIGN_HOSTS) {
    for (const path of ["/", "/bucket/key", "/health"]) {
      const status = await server.status(`GET ${path} HTTP/1.1\r\n${header}\r\n`);
      assertEquals([400, 403].includes(status), true, `${header} ${path}: ${status}`);
    }
  }
  const absolute = "GET http://evil.example/ HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n";
  assertEquals(await server.status(absolute), 403);
  assertEquals(await server.status("GET / HTTP/1.0\r\n"), 403);
});

Deno.test("serveLocal refuses web pages, those of its own address included, and says nothing to CORS", async () => {
  await using server = await served();
  const cases = [
    { origin: "https://evil.example" },
    { origin: "null" },
    { origin: `http://localhost:${server.port + 1}` },
    { origin: server.url },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { "sec-fetch-site": "same-origin" },
  ];
  for (const headers of cases) {
    for (const method of ["GET", "POST", "PUT", "OPTIONS", "DELETE"]) {
      const answer = await fetch(`${server.url}/bucket`, {
        method,
        headers: { ...headers, ...server.headers },
      });
      await answer.body?.cancel();
      assertEquals(answer.status, 403);
      assertEquals([...answer.headers.keys()].filter((name) => name.startsWith("access-")), []);
    }
  }
  assertEquals((await server.aws.s3.listBuckets({})).Buckets ?? [], []);
});

Deno.test("serveLocal refuses paths that mean another place than they say", async () => {
  await using server = await served();
  for (const path of ["/b/../c", "/b/%2e%2e/c", "/b/.%2E", "/..", "/b/./k"]) {
    const head = `PUT ${path} HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nContent-Length: 0\r\n` +
      `Authorization: Bearer ${server.token}\r\n`;
    assertEquals(await server.status(head), 400);
  }
  assertEquals((await server.aws.s3.listBuckets({})).Buckets ?? [], []);
});

Deno.test("serveLocal refuses a JSON body beyond any use with 413", async () => {
  await using server = await served();
  const head =
    "POST / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nX-Amz-Target: SageMaker.CreateExperiment\r\n" +
    `Content-Length: 1073741824\r\nAuthorization: Bearer ${server.token}\r\n`;
  assertEquals(await server.status(head), 413);
});

Deno.test("serveLocal with a token answers those who use it as access key ID or bearer token, and nobody else", async () => {
  const token = newSecret();
  await using server = await served({ token });
  const signed = (key: string): string =>
    `AWS4-HMAC-SHA256 Credential=${key}/20260101/local/s3/aws4_request, SignedHeaders=host, Signature=0`;
  const statusWith = async (authorization?: string): Promise<number> => {
    const headers = authorization === undefined ? {} : { authorization };
    const answer = await fetch(`${server.url}/`, { headers });
    assert(!(await answer.text()).includes(token));
    return answer.status;
  };
  assertEquals(await statusWith(signed(token)), 200);
  assertEquals(await statusWith(`Bearer ${token}`), 200);
  const others = [undefined, "", "Bearer ", signed("local"), signed(`${token}0`), token];
  for (const other of [...others, `Bearer ${token.slice(1)}`, `Bearer ${token} ${token}`]) {
    assertEquals(await statusWith(other), 403, other);
  }
  assertEquals((await fetch(`${server.url}/?token=${token}`)).status, 403);
});

Deno.test("serveLocal beyond this machine answers under the names it is given, and refuses to start if it is to have no token", async () => {
  const token = newSecret();
  await using server = await served({ hostname: "0.0.0.0", names: ["trainer.example"], token });
  const status = (host: string): Promise<number> =>
    server.status(`GET / HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${token}\r\n`);
  assertEquals(server.url, `http://trainer.example:${server.port}`);
  assertEquals(await status("trainer.example:PORT"), 200);
  assertEquals(await status("127.0.0.1:PORT"), 200);
  for (const host of ["other.example:PORT", "trainer.example", "a.trainer.example:PORT"]) {
    assertEquals(await status(host), 403);
  }
  await using aws = await testService();
  const refused: readonly (readonly [ServeLocalOptions, string])[] = [
    [{ hostname: "0.0.0.0", token: false }, "token"],
    [{ hostname: "::", token: false }, "token"],
    [{ names: ["trainer.example"], token: false }, "token"],
    [{ hostname: "127.0.0.1.evil.example", token: false }, "token"],
    [{ token: "short" }, "token"],
    [{ token: "" }, "token"],
    [{ token: `${token} ` }, "token"],
    [{ hostname: "a/b", token }, "hostname"],
    [{ names: ["a:1@b"], token }, "names"],
    [{ port: 65_536 }, "port"],
    [{ port: NaN }, "port"],
  ];
  for (const [options, argument] of refused) {
    const error = await assertRejects(() => serveLocal(aws.service, options), ArgumentError);
    assertEquals(error.argument, argument);
    assert(!error.message.includes(token));
  }
});

Deno.test("serveLocal refuses a port that is taken", async () => {
  await using server = await served();
  await assertRejects(() => serveLocal(server.aws.service, { port: server.port }));
});

Deno.test("serveLocal stops listening when it is closed, and the service stays open", async () => {
  await using aws = await testService();
  const server = await serveLocal(aws.service);
  await server.close();
  await assertRejects(() => fetch(server.url));
  await aws.sagemaker.createExperiment({ ExperimentName: "demo" });
});
