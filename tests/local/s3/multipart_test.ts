import { Upload } from "@aws-sdk/lib-storage";
import { assertEquals } from "@std/assert";
import { assertRefused, type TestService, testService } from "../test_service.ts";
import { Bucket, countFiles as filesIn, sendRaw } from "./raw_request.ts";

const Key = "a/big file";
const MIB = 1024 * 1024;

async function withBucket(): Promise<TestService> {
  const aws = await testService();
  await aws.s3.createBucket({ Bucket });
  return aws;
}

async function begin({ s3 }: TestService): Promise<string> {
  const { UploadId } = await s3.createMultipartUpload({ Bucket, Key, ContentType: "image/png" });
  return UploadId ?? "";
}

Deno.test("An upload in parts is one object of all bytes, under the MD5 of the parts' MD5s", async () => {
  await using aws = await withBucket();
  const UploadId = await begin(aws);
  const parts = [new Uint8Array(3).fill(2), new Uint8Array(5 * MIB).fill(1)];
  const Parts = [];
  // The last one first.
  for (const [index, Body] of parts.entries()) {
    const PartNumber = 2 - index;
    const { ETag } = await aws.s3.uploadPart({ Bucket, Key, UploadId, PartNumber, Body });
    Parts.unshift({ PartNumber, ETag });
  }
  const listed = await aws.s3.listParts({ Bucket, Key, UploadId });
  assertEquals(listed.Parts?.map(({ Size }) => Size), [5 * MIB, 3]);
  await assertRefused(() => aws.s3.headObject({ Bucket, Key }), "NotFound");
  const done = await aws.s3.completeMultipartUpload({
    Bucket,
    Key,
    UploadId,
    MultipartUpload: { Parts },
  });
  assertEquals(/^"[0-9a-f]{32}-2"$/.test(done.ETag ?? ""), true);
  const found = await aws.s3.getObject({ Bucket, Key });
  const bytes = await found.Body?.transformToByteArray() ?? new Uint8Array();
  assertEquals([found.ETag, found.ContentType, bytes.length], [
    done.ETag,
    "image/png",
    5 * MIB + 3,
  ]);
  assertEquals([bytes[0], bytes[5 * MIB - 1], bytes[5 * MIB]], [1, 1, 2]);
  assertEquals(await filesIn(aws), 1);
  await assertRefused(() => aws.s3.listParts({ Bucket, Key, UploadId }), "NoSuchUpload");
});

Deno.test("An upload that is aborted leaves nothing", async () => {
  await using aws = await withBucket();
  const UploadId = await begin(aws);
  for (const Body of ["one", "two"]) {
    await aws.s3.uploadPart({ Bucket, Key, UploadId, PartNumber: 1, Body });
  }
  assertEquals(await filesIn(aws), 1);
  await aws.s3.abortMultipartUpload({ Bucket, Key, UploadId });
  assertEquals(await filesIn(aws), 0);
  await assertRefused(
    () => aws.s3.uploadPart({ Bucket, Key, UploadId, PartNumber: 1, Body: "x" }),
    "NoSuchUpload",
  );
});

Deno.test("CompleteMultipartUpload refuses parts that are absent, changed, out of order or too small", async () => {
  await using aws = await withBucket();
  const UploadId = await begin(aws);
  const tag = async (PartNumber: number): Promise<string | undefined> =>
    (await aws.s3.uploadPart({ Bucket, Key, UploadId, PartNumber, Body: `${PartNumber}` })).ETag;
  const [one, two] = [await tag(1), await tag(2)];
  const complete = (...parts: [number, string | undefined][]): Promise<unknown> =>
    aws.s3.completeMultipartUpload({
      Bucket,
      Key,
      UploadId,
      MultipartUpload: { Parts: parts.map(([PartNumber, ETag]) => ({ PartNumber, ETag })) },
    });
  await assertRefused(() => complete(), "MalformedXML");
  await assertRefused(() => complete([3, one]), "InvalidPart");
  await assertRefused(() => complete([1, two]), "InvalidPart");
  await assertRefused(() => complete([2, two], [1, one]), "InvalidPartOrder");
  await assertRefused(() => complete([1, one], [2, two]), "EntityTooSmall");
  await complete([2, two]);
});

Deno.test("UploadPart refuses numbers outside 1 to 10,000, other keys and wrong checksums", async () => {
  await using aws = await withBucket();
  const UploadId = await begin(aws);
  const upload = (rest: Record<string, unknown>): Promise<unknown> =>
    aws.s3.uploadPart({ Bucket, Key, UploadId, PartNumber: 1, Body: "abc", ...rest });
  for (const PartNumber of [0, 10_001]) {
    await assertRefused(() => upload({ PartNumber }), "InvalidArgument");
  }
  await assertRefused(() => upload({ Key: "other" }), "NoSuchUpload");
  await assertRefused(() => upload({ ChecksumCRC32: "AAAAAA==" }), "BadDigest");
  assertEquals(await filesIn(aws), 0);
});

Deno.test("A stream that is uploaded by lib-storage arrives whole", async () => {
  await using aws = await withBucket();
  const Body = new Blob([new Uint8Array(6 * MIB).fill(7), "end"]).stream();
  await new Upload({ client: aws.s3, params: { Bucket, Key, Body } }).done();
  const { ContentLength, ETag } = await aws.s3.headObject({ Bucket, Key });
  assertEquals([ContentLength, ETag?.endsWith('-2"')], [6 * MIB + 3, true]);
});

Deno.test("An upload that asked for a checksum of the whole has it, and none of its parts alone", async () => {
  await using aws = await withBucket();
  const bodies = [new Uint8Array(5 * MIB).fill(1), new Uint8Array(3).fill(2)];
  const upload = async (ChecksumType: "FULL_OBJECT" | "COMPOSITE"): Promise<void> => {
    const options = { Bucket, Key, ChecksumAlgorithm: "CRC32", ChecksumType } as const;
    const { UploadId } = await aws.s3.createMultipartUpload(options);
    const Parts = [];
    for (const [index, Body] of bodies.entries()) {
      const PartNumber = index + 1;
      const { ETag } = await aws.s3.uploadPart({ Bucket, Key, UploadId, PartNumber, Body });
      Parts.push({ PartNumber, ETag });
    }
    await aws.s3.completeMultipartUpload({ Bucket, Key, UploadId, MultipartUpload: { Parts } });
  };
  const Body = new Uint8Array(await new Blob(bodies).arrayBuffer());
  const whole = await aws.s3.putObject({ Bucket, Key, Body });
  await upload("FULL_OBJECT");
  const found = await aws.s3.headObject({ Bucket, Key, ChecksumMode: "ENABLED" });
  assertEquals([found.ChecksumCRC32, found.ChecksumType], [whole.ChecksumCRC32, "FULL_OBJECT"]);
  await upload("COMPOSITE");
  const composite = await aws.s3.headObject({ Bucket, Key, ChecksumMode: "ENABLED" });
  assertEquals([composite.ChecksumCRC32, composite.ChecksumType], [undefined, undefined]);
  const ChecksumType = "FULL_OBJECT";
  await assertRefused(
    () => aws.s3.createMultipartUpload({ Bucket, Key, ChecksumAlgorithm: "SHA256", ChecksumType }),
    "InvalidRequest",
  );
});

Deno.test("A part that arrives when its upload has just ended is refused, and leaves nothing", async () => {
  await using aws = await withBucket();
  const UploadId = await begin(aws);
  const aborted = Promise.withResolvers<void>();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      await aws.s3.abortMultipartUpload({ Bucket, Key, UploadId });
      aborted.resolve();
      controller.enqueue(new Uint8Array(10));
      controller.close();
    },
  }, { highWaterMark: 0 });
  const address = `http://runlog.local/${Bucket}/${encodeURIComponent(Key)}?partNumber=1&uploadId=`;
  const init: RequestInit & { duplex: "half" } = { method: "PUT", body, duplex: "half" };
  const answer = await aws.service.fetch(new Request(address + UploadId, init));
  await aborted.promise;
  assertEquals(answer.status, 404);
  assertEquals((await answer.text()).includes("<Code>NoSuchUpload</Code>"), true);
  assertEquals(await filesIn(aws), 0);
});

Deno.test("CompleteMultipartUpload reads ETags and numbers as any XML reader does", async () => {
  await using aws = await withBucket();
  const forms = [
    (tag: string) => `&#34;${tag}&#34;`,
    (tag: string) => `&#x22;${tag}&#x22;`,
    (tag: string) => `&quot;${tag}&quot;`,
    (tag: string) => `\n  "${tag}"\n`,
    (tag: string) => `<![CDATA["${tag}"]]>`,
    (tag: string) => [...tag].map((character) => `&#${character.charCodeAt(0)};`).join(""),
  ];
  for (const form of forms) {
    const UploadId = await begin(aws);
    const part = await aws.s3.uploadPart({ Bucket, Key, UploadId, PartNumber: 1, Body: "x" });
    const written = form(part.ETag?.replaceAll('"', "") ?? "");
    const body = `<?xml version="1.0"?>\n<CompleteMultipartUpload>\n <Part>\n  <ETag>${written}` +
      "</ETag>\n  <PartNumber> 1\n</PartNumber>\n </Part>\n</CompleteMultipartUpload>";
    const path = `/${Bucket}/${encodeURIComponent(Key)}?uploadId=${UploadId}`;
    const { status, text } = await sendRaw(aws, "POST", path, {}, body);
    assertEquals([status, text.includes("<Error>")], [200, false], written);
  }
});

Deno.test("CompleteMultipartUpload holds to conditions, size and checksum, and can be tried again", async () => {
  await using aws = await withBucket();
  const { ETag: before } = await aws.s3.putObject({ Bucket, Key, Body: "before" });
  const UploadId = await begin(aws);
  const { ETag } = await aws.s3.uploadPart({ Bucket, Key, UploadId, PartNumber: 1, Body: "abc" });
  const complete = (rest: Record<string, unknown>) =>
    aws.s3.completeMultipartUpload({
      Bucket,
      Key,
      UploadId,
      MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] },
      ...rest,
    });
  await assertRefused(() => complete({ IfNoneMatch: "*" }), "PreconditionFailed");
  await assertRefused(() => complete({ IfMatch: '"other"' }), "PreconditionFailed");
  await assertRefused(() => complete({ MpuObjectSize: 4 }), "InvalidRequest");
  await assertRefused(() => complete({ ChecksumCRC32: "AAAAAA==" }), "BadDigest");
  await assertRefused(
    () => complete({ ChecksumCRC32: "NSRBwg==-1", ChecksumType: "COMPOSITE" }),
    "NotImplemented",
  );
  assertEquals(await filesIn(aws), 2);
  const rest = { IfMatch: before, MpuObjectSize: 3, ChecksumCRC32: "NSRBwg==" };
  const { Location } = await complete(rest);
  assertEquals(Location, `/${Bucket}/${Key}`);
  const found = await aws.s3.headObject({ Bucket, Key, ChecksumMode: "ENABLED" });
  assertEquals([found.ContentLength, found.ChecksumCRC32], [3, "NSRBwg=="]);
  assertEquals(await filesIn(aws), 1);
});

Deno.test("CreateMultipartUpload refuses by name a checksum that the service does not have", async () => {
  await using aws = await withBucket();
  for (const algorithm of ["SHA512", "XXHASH64", "MD5"]) {
    const headers = { "x-amz-checksum-algorithm": algorithm };
    const answer = await sendRaw(aws, "POST", `/${Bucket}/k?uploads`, headers);
    assertEquals([answer.code, answer.text.includes(algorithm)], ["NotImplemented", true]);
  }
});
