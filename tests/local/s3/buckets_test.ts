import { assertEquals } from "@std/assert";
import fc from "../../support/fast_check.ts";
import { assertRefused, type TestService, testService } from "../test_service.ts";
import { Bucket, countFiles, sendRaw } from "./raw_request.ts";

async function withKeys(keys: readonly string[]): Promise<TestService> {
  const aws = await testService();
  await aws.s3.createBucket({ Bucket });
  await aws.store.write(async ({ objects }) => {
    for (const key of keys) {
      const file = crypto.randomUUID();
      await objects.put(Bucket, { key, file, size: 0, etag: "e", headers: {}, created: 1 });
    }
  });
  return aws;
}

Deno.test("A bucket is made once, under a name that S3 allows, and listed", async () => {
  await using aws = await testService({ now: () => 1_700_000_000_000 });
  await aws.s3.createBucket({ Bucket });
  await assertRefused(() => aws.s3.createBucket({ Bucket }), "BucketAlreadyOwnedByYou");
  for (const name of ["UPPER", "ab", "a_b", "-ab", "a".repeat(64)]) {
    await assertRefused(() => aws.s3.createBucket({ Bucket: name }), "InvalidBucketName");
  }
  await aws.s3.headBucket({ Bucket });
  await assertRefused(() => aws.s3.headBucket({ Bucket: "absent" }), "NotFound");
  const { Buckets } = await aws.s3.listBuckets({});
  assertEquals(Buckets, [{ Name: Bucket, CreationDate: new Date(1_700_000_000_000) }]);
});

Deno.test("Operations on a bucket that is absent say so", async () => {
  await using aws = await testService();
  for (
    const call of [
      () => aws.s3.putObject({ Bucket, Key: "k", Body: "x" }),
      () => aws.s3.getObject({ Bucket, Key: "k" }),
      () => aws.s3.deleteObject({ Bucket, Key: "k" }),
      () => aws.s3.listObjectsV2({ Bucket }),
      () => aws.s3.createMultipartUpload({ Bucket, Key: "k" }),
    ]
  ) await assertRefused(call, "NoSuchBucket");
});

Deno.test("ListObjectsV2 rolls keys up to the delimiter behind the prefix", async () => {
  await using aws = await withKeys(["a", "a/b", "a/c/d", "a/c/e", "b/f"]);
  const list = async (Prefix?: string): Promise<unknown> => {
    const found = await aws.s3.listObjectsV2({ Bucket, Prefix, Delimiter: "/" });
    return [
      found.Contents?.map(({ Key }) => Key),
      found.CommonPrefixes?.map(({ Prefix }) => Prefix),
    ];
  };
  assertEquals(await list(), [["a"], ["a/", "b/"]]);
  assertEquals(await list("a/"), [["a/b"], ["a/c/"]]);
  assertEquals(await list("a"), [["a"], ["a/"]]);
  assertEquals(await list("none"), [undefined, undefined]);
});

Deno.test("ListObjectsV2 takes the characters of a pattern in a prefix for themselves", async () => {
  await using aws = await withKeys(["a%b", "a_b", "axb"]);
  for (const Prefix of ["a%", "a_"]) {
    const { Contents } = await aws.s3.listObjectsV2({ Bucket, Prefix });
    assertEquals(Contents?.map(({ Key }) => Key), [`${Prefix}b`]);
  }
});

Deno.test("ListObjectsV2 without keys asked for is complete", async () => {
  await using aws = await withKeys(["a"]);
  const { KeyCount, IsTruncated } = await aws.s3.listObjectsV2({ Bucket, MaxKeys: 0 });
  assertEquals([KeyCount, IsTruncated], [0, false]);
});

Deno.test("ListObjectsV2 pages through any keys as a plain listing would", async () => {
  const segment = fc.constantFrom("a", "b", "ü", "🎉", "\uffff");
  const key = fc.array(segment, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/"));
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(key, { maxLength: 30 }),
      fc.constantFrom("", "a", "a/", "🎉/"),
      fc.constantFrom("", "/"),
      fc.integer({ min: 1, max: 4 }),
      async (keys, Prefix, Delimiter, MaxKeys) => {
        await using aws = await withKeys(keys);
        const found: string[] = [];
        let ContinuationToken: string | undefined;
        do {
          const page = await aws.s3.listObjectsV2({
            Bucket,
            Prefix,
            MaxKeys,
            ContinuationToken,
            ...(Delimiter === "" ? {} : { Delimiter }),
          });
          found.push(...page.Contents?.map(({ Key }) => Key ?? "") ?? []);
          found.push(...page.CommonPrefixes?.map(({ Prefix }) => Prefix ?? "") ?? []);
          ContinuationToken = page.NextContinuationToken;
        } while (ContinuationToken !== undefined);
        assertEquals(found.toSorted(), plainListing(keys, Prefix, Delimiter));
      },
    ),
    { numRuns: 60 },
  );
});

function plainListing(keys: readonly string[], prefix: string, delimiter: string): string[] {
  const shown = keys.filter((key) => key.startsWith(prefix)).map((key) => {
    const end = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
    return end === -1 ? key : key.slice(0, end + delimiter.length);
  });
  return [...new Set(shown)].toSorted();
}

Deno.test("DeleteObjects lets go of every key, those with XML's characters included", async () => {
  await using aws = await testService();
  await aws.s3.createBucket({ Bucket });
  const keys = ["a&b", "<c>", "'d\"", "&amp;", "ünï", " lead", "5", "new\nline", "cr\rhere"];
  for (const Key of keys) await aws.s3.putObject({ Bucket, Key, Body: "x" });
  const answer = await aws.s3.deleteObjects({
    Bucket,
    Delete: { Objects: [...keys, "absent"].map((Key) => ({ Key })) },
  });
  assertEquals(answer.Deleted?.map(({ Key }) => Key), [...keys, "absent"]);
  assertEquals((await aws.s3.listObjectsV2({ Bucket })).KeyCount, 0);
});

Deno.test("DeleteObjects can keep quiet, and refuses a request without keys", async () => {
  await using aws = await withKeys(["a"]);
  const Delete = { Objects: [{ Key: "a" }], Quiet: true };
  assertEquals((await aws.s3.deleteObjects({ Bucket, Delete })).Deleted, undefined);
  await assertRefused(
    () => aws.s3.deleteObjects({ Bucket, Delete: { Objects: [] } }),
    "MalformedXML",
  );
});

Deno.test("ListObjects, the older, pages by marker", async () => {
  await using aws = await withKeys(["a", "b", "c/d", "c/e"]);
  const first = await aws.s3.listObjects({ Bucket, MaxKeys: 2, Delimiter: "/" });
  assertEquals([first.Contents?.map(({ Key }) => Key), first.IsTruncated], [["a", "b"], true]);
  const Marker = first.NextMarker;
  const second = await aws.s3.listObjects({ Bucket, MaxKeys: 2, Delimiter: "/", Marker });
  assertEquals(second.CommonPrefixes?.map(({ Prefix }) => Prefix), ["c/"]);
  assertEquals([second.Contents, second.IsTruncated], [undefined, false]);
});

Deno.test("ListObjectsV2 lists thousands of keys, a thousand a page", async () => {
  const keys = Array.from({ length: 2_500 }, (_, index) => `k/${String(index).padStart(4, "0")}`);
  await using aws = await withKeys([...keys, "z"]);
  const pages: number[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await aws.s3.listObjectsV2({ Bucket, Prefix: "k/", ContinuationToken });
    pages.push(page.KeyCount ?? 0);
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
  assertEquals(pages, [1_000, 1_000, 500]);
  const { CommonPrefixes, Contents } = await aws.s3.listObjectsV2({ Bucket, Delimiter: "/" });
  assertEquals([CommonPrefixes?.length, Contents?.length], [1, 1]);
});

Deno.test("A bucket tells its region, and refuses what the service does not have", async () => {
  await using aws = await testService({ region: "eu-west-1" });
  await aws.s3.createBucket({ Bucket });
  const { LocationConstraint } = await aws.s3.getBucketLocation({ Bucket });
  assertEquals<unknown>(LocationConstraint, "eu-west-1");
  assertEquals((await aws.s3.headBucket({ Bucket })).BucketRegion, "eu-west-1");
  await aws.s3.putObject({ Bucket, Key: "k", Body: "x" });
  const calls = [
    () => aws.s3.getBucketCors({ Bucket }),
    () => aws.s3.putBucketVersioning({ Bucket, VersioningConfiguration: {} }),
    () => aws.s3.getObjectRetention({ Bucket, Key: "k" }),
    () => aws.s3.putObjectAcl({ Bucket, Key: "k", ACL: "private" }),
  ];
  for (const call of calls) await assertRefused(call, "NotImplemented");
  const { Body } = await aws.s3.getObject({ Bucket, Key: "k" });
  assertEquals(await Body?.transformToString(), "x");
});

Deno.test("DeleteBucket removes an empty bucket with its unfinished uploads, and no other", async () => {
  await using aws = await testService();
  await aws.s3.createBucket({ Bucket });
  await aws.s3.createBucket({ Bucket: "other-bucket" });
  await aws.s3.putObject({ Bucket, Key: "k", Body: "x" });
  const { UploadId } = await aws.s3.createMultipartUpload({ Bucket, Key: "u" });
  await aws.s3.uploadPart({ Bucket, Key: "u", UploadId, PartNumber: 1, Body: "part" });
  await assertRefused(() => aws.s3.deleteBucket({ Bucket }), "BucketNotEmpty");
  await aws.s3.deleteObject({ Bucket, Key: "k" });
  assertEquals(await countFiles(aws), 1);
  await aws.s3.deleteBucket({ Bucket });
  assertEquals(await countFiles(aws), 0);
  await assertRefused(() => aws.s3.deleteBucket({ Bucket }), "NoSuchBucket");
  await assertRefused(() => aws.s3.listParts({ Bucket, Key: "u", UploadId }), "NoSuchBucket");
  assertEquals((await aws.s3.listBuckets({})).Buckets?.map(({ Name }) => Name), ["other-bucket"]);
  await aws.s3.createBucket({ Bucket });
  assertEquals((await aws.s3.listMultipartUploads({ Bucket })).Uploads, undefined);
});

Deno.test("An object whose bucket is deleted while it arrives is refused, and leaves nothing", async () => {
  await using aws = await testService();
  await aws.s3.createBucket({ Bucket });
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      await aws.s3.deleteBucket({ Bucket });
      controller.enqueue(new Uint8Array(10));
      controller.close();
    },
  }, { highWaterMark: 0 });
  const init: RequestInit & { duplex: "half" } = { method: "PUT", body, duplex: "half" };
  const answer = await aws.service.fetch(new Request(`http://runlog.local/${Bucket}/k`, init));
  assertEquals([answer.status, await countFiles(aws)], [404, 0]);
  assertEquals((await answer.text()).includes("<Code>NoSuchBucket</Code>"), true);
  assertEquals((await aws.s3.listBuckets({})).Buckets ?? [], []);
});

Deno.test("ListBuckets pages, by prefix and region", async () => {
  await using aws = await testService({ region: "eu-west-1" });
  for (const name of ["a-1", "a-2", "a-3", "b-1"]) await aws.s3.createBucket({ Bucket: name });
  const names: (string | undefined)[][] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await aws.s3.listBuckets({ Prefix: "a-", MaxBuckets: 2, ContinuationToken });
    names.push(page.Buckets?.map(({ Name }) => Name) ?? []);
    ContinuationToken = page.ContinuationToken;
  } while (ContinuationToken !== undefined);
  assertEquals(names, [["a-1", "a-2"], ["a-3"]]);
  const inRegion = async (BucketRegion: string): Promise<number | undefined> =>
    (await aws.s3.listBuckets({ BucketRegion })).Buckets?.length;
  assertEquals([await inRegion("eu-west-1"), await inRegion("us-west-2")], [4, 0]);
});

Deno.test("CreateBucket refuses by name what a local bucket cannot be", async () => {
  await using aws = await testService();
  const create = (inside: string) =>
    sendRaw(
      aws,
      "PUT",
      `/${Bucket}`,
      {},
      `<CreateBucketConfiguration>${inside}</CreateBucketConfiguration>`,
    );
  for (const name of ["Location", "Bucket", "Tags"]) {
    const answer = await create(`<${name}/>`);
    assertEquals([answer.code, answer.text.includes(name)], ["NotImplemented", true]);
  }
  assertEquals((await sendRaw(aws, "PUT", `/${Bucket}`, {}, "<Other/>")).code, "MalformedXML");
  assertEquals((await aws.s3.listBuckets({})).Buckets ?? [], []);
  const region = "<LocationConstraint>eu-west-1</LocationConstraint>";
  assertEquals((await create(region)).status, 200);
});
