import { createHash } from "node:crypto";
import { assertEquals, assertRejects } from "@std/assert";
import { awsSession, IntegrityError, type Session } from "../../mod.ts";
import { describeObject, listObjects, readObject } from "../../src/artifacts/download.ts";

const address = { bucket: "demo-bucket", key: "weights.bin" };
const text = "the bytes";

/** A session whose S3 answers with these fields and bytes; what it is asked is noted. */
async function answering(
  headers: Record<string, string>,
  body: string = text,
  asked: Request[] = [],
): Promise<Session> {
  return await awsSession({
    region: "local",
    endpoint: "http://s3.local",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
    fetch: (request) => {
      asked.push(request);
      return Promise.resolve(new Response(request.method === "HEAD" ? null : body, { headers }));
    },
  });
}

async function read(headers: Record<string, string>, body?: string): Promise<string> {
  const session = await answering(headers, body);
  return await new Response(await readObject(session, address, undefined, {})).text();
}

function md5Of(content: string): string {
  return `"${createHash("md5").update(content).digest("hex")}"`;
}

Deno.test("without a checksum, an ETag that is an MD5 is held against the bytes", async () => {
  assertEquals(await read({ etag: md5Of(text) }), text);
  const error = await assertRejects(() => read({ etag: md5Of("others") }), IntegrityError, "MD5");
  assertEquals(error.uri, "s3://demo-bucket/weights.bin");
});

Deno.test("an ETag that is no MD5 of the bytes is not held against them", async () => {
  const other = md5Of("others");
  const cases: readonly Record<string, string>[] = [
    { etag: other.replace(/"$/, '-2"') },
    { etag: other, "x-amz-server-side-encryption": "aws:kms" },
    { etag: other, "x-amz-server-side-encryption": "aws:kms:dsse" },
    { etag: other, "x-amz-server-side-encryption-customer-algorithm": "AES256" },
    { etag: other, "content-encoding": "identity", "content-length": "1" },
    {},
  ];
  for (const headers of cases) assertEquals(await read(headers), text);
});

Deno.test("a checksum of the whole is held against the bytes; one of the parts is not", async () => {
  assertEquals(await read({ "x-amz-checksum-crc32": "AAAAAA==-2" }), text);
  await assertRejects(
    () => read({ "x-amz-checksum-crc32": "AAAAAA==" }),
    IntegrityError,
    "checksum",
  );
  const headers = { etag: md5Of("others"), "x-amz-checksum-crc32": "AAAAAA==-2" };
  await assertRejects(() => read(headers), IntegrityError, "MD5");
});

Deno.test("a body that is shorter or longer than was said is noticed", async () => {
  for (const length of [text.length - 1, text.length + 1]) {
    await assertRejects(() => read({ "content-length": String(length) }), IntegrityError, "bytes");
  }
  assertEquals(await read({ "content-length": String(text.length) }), text);
});

Deno.test("reading names the account that the bucket must belong to, and the state that is wanted", async () => {
  const asked: Request[] = [];
  const session = await answering({}, text, asked);
  const options = { artifactBucketOwner: "123456789012" };
  await describeObject(session, address, options);
  await (await readObject(session, address, '"abc"', options)).cancel();
  assertEquals(
    asked.map(({ method, headers }) => [
      method,
      headers.get("x-amz-expected-bucket-owner"),
      headers.get("if-match"),
    ]),
    [["HEAD", "123456789012", null], ["GET", "123456789012", '"abc"']],
  );
});

Deno.test("a folder of more than a page is listed whole, each page by the token of the one before", async () => {
  const asked: (string | null)[] = [];
  const session = await awsSession({
    region: "local",
    endpoint: "http://s3.local",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
    fetch: (request) => {
      const token = new URL(request.url).searchParams.get("continuation-token");
      asked.push(token);
      const page = Number(token ?? 0);
      const next = page < 2 ? `<NextContinuationToken>${page + 1}</NextContinuationToken>` : "";
      return Promise.resolve(
        new Response(
          `<?xml version="1.0"?><ListBucketResult><IsTruncated>${page < 2}</IsTruncated>${next}` +
            `<Contents><Key>folder/${page}</Key><Size>${page}</Size></Contents></ListBucketResult>`,
          { headers: { "content-type": "application/xml", "x-amz-request-id": "1" } },
        ),
      );
    },
  });
  const folder = { bucket: "demo-bucket", key: "folder/" };
  const found = await Array.fromAsync(listObjects(session, folder, {}), ({ key }) => key);
  assertEquals(found, ["folder/0", "folder/1", "folder/2"]);
  assertEquals(asked, [null, "1", "2"]);
  await session[Symbol.asyncDispose]();
});
