import { assert, assertEquals } from "@std/assert";
import { serveLocal } from "../../../src/server/serve_local.ts";
import { bearerOf } from "../../support/reach.ts";
import { type TestService, testService } from "../test_service.ts";

/** Requests with a body that is XML. */
const WITH_XML: readonly (readonly [string, string])[] = [
  ["PUT", "/other-bucket"],
  ["POST", "/bucket?delete"],
  ["PUT", "/bucket/k?tagging"],
];

/** Texts that a message may quote, and XML does not have. */
const ODD = ["\u0000", "a\u0001b", "\u001f", "\ufffe", "\uffff", "\u000b\u000c", "\u0085\u2028"];

async function send(
  { service }: TestService,
  method: string,
  path: string,
  body: BodyInit | null = null,
): Promise<{ readonly status: number; readonly code: string; readonly text: string }> {
  const answer = await service.fetch(new Request(`http://runlog.local${path}`, { method, body }));
  const text = await answer.text();
  return { status: answer.status, code: /<Code>(.*)<\/Code>/.exec(text)?.[1] ?? "", text };
}

async function bucketWithObject(aws: TestService): Promise<void> {
  await send(aws, "PUT", "/bucket");
  await send(aws, "PUT", "/bucket/k", "x");
}

Deno.test("a body that is no UTF-8 or too long is refused with S3's own codes", async () => {
  await using aws = await testService();
  await bucketWithObject(aws);
  const { text } = await send(aws, "POST", "/bucket/u?uploads");
  const id = /<UploadId>([^<]*)/.exec(text)?.[1];
  for (const [method, path] of [...WITH_XML, ["POST", `/bucket/u?uploadId=${id}`] as const]) {
    const noText = await send(aws, method, path, Uint8Array.of(60, 255, 62));
    assertEquals([noText.status, noText.code], [400, "MalformedXML"], path);
    const long = await send(aws, method, path, " ".repeat(4 * 1024 * 1024 + 1));
    assertEquals([long.status, long.code], [400, "MaxMessageLengthExceeded"], path);
  }
});

Deno.test("errors have only characters that XML has, whatever they quote", async () => {
  await using aws = await testService();
  await bucketWithObject(aws);
  for (const odd of ODD) {
    const text = encodeURIComponent(odd);
    const paths = [
      `/bucket/k?partNumber=${text}`,
      `/bucket/k?${text}=1`,
      `/bucket?max-keys=${text}`,
      `/bucket/k?attributes&x-amz-object-attributes=ETag&x-amz-max-parts=${text}`,
      `/?max-buckets=${text}`,
    ];
    for (const path of paths) {
      const { status, code, text } = await send(aws, "GET", path);
      assert(status >= 400 && code !== "", path);
      // deno-lint-ignore no-control-regex -- control characters are what XML does not have.
      assertEquals(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/.test(text), false, path);
    }
  }
});

Deno.test("a presigned address stores no header field that no server can send back", async () => {
  await using aws = await testService();
  await using server = await serveLocal(aws.service);
  const headers = bearerOf(server);
  const ask = async (method: string, path: string): Promise<Response> =>
    await fetch(server.url + path, { method, headers, body: method === "PUT" ? "x" : null });
  await bucketWithObject(aws);
  for (const value of [...ODD, "\n", "\r", "\u007f", "\u{1f600}", "tab\tand \u00e9"]) {
    const put = await ask("PUT", `/bucket/k?x-amz-meta-a=${encodeURIComponent(value)}`);
    await put.text();
    const isSent = /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
    assertEquals(put.status, isSent ? 200 : 400, JSON.stringify(value));
    if (!isSent) continue;
    const found = await ask("GET", "/bucket/k");
    assertEquals([found.status, await found.text()], [200, "x"]);
    assertEquals(found.headers.get("x-amz-meta-a"), value);
  }
});

Deno.test("a key without a bucket is refused, and is no request to the service", async () => {
  await using aws = await testService();
  await bucketWithObject(aws);
  for (const method of ["GET", "PUT", "DELETE", "POST"]) {
    for (const path of ["//bucket/k", "//bucket", "///"]) {
      const { status, code } = await send(aws, method, path);
      assertEquals([status, code], [400, "InvalidURI"], `${method} ${path}`);
    }
  }
});

Deno.test("errors are short, whatever they are about", async () => {
  await using aws = await testService();
  await bucketWithObject(aws);
  const long = "a".repeat(50_000);
  const answers = [
    await send(aws, "POST", "/bucket?delete", "<a>".repeat(50_000)),
    await send(aws, "POST", "/bucket?delete", `<Delete><${long}></Delete>`),
    await send(aws, "PUT", "/bucket/k?tagging", `<Tagging>&${long};</Tagging>`),
    await send(aws, "GET", `/bucket/k?${long}`),
    await send(aws, "GET", `/bucket/k?partNumber=${long}`),
  ];
  for (const { status, text } of answers) {
    assert(status >= 400);
    assert(text.length < 8_000, `${text.length} characters`);
  }
});
