import { assertEquals } from "@std/assert";
import { assertRefused, openStore, type TestService, testService } from "../test_service.ts";
import { Bucket, sendRaw } from "./raw_request.ts";

const MIB = 1024 * 1024;

async function withObject(Body = "0123456789"): Promise<TestService> {
  const aws = await testService();
  await aws.s3.createBucket({ Bucket });
  await aws.s3.putObject({ Bucket, Key: "k", Body, ContentType: "text/csv" });
  return aws;
}

/** Uploads an object in parts, with one byte value per part. */
async function uploadParts(
  { s3 }: TestService,
  Key: string,
  sizes: readonly number[],
): Promise<void> {
  const { UploadId } = await s3.createMultipartUpload({ Bucket, Key });
  const Parts = [];
  for (const [index, size] of sizes.entries()) {
    const PartNumber = index + 1;
    const Body = new Uint8Array(size).fill(PartNumber);
    Parts.push({
      PartNumber,
      ETag: (await s3.uploadPart({ Bucket, Key, UploadId, PartNumber, Body })).ETag,
    });
  }
  await s3.completeMultipartUpload({ Bucket, Key, UploadId, MultipartUpload: { Parts } });
}

Deno.test("A part is read by its number, from an object of several parts and from its copy", async () => {
  await using aws = await testService();
  await aws.s3.createBucket({ Bucket });
  const sizes = [5 * MIB, 5 * MIB, 5 * MIB + 1, 7];
  await uploadParts(aws, "parts", sizes);
  await aws.s3.copyObject({
    Bucket,
    Key: "copy",
    CopySource: `${Bucket}/parts`,
    MetadataDirective: "REPLACE",
  });
  const total = sizes.reduce((sum, size) => sum + size, 0);
  for (const Key of ["parts", "copy"]) {
    let start = 0;
    for (const [index, size] of sizes.entries()) {
      const PartNumber = index + 1;
      const ContentRange = `bytes ${start}-${start + size - 1}/${total}`;
      const found = await aws.s3.getObject({ Bucket, Key, PartNumber });
      const bytes = await found.Body?.transformToByteArray() ?? new Uint8Array();
      assertEquals([bytes.length, bytes[0], bytes.at(-1)], [size, PartNumber, PartNumber]);
      const head = await aws.s3.headObject({ Bucket, Key, PartNumber });
      for (const answer of [found, head]) {
        assertEquals(
          [answer.ContentLength, answer.ContentRange, answer.PartsCount],
          [size, ContentRange, 4],
        );
      }
      start += size;
    }
    await assertRefused(
      () => aws.s3.getObject({ Bucket, Key, PartNumber: 5 }),
      "InvalidPartNumber",
    );
  }
  assertEquals((await aws.s3.headObject({ Bucket, Key: "parts" })).PartsCount, undefined);
});

Deno.test("An object that was uploaded at once is its own only part", async () => {
  await using aws = await withObject();
  const found = await aws.s3.getObject({ Bucket, Key: "k", PartNumber: 1 });
  assertEquals(await found.Body?.transformToString(), "0123456789");
  assertEquals([found.ContentRange, found.PartsCount], ["bytes 0-9/10", undefined]);
  await assertRefused(
    () => aws.s3.getObject({ Bucket, Key: "k", PartNumber: 2 }),
    "InvalidPartNumber",
  );
  await aws.s3.putObject({ Bucket, Key: "empty" });
  const empty = await aws.s3.getObject({ Bucket, Key: "empty", PartNumber: 1 });
  assertEquals(await empty.Body?.transformToString(), "");
});

Deno.test("A part that is no number, or asked for with a range, is refused", async () => {
  await using aws = await withObject();
  for (const number of ["", "0", "-1", "1.5", "one", "0x1", "1e0"]) {
    const path = `/${Bucket}/k?partNumber=${number}`;
    assertEquals((await sendRaw(aws, "GET", path)).code, "InvalidArgument", number);
  }
  const headers = { range: "bytes=0-1" };
  const both = await sendRaw(aws, "GET", `/${Bucket}/k?partNumber=1`, headers);
  assertEquals(both.code, "InvalidRequest");
});

Deno.test("A part of an object whose parts were not kept is refused by name, and the object is read", async () => {
  await using aws = await withObject();
  await aws.store.write(async ({ objects }) => {
    const found = await objects.get(Bucket, "k");
    if (found) await objects.put(Bucket, { ...found, etag: `${"0".repeat(32)}-3` });
  });
  const part = await sendRaw(aws, "GET", `/${Bucket}/k?partNumber=2`);
  assertEquals([part.status, part.code], [501, "NotImplemented"]);
  assertEquals((await sendRaw(aws, "GET", `/${Bucket}/k`)).text, "0123456789");
});

Deno.test("HeadObject answers a range as GetObject does, without the bytes", async () => {
  await using aws = await withObject();
  for (const range of ["bytes=2-4", "bytes=-3", "bytes=7-", "bytes=0-99", "bytes=10-", "x"]) {
    const [get, head] = [
      await sendRaw(aws, "GET", `/${Bucket}/k`, { range }),
      await sendRaw(aws, "HEAD", `/${Bucket}/k`, { range }),
    ];
    assertEquals([head.status, head.text], [get.status, ""], range);
    for (const name of ["content-range", "content-length", "etag"]) {
      if (get.status < 400) assertEquals(head.headers.get(name), get.headers.get(name), range);
    }
  }
  const { ContentLength, ContentRange } = await aws.s3.headObject({
    Bucket,
    Key: "k",
    Range: "bytes=2-4",
  });
  assertEquals([ContentLength, ContentRange], [3, "bytes 2-4/10"]);
});

Deno.test("A range with If-Range is of the object that the client knows, or else the whole", async () => {
  await using aws = await withObject();
  const { ETag = "", LastModified } = await aws.s3.headObject({ Bucket, Key: "k" });
  const read = async (known: string): Promise<string> =>
    (await sendRaw(aws, "GET", `/${Bucket}/k`, { range: "bytes=0-1", "if-range": known })).text;
  assertEquals(await read(ETag), "01");
  assertEquals(await read(LastModified?.toUTCString() ?? ""), "01");
  assertEquals(await read('"other"'), "0123456789");
  assertEquals(await read(new Date(0).toUTCString()), "0123456789");
});

Deno.test("A request chooses the header fields of its answer, and stays harmless in a browser", async () => {
  await using aws = await withObject();
  const found = await aws.s3.getObject({
    Bucket,
    Key: "k",
    ResponseCacheControl: "no-store",
    ResponseContentDisposition: 'attachment; filename="a b.txt"',
    ResponseContentEncoding: "identity",
    ResponseContentLanguage: "de",
    ResponseContentType: "text/plain",
    ResponseExpires: new Date(0),
  });
  assertEquals(
    [found.CacheControl, found.ContentDisposition, found.ContentEncoding, found.ContentLanguage],
    ["no-store", 'attachment; filename="a b.txt"', "identity", "de"],
  );
  assertEquals([found.ContentType, found.ExpiresString], [
    "text/plain",
    "Thu, 01 Jan 1970 00:00:00 GMT",
  ]);
  assertEquals((await aws.s3.headObject({ Bucket, Key: "k" })).ContentType, "text/csv");
  const page = await sendRaw(aws, "HEAD", `/${Bucket}/k?response-content-type=text/html`);
  assertEquals(page.headers.get("content-type"), "text/html");
  assertEquals(page.headers.get("content-security-policy"), "sandbox");
  assertEquals(page.headers.get("x-content-type-options"), "nosniff");
  for (const value of ["a%0D%0Ab:c", "%00", "%E2%82%AC"]) {
    const answer = await sendRaw(aws, "GET", `/${Bucket}/k?response-content-type=${value}`);
    assertEquals(answer.code, "InvalidArgument");
  }
});

Deno.test("The time at which an object expires comes back with it", async () => {
  await using aws = await withObject();
  const Expires = new Date(1_800_000_000_000);
  await aws.s3.putObject({ Bucket, Key: "k", Body: "x", Expires });
  const { ExpiresString } = await aws.s3.headObject({ Bucket, Key: "k" });
  assertEquals(ExpiresString, Expires.toUTCString());
});

Deno.test("An object has one version, called null", async () => {
  await using aws = await withObject();
  const read = async (VersionId: string): Promise<string | undefined> =>
    await (await aws.s3.getObject({ Bucket, Key: "k", VersionId })).Body?.transformToString();
  assertEquals(await read("null"), "0123456789");
  await assertRefused(() => read("other"), "NoSuchVersion");
  await assertRefused(
    () => aws.s3.deleteObject({ Bucket, Key: "k", VersionId: "other" }),
    "NoSuchVersion",
  );
  assertEquals(await read("null"), "0123456789");
});

Deno.test("A request chooses six header fields of an answer, and no others", async () => {
  await using aws = await withObject();
  const chosen = {
    "response-content-type": "text/plain",
    "response-cache-control": "no-store",
    // As AWS's SDK for JavaScript sends it.
    "x-id": "GetObject",
  };
  const { headers, text } = await sendRaw(
    aws,
    "GET",
    `/${Bucket}/k?${new URLSearchParams(chosen)}`,
  );
  assertEquals(
    [text, ...["content-type", "cache-control", "x-id"].map((name) => headers.get(name))],
    ["0123456789", "text/plain", "no-store", null],
  );
  for (const name of ["set-cookie", "access-control-allow-origin", "x-amz-meta-forged"]) {
    const answer = await sendRaw(aws, "GET", `/${Bucket}/k?response-${name}=a&${name}=a`);
    assertEquals(answer.headers.get(name), null, name);
  }
});

Deno.test("An object whose file is replaced at every look is read whole at the fifth, and given up after it", async () => {
  const folder = await Deno.makeTempDir({ prefix: "runlog-replaced-" });
  const store = openStore(folder);
  let missing = 0;
  const files = Object.assign(Object.create(store.files), {
    read: (...args: Parameters<typeof store.files.read>) =>
      missing-- > 0 ? Promise.resolve(undefined) : store.files.read(...args),
  });
  const replaced = Object.assign(Object.create(store), { files });
  {
    await using aws = await testService({ store: replaced });
    await aws.s3.createBucket({ Bucket });
    await aws.s3.putObject({ Bucket, Key: "k", Body: "whole" });
    for (const [times, expected] of [[0, "whole"], [4, "whole"], [5, undefined]] as const) {
      missing = times;
      const found = await aws.s3.getObject({ Bucket, Key: "k" }).catch(() => undefined);
      assertEquals(await found?.Body?.transformToString(), expected, `${times} times`);
    }
  }
  await Deno.remove(folder, { recursive: true });
});
