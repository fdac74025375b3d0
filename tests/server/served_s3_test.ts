import { assertEquals, assertMatch } from "@std/assert";
import { newSecret } from "../../src/server/secret.ts";
import { type ServedLocal, serveLocal } from "../../src/server/serve_local.ts";
import { testService } from "../local/test_service.ts";

/** Sends a request line as it is, and returns the answer. */
async function sendLine({ url, token }: ServedLocal, line: string): Promise<string> {
  const { port, host } = new URL(url);
  using connection = await Deno.connect({ hostname: "127.0.0.1", port: Number(port) });
  const head =
    `${line} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${token}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`;
  await connection.write(new TextEncoder().encode(head));
  return await new Response(connection.readable).text();
}

Deno.test("A served store refuses a key with dot segments by an error of S3 that says why", async () => {
  await using aws = await testService();
  await using server = await serveLocal(aws.service);
  await aws.s3.createBucket({ Bucket: "demo-bucket" });
  const paths = ["a/../b", ".", "..", "a/.", "%2e%2e/a", "a/%2E/b", "a/.%2e"];
  for (const path of paths) {
    const answer = await sendLine(server, `PUT /demo-bucket/${path}`);
    assertMatch(answer, /^HTTP\/1\.1 400 /, path);
    assertMatch(answer, /content-type: application\/xml/i, path);
    assertMatch(
      answer,
      /<Error><Code>InvalidURI<\/Code><Message>[^<]*segment[^<]*<\/Message>/,
      path,
    );
  }
  const head = await sendLine(server, "HEAD /demo-bucket/a/../b");
  assertMatch(head, /^HTTP\/1\.1 400 /);
  assertEquals((await aws.s3.listObjectsV2({ Bucket: "demo-bucket" })).KeyCount, 0);
  assertEquals((await aws.s3.listBuckets({})).Buckets?.length, 1);
});

Deno.test("A presigned URL carries the token of the server as its access key ID", async () => {
  await using aws = await testService();
  const token = newSecret();
  await using server = await serveLocal(aws.service, { token });
  await aws.s3.createBucket({ Bucket: "demo-bucket" });
  await aws.s3.putObject({ Bucket: "demo-bucket", Key: "k", Body: "x" });
  const read = async (query: string): Promise<[number, string]> => {
    const answer = await fetch(`${server.url}/demo-bucket/k?${query}`);
    return [answer.status, (await answer.text()).slice(0, 1)];
  };
  const scope = encodeURIComponent("/20260102/local/s3/aws4_request");
  for (const name of ["X-Amz-Credential", "AWSAccessKeyId"]) {
    const rest = name === "X-Amz-Credential" ? scope : "";
    assertEquals(await read(`${name}=${token}${rest}`), [200, "x"]);
    assertEquals((await read(`${name}=${newSecret()}${rest}`))[0], 403);
    assertEquals((await read(`${name}=`))[0], 403);
  }
  assertEquals((await read("x-id=GetObject"))[0], 403);
});
