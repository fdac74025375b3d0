import { assertEquals } from "@std/assert";
import fc from "../../support/fast_check.ts";
import type { LocalStore } from "../../../src/local/store/store.ts";
import { assertRefused, openStore, type TestService, testService } from "../test_service.ts";
import { Bucket, countFiles, sendRaw } from "./raw_request.ts";

const MIB = 1024 * 1024;
const Key = "copy";

async function withSource(body: BodyInit | Uint8Array): Promise<TestService> {
  const aws = await testService();
  await aws.s3.createBucket({ Bucket });
  const Body = new Uint8Array(await new Response(body as BodyInit).arrayBuffer());
  await aws.s3.putObject({ Bucket, Key: "source", Body, Tagging: "a=1&b=x%20y" });
  return aws;
}

const CopySource = `${Bucket}/source`;

async function textOf({ s3 }: TestService, Key: string): Promise<string | undefined> {
  return await (await s3.getObject({ Bucket, Key })).Body?.transformToString();
}

Deno.test("UploadPartCopy makes parts of an object's ranges, and one of all its bytes", async () => {
  const bytes = Uint8Array.from({ length: 6 * MIB }, (_, index) => index * 31 % 251);
  await using aws = await withSource(bytes);
  const { UploadId } = await aws.s3.createMultipartUpload({ Bucket, Key });
  const Parts = [];
  const ranges = ["bytes=1-5242880", undefined, "bytes=6291455-6291455"];
  for (const [index, CopySourceRange] of ranges.entries()) {
    const PartNumber = index + 1;
    const part = { Bucket, Key, UploadId, PartNumber, CopySource, CopySourceRange };
    const { CopyPartResult } = await aws.s3.uploadPartCopy(part);
    Parts.push({ PartNumber, ETag: CopyPartResult?.ETag });
  }
  await aws.s3.completeMultipartUpload({ Bucket, Key, UploadId, MultipartUpload: { Parts } });
  const found = await (await aws.s3.getObject({ Bucket, Key })).Body?.transformToByteArray();
  const expected = await new Blob([bytes.slice(1, 5 * MIB + 1), bytes, bytes.slice(-1)])
    .arrayBuffer();
  assertEquals(found, new Uint8Array(expected));
  assertEquals(await countFiles(aws), 2);
});

Deno.test("UploadPartCopy refuses ranges outside the source, other sources and conditions that fail", async () => {
  await using aws = await withSource("abc");
  const { UploadId } = await aws.s3.createMultipartUpload({ Bucket, Key });
  const copy = (rest: Record<string, unknown>): Promise<unknown> =>
    aws.s3.uploadPartCopy({ Bucket, Key, UploadId, PartNumber: 1, CopySource, ...rest });
  for (const CopySourceRange of ["bytes=0-3", "bytes=2-1", "bytes=-1", "bytes=0-", "0-1"]) {
    await assertRefused(() => copy({ CopySourceRange }), "InvalidArgument");
  }
  await assertRefused(() => copy({ CopySource: `${Bucket}/absent` }), "NoSuchKey");
  await assertRefused(() => copy({ CopySource: "absent-bucket/source" }), "NoSuchBucket");
  await assertRefused(() => copy({ CopySource: Bucket }), "InvalidArgument");
  await assertRefused(() => copy({ CopySource: `${CopySource}?versionId=v` }), "NoSuchVersion");
  await assertRefused(() => copy({ CopySourceIfMatch: '"other"' }), "PreconditionFailed");
  await assertRefused(() => copy({ UploadId: "other" }), "NoSuchUpload");
  await assertRefused(() => copy({ PartNumber: 10_001 }), "InvalidArgument");
  await copy({ CopySourceRange: "bytes=2-2", CopySource: `/${CopySource}?versionId=null` });
  assertEquals(await countFiles(aws), 2);
});

/** The ways in which clients escape a key in `x-amz-copy-source`. */
const ESCAPES: Readonly<Record<string, (key: string) => string>> = {
  everything: encodeURIComponent,
  "all but slashes": (key) => key.split("/").map(encodeURIComponent).join("/"),
  "as in a form": (key) =>
    key.split("/").map((part) => new URLSearchParams({ part }).toString().slice(5)).join("/"),
};

Deno.test("Copies find a source by its key, however the client escapes it", async () => {
  await using aws = await withSource("abc");
  const { UploadId } = await aws.s3.createMultipartUpload({ Bucket, Key });
  const text = fc.oneof(
    fc.constantFrom(" ", "+", "%", "%20", "?", "#", "&", "=", "'", '"', "/", "~", "*"),
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 3 }),
  );
  const key = fc.array(text, { minLength: 1, maxLength: 5 }).map((parts) => `k${parts.join("")}`)
    // Web addresses resolve such segments.
    .filter((key) => !/\/\.{1,2}(?:\/|$)/.test(key));
  await fc.assert(
    fc.asyncProperty(key, fc.constantFrom(...Object.values(ESCAPES)), async (from, escape) => {
      await aws.s3.putObject({ Bucket, Key: from, Body: from });
      const CopySource = `${Bucket}/${escape(from)}`;
      await aws.s3.copyObject({ Bucket, Key, CopySource });
      assertEquals(await textOf(aws, Key), from);
      const part = { Bucket, Key, UploadId, PartNumber: 1, CopySource };
      const { CopyPartResult } = await aws.s3.uploadPartCopy(part);
      const { ETag } = await aws.s3.headObject({ Bucket, Key: from });
      assertEquals(CopyPartResult?.ETag, ETag);
    }),
    { numRuns: 60 },
  );
});

Deno.test("CopyObject holds to conditions on the source and on what it replaces", async () => {
  await using aws = await withSource("abc");
  const { ETag, LastModified = new Date() } = await aws.s3.headObject({ Bucket, Key: "source" });
  const copy = (rest: Record<string, unknown>): Promise<unknown> =>
    aws.s3.copyObject({ Bucket, Key, CopySource, ...rest });
  const before = new Date(LastModified.getTime() - 1_000);
  for (
    const condition of [
      { CopySourceIfMatch: '"other"' },
      { CopySourceIfNoneMatch: ETag },
      { CopySourceIfModifiedSince: LastModified },
      { CopySourceIfUnmodifiedSince: before },
    ]
  ) await assertRefused(() => copy(condition), "PreconditionFailed");
  await assertRefused(() => copy({ ExpectedSourceBucketOwner: "123456789012" }), "AccessDenied");
  await assertRefused(() => copy({ IfMatch: ETag }), "NoSuchKey");
  assertEquals(await countFiles(aws), 1);
  await copy({ CopySourceIfMatch: ETag, CopySourceIfModifiedSince: before, IfNoneMatch: "*" });
  await assertRefused(() => copy({ IfNoneMatch: "*" }), "PreconditionFailed");
  assertEquals(await textOf(aws, Key), "abc");
});

Deno.test("CopyObject copies tags or takes new ones, and computes the checksum that is asked for", async () => {
  await using aws = await withSource("abc");
  const tags = async (): Promise<unknown> =>
    (await aws.s3.getObjectTagging({ Bucket, Key })).TagSet?.map(({ Key, Value }) => [Key, Value]);
  await aws.s3.copyObject({ Bucket, Key, CopySource, MetadataDirective: "REPLACE" });
  assertEquals(await tags(), [["a", "1"], ["b", "x y"]]);
  const kept = await aws.s3.headObject({ Bucket, Key, ChecksumMode: "ENABLED" });
  assertEquals(kept.ChecksumCRC32, "NSRBwg==");
  await aws.s3.copyObject({
    Bucket,
    Key,
    CopySource,
    TaggingDirective: "REPLACE",
    Tagging: "c=3",
    ChecksumAlgorithm: "SHA256",
  });
  assertEquals(await tags(), [["c", "3"]]);
  const found = await aws.s3.headObject({ Bucket, Key, ChecksumMode: "ENABLED" });
  assertEquals([found.ChecksumSHA256, found.ChecksumCRC32], [
    "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=",
    undefined,
  ]);
  const odd = { "x-amz-copy-source": CopySource, "x-amz-metadata-directive": "MOVE" };
  assertEquals((await sendRaw(aws, "PUT", `/${Bucket}/k`, odd)).code, "InvalidArgument");
});

Deno.test("A copy of an object that is replaced meanwhile is of the new one", async () => {
  const folder = await Deno.makeTempDir();
  const inner = openStore(folder);
  let replace: (() => Promise<unknown>) | undefined;
  /** Replaces the source once, between its lookup and its reading. */
  const before = async <T>(work: () => Promise<T>): Promise<T> => {
    const replaceNow = replace;
    replace = undefined;
    await replaceNow?.();
    return await work();
  };
  const store: LocalStore = {
    ...inner,
    files: {
      ...inner.files,
      join: (files, checksum) => before(() => inner.files.join(files, checksum)),
      read: (file, start, end) => before(() => inner.files.read(file, start, end)),
    },
  };
  await using aws = await testService({ store });
  await aws.s3.createBucket({ Bucket });
  const put = (Body: string) => aws.s3.putObject({ Bucket, Key: "source", Body });
  await put("one");
  replace = () => put("second");
  await aws.s3.copyObject({ Bucket, Key, CopySource });
  assertEquals(await textOf(aws, Key), "second");
  const { UploadId } = await aws.s3.createMultipartUpload({ Bucket, Key });
  replace = () => put("the third");
  const part = { Bucket, Key, UploadId, PartNumber: 1, CopySource };
  const { CopyPartResult } = await aws.s3.uploadPartCopy(part);
  const Parts = [{ PartNumber: 1, ETag: CopyPartResult?.ETag }];
  await aws.s3.completeMultipartUpload({ Bucket, Key, UploadId, MultipartUpload: { Parts } });
  assertEquals(await textOf(aws, Key), "the third");
  await Deno.remove(folder, { recursive: true });
});
