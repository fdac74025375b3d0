import { assertEquals, assertMatch } from "@std/assert";
import fc from "../../support/fast_check.ts";
import { assertRefused, type TestService, testService } from "../test_service.ts";

const Bucket = "demo-bucket";

async function withBucket(): Promise<TestService> {
  const aws = await testService();
  await aws.s3.createBucket({ Bucket });
  return aws;
}

async function bytesOf({ s3 }: TestService, Key: string, Range?: string): Promise<Uint8Array> {
  const { Body } = await s3.getObject({ Bucket, Key, Range });
  return await Body?.transformToByteArray() ?? new Uint8Array();
}

async function filesIn({ folder }: TestService): Promise<number> {
  let count = 0;
  for await (const _ of Deno.readDir(`${folder}/objects`)) count++;
  return count;
}

Deno.test("An object comes back with its bytes, type, metadata and MD5", async () => {
  await using aws = await withBucket();
  const { ETag } = await aws.s3.putObject({
    Bucket,
    Key: "a/b.csv",
    Body: "1,2",
    ContentType: "text/csv",
    ContentEncoding: "gzip",
    CacheControl: "no-cache",
    Metadata: { from: "here" },
  });
  const found = await aws.s3.getObject({ Bucket, Key: "a/b.csv" });
  assertEquals(await found.Body?.transformToString(), "1,2");
  const head = await aws.s3.headObject({ Bucket, Key: "a/b.csv" });
  for (const answer of [found, head]) {
    assertEquals(
      [answer.ETag, answer.ContentType, answer.ContentLength, answer.ContentEncoding],
      [ETag, "text/csv", 3, "gzip"],
    );
    assertEquals([answer.CacheControl, answer.Metadata], ["no-cache", { from: "here" }]);
  }
});

Deno.test("An ETag is the MD5 of the bytes, in quotes", async () => {
  await using aws = await withBucket();
  const put = async (Body: string): Promise<unknown> =>
    (await aws.s3.putObject({ Bucket, Key: "k", Body })).ETag;
  assertEquals(await put(""), '"d41d8cd98f00b204e9800998ecf8427e"');
  assertEquals(await put("abc"), '"900150983cd24fb0d6963f7d28e17f72"');
  assertEquals((await bytesOf(aws, "k")).length, 3);
});

Deno.test("An empty object has no bytes, whole or by range", async () => {
  await using aws = await withBucket();
  await aws.s3.putObject({ Bucket, Key: "empty" });
  assertEquals((await bytesOf(aws, "empty")).length, 0);
  assertEquals((await aws.s3.headObject({ Bucket, Key: "empty" })).ContentLength, 0);
  await assertRefused(() => bytesOf(aws, "empty", "bytes=0-"), "InvalidRange");
});

Deno.test("An object that is written again replaces the first, and leaves no file behind", async () => {
  await using aws = await withBucket();
  for (const Body of ["one", "two", "three"]) await aws.s3.putObject({ Bucket, Key: "k", Body });
  assertEquals(new TextDecoder().decode(await bytesOf(aws, "k")), "three");
  assertEquals(await filesIn(aws), 1);
  await aws.s3.deleteObject({ Bucket, Key: "k" });
  await aws.s3.deleteObject({ Bucket, Key: "k" });
  assertEquals(await filesIn(aws), 0);
  await assertRefused(() => aws.s3.getObject({ Bucket, Key: "k" }), "NoSuchKey");
  await assertRefused(() => aws.s3.headObject({ Bucket, Key: "k" }), "NotFound");
});

Deno.test("GetObject gives any range of the bytes, and refuses one behind the end", async () => {
  await using aws = await withBucket();
  // Longer than what is read from a file at a time.
  const bytes = Uint8Array.from({ length: 600_000 }, (_, index) => index * 31 % 251);
  await aws.s3.putObject({ Bucket, Key: "k", Body: bytes });
  const index = fc.nat(bytes.length - 1);
  await fc.assert(
    fc.asyncProperty(index, index, async (a, b) => {
      const [start, end] = [Math.min(a, b), Math.max(a, b)];
      const { Body, ContentRange } = await aws.s3.getObject({
        Bucket,
        Key: "k",
        Range: `bytes=${start}-${end}`,
      });
      assertEquals(await Body?.transformToByteArray(), bytes.slice(start, end + 1));
      assertEquals(ContentRange, `bytes ${start}-${end}/${bytes.length}`);
    }),
    { numRuns: 20 },
  );
  assertEquals(await bytesOf(aws, "k", "bytes=-5"), bytes.slice(-5));
  assertEquals(await bytesOf(aws, "k", "bytes=599990-"), bytes.slice(599_990));
  assertEquals(await bytesOf(aws, "k", "bytes=599990-900000"), bytes.slice(599_990));
  assertEquals((await bytesOf(aws, "k", "lines=1-2")).length, bytes.length);
  await assertRefused(() => bytesOf(aws, "k", "bytes=600000-"), "InvalidRange");
});

Deno.test("Keys of any characters name their own objects and never a path", async () => {
  await using aws = await withBucket();
  const keys = [
    "a b+c&d=e?f#g%h",
    "%2e%2e/%252e%252e",
    "..%2f..%2fetc%2fpasswd",
    "..\\..\\windows",
    "C:\\con",
    "/abs",
    "//proc/self/root",
    "....//x",
    "file:///etc/passwd",
    "ünï/日本/🎉",
    "trailing/",
    "'\"<>&",
    "new\nline",
    "k".repeat(1024),
  ];
  for (const Key of keys) await aws.s3.putObject({ Bucket, Key, Body: `of ${Key}` });
  for (const Key of keys) {
    assertEquals(new TextDecoder().decode(await bytesOf(aws, Key)), `of ${Key}`);
  }
  const listed = await aws.s3.listObjectsV2({ Bucket, EncodingType: "url" });
  const found = listed.Contents?.map(({ Key = "" }) =>
    decodeURIComponent(Key.replaceAll("+", " "))
  );
  assertEquals(new Set(found), new Set(keys));
  const names = [];
  for await (const { name } of Deno.readDir(`${aws.folder}/objects`)) names.push(name);
  assertEquals(names.length, keys.length);
  assertEquals(names.every((name) => /^[0-9a-f-]{36}$/.test(name)), true);
});

Deno.test("A key longer than S3 allows is refused", async () => {
  await using aws = await withBucket();
  await assertRefused(
    () => aws.s3.putObject({ Bucket, Key: "ü".repeat(513), Body: "x" }),
    "KeyTooLongError",
  );
});

Deno.test("A body that does not match its checksum is refused and not kept", async () => {
  await using aws = await withBucket();
  const wrong = { ChecksumCRC32: "AAAAAA==" };
  await assertRefused(
    () => aws.s3.putObject({ Bucket, Key: "k", Body: "abc", ...wrong }),
    "BadDigest",
  );
  await assertRefused(
    () =>
      aws.s3.putObject({ Bucket, Key: "k", Body: "abc", ContentMD5: "AAAAAAAAAAAAAAAAAAAAAA==" }),
    "BadDigest",
  );
  await aws.s3.putObject({
    Bucket,
    Key: "k",
    Body: "abc",
    ChecksumCRC32: "NSRBwg==",
    ContentMD5: "kAFQmDzST7DWlj99KOF/cg==",
  });
  assertEquals(await filesIn(aws), 1);
});

Deno.test("A body that breaks off is not kept", async () => {
  await using aws = await withBucket();
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new Uint8Array(10)),
    pull: (controller) => controller.error(new Error("gone")),
  });
  const answer = await aws.service.fetch(
    new Request(`http://runlog.local/${Bucket}/k`, { method: "PUT", body }),
  );
  assertEquals(answer.status, 400);
  assertMatch(await answer.text(), /IncompleteBody/);
  assertEquals(await filesIn(aws), 0);
  await assertRefused(() => bytesOf(aws, "k"), "NoSuchKey");
});

Deno.test("Requests for another owner's bucket are refused", async () => {
  await using aws = await withBucket();
  const ExpectedBucketOwner = "123456789012";
  await assertRefused(
    () => aws.s3.putObject({ Bucket, Key: "k", Body: "x", ExpectedBucketOwner }),
    "AccessDenied",
  );
  await aws.s3.putObject({ Bucket, Key: "k", Body: "x", ExpectedBucketOwner: "000000000000" });
});

Deno.test("If-None-Match spares the bytes of an unchanged object, or refuses to replace one", async () => {
  await using aws = await withBucket();
  const { ETag } = await aws.s3.putObject({ Bucket, Key: "k", Body: "x", IfNoneMatch: "*" });
  await assertRefused(
    () => aws.s3.putObject({ Bucket, Key: "k", Body: "y", IfNoneMatch: "*" }),
    "PreconditionFailed",
  );
  const answer = await aws.service.fetch(
    new Request(`http://runlog.local/${Bucket}/k`, { headers: { "if-none-match": `${ETag}` } }),
  );
  assertEquals([answer.status, await answer.text()], [304, ""]);
  assertEquals(await filesIn(aws), 1);
});

Deno.test("A key whose first segments are dots is refused, and falls on no bucket", async () => {
  await using aws = await withBucket();
  for (const key of ["..", "../other-bucket", "."]) {
    // What web standards make of the address has lost the bucket, the key or both.
    const url = `http://runlog.local/${Bucket}/${key}?x-id=PutObject`;
    const answer = await aws.service.fetch(new Request(url, { method: "PUT", body: "x" }));
    assertEquals(answer.status, 400);
    assertMatch(await answer.text(), /InvalidURI/);
  }
  assertEquals((await aws.s3.listBuckets({})).Buckets?.length, 1);
});

Deno.test("An error of S3's is an Error element of no namespace, as botocore reads it", async () => {
  await using aws = await withBucket();
  const answer = await aws.service.fetch(new Request(`http://runlog.local/${Bucket}/absent`));
  assertEquals(answer.status, 404);
  assertEquals(
    await answer.text(),
    '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>NoSuchKey</Code>' +
      "<Message>The specified key does not exist.</Message></Error>",
  );
});

Deno.test("GetObject and HeadObject hold to conditions of ETag and time", async () => {
  await using aws = await testService({ now: () => 1_700_000_000_500 });
  await aws.s3.createBucket({ Bucket });
  const { ETag = "" } = await aws.s3.putObject({ Bucket, Key: "k", Body: "x" });
  const [before, at, after] = [-1_000, 0, 1_000].map((shift) =>
    new Date(1_700_000_000_000 + shift).toUTCString()
  ) as [string, string, string];
  const cases: [Record<string, string>, number][] = [
    [{ "if-match": ETag }, 200],
    [{ "if-match": `"other", ${ETag}` }, 200],
    [{ "if-match": "*" }, 200],
    [{ "if-match": '"other"' }, 412],
    [{ "if-none-match": ETag }, 304],
    [{ "if-none-match": `W/${ETag}` }, 304],
    [{ "if-none-match": "*" }, 304],
    [{ "if-none-match": '"other"' }, 200],
    [{ "if-modified-since": before }, 200],
    [{ "if-modified-since": at }, 304],
    [{ "if-modified-since": after }, 304],
    [{ "if-modified-since": "nonsense" }, 200],
    [{ "if-unmodified-since": before }, 412],
    [{ "if-unmodified-since": at }, 200],
    [{ "if-match": ETag, "if-unmodified-since": before }, 200],
    [{ "if-none-match": '"other"', "if-modified-since": after }, 200],
  ];
  for (const [headers, status] of cases) {
    for (const method of ["GET", "HEAD"]) {
      const answer = await aws.service.fetch(
        new Request(`http://runlog.local/${Bucket}/k`, { method, headers }),
      );
      assertEquals(answer.status, status, JSON.stringify(headers));
      if (status < 400) assertEquals(answer.headers.get("etag"), ETag);
      await answer.body?.cancel();
    }
  }
});

Deno.test("PutObject with IfMatch replaces the object of that ETag, and no other", async () => {
  await using aws = await withBucket();
  const put = (Body: string, IfMatch: string): Promise<unknown> =>
    aws.s3.putObject({ Bucket, Key: "k", Body, IfMatch });
  await assertRefused(() => put("x", '"any"'), "NoSuchKey");
  const { ETag = "" } = await aws.s3.putObject({ Bucket, Key: "k", Body: "one" });
  await put("two", ETag);
  await assertRefused(() => put("three", ETag), "PreconditionFailed");
  assertEquals(new TextDecoder().decode(await bytesOf(aws, "k")), "two");
  assertEquals(await filesIn(aws), 1);
});

Deno.test("Every checksum is held against the bytes, kept, and given when asked for", async () => {
  await using aws = await withBucket();
  for (const ChecksumAlgorithm of ["CRC32", "CRC32C", "SHA1", "SHA256"] as const) {
    const put = await aws.s3.putObject({ Bucket, Key: "k", Body: "abc", ChecksumAlgorithm });
    const checksum = put[`Checksum${ChecksumAlgorithm}`];
    assertEquals(typeof checksum, "string");
    const asked = await aws.s3.headObject({ Bucket, Key: "k", ChecksumMode: "ENABLED" });
    assertEquals(asked[`Checksum${ChecksumAlgorithm}`], checksum);
    const found = await aws.s3.headObject({ Bucket, Key: "k" });
    assertEquals(found[`Checksum${ChecksumAlgorithm}`], undefined);
    const wrong = { [`Checksum${ChecksumAlgorithm}`]: btoa("wrong") };
    await assertRefused(
      () => aws.s3.putObject({ Bucket, Key: "k", Body: "abd", ...wrong }),
      "BadDigest",
    );
  }
  assertEquals(new TextDecoder().decode(await bytesOf(aws, "k")), "abc");
  assertEquals(await filesIn(aws), 1);
});

Deno.test("CopyObject copies bytes and metadata, or takes new metadata", async () => {
  await using aws = await withBucket();
  await aws.s3.createBucket({ Bucket: "other-bucket" });
  const Key = "a b/ü&+.txt";
  const { ETag } = await aws.s3.putObject({
    Bucket,
    Key,
    Body: "content",
    ContentType: "text/plain",
    Metadata: { from: "here" },
  });
  const copy = { Bucket: "other-bucket", CopySource: `${Bucket}/${encodeURIComponent(Key)}` };
  const copied = await aws.s3.copyObject({ ...copy, Key: "same" });
  assertEquals(copied.CopyObjectResult?.ETag, ETag);
  await aws.s3.copyObject({
    ...copy,
    Key: "changed",
    MetadataDirective: "REPLACE",
    Metadata: { from: "there" },
  });
  await aws.s3.deleteObject({ Bucket, Key });
  const read = async (Key: string): Promise<unknown> => {
    const found = await aws.s3.getObject({ Bucket: "other-bucket", Key });
    return [await found.Body?.transformToString(), found.ContentType, found.Metadata];
  };
  assertEquals(await read("same"), ["content", "text/plain", { from: "here" }]);
  assertEquals(await read("changed"), ["content", "binary/octet-stream", { from: "there" }]);
  await assertRefused(() => aws.s3.copyObject({ ...copy, Key: "k" }), "NoSuchKey");
});

Deno.test("What is being read is read to its end, though the object is replaced meanwhile", async () => {
  await using aws = await withBucket();
  const Body = "x".repeat(1_000_000);
  await aws.s3.putObject({ Bucket, Key: "k", Body });
  const address = `http://runlog.local/${Bucket}/k`;
  const first = await aws.service.fetch(new Request(address));
  const unread = await aws.service.fetch(new Request(address));
  await aws.s3.putObject({ Bucket, Key: "k", Body: "new" });
  assertEquals(await first.text(), Body);
  await unread.body?.cancel();
  assertEquals(new TextDecoder().decode(await bytesOf(aws, "k")), "new");
});

Deno.test("Readers of an object that is replaced all the time get one state of it", async () => {
  await using aws = await withBucket();
  const put = (digit: number): Promise<unknown> =>
    aws.s3.putObject({ Bucket, Key: "k", Body: `${digit}`.repeat(300_000) });
  await put(0);
  const writer = (async () => {
    for (let digit = 1; digit < 10; digit++) await put(digit);
  })();
  const readers = Array.from({ length: 20 }, async () => {
    const text = new TextDecoder().decode(await bytesOf(aws, "k"));
    assertEquals(text, text.slice(0, 1).repeat(300_000));
  });
  await Promise.all([writer, ...readers]);
});
