import { assertEquals } from "@std/assert";
import fc from "../../support/fast_check.ts";
import { assertRefused, type TestService, testService } from "../test_service.ts";
import { Bucket, sendRaw } from "./raw_request.ts";

const Key = "k";

async function withObject(): Promise<TestService> {
  const aws = await testService();
  await aws.s3.createBucket({ Bucket });
  await aws.s3.putObject({ Bucket, Key, Body: "x" });
  return aws;
}

async function tagsOf({ s3 }: TestService): Promise<unknown> {
  return (await s3.getObjectTagging({ Bucket, Key })).TagSet;
}

Deno.test("Tags of any text come back, whether they came with the object, an upload or alone", async () => {
  await using aws = await withObject();
  // XML holds these characters; keys and values may have any of them.
  const text = (minLength: number) =>
    fc.string({
      minLength,
      maxLength: 8,
      unit: fc.constantFrom(..."ab &<>\"'=+%/", "ü", "日", "🎉", "\n", "\r"),
    });
  const tags = fc.uniqueArray(fc.record({ Key: text(1), Value: text(0) }), {
    maxLength: 10,
    selector: ({ Key }) => Key,
  });
  await fc.assert(
    fc.asyncProperty(tags, async (TagSet) => {
      await aws.s3.putObjectTagging({ Bucket, Key, Tagging: { TagSet } });
      assertEquals(await tagsOf(aws), TagSet);
      const Tagging = TagSet.map(({ Key, Value }) =>
        `${encodeURIComponent(Key)}=${encodeURIComponent(Value)}`
      ).join("&");
      await aws.s3.putObject({ Bucket, Key, Body: "x", Tagging });
      assertEquals(await tagsOf(aws), TagSet);
    }),
    { numRuns: 15 },
  );
  const { UploadId } = await aws.s3.createMultipartUpload({ Bucket, Key, Tagging: "a=b" });
  const part = await aws.s3.uploadPart({ Bucket, Key, UploadId, PartNumber: 1, Body: "y" });
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag: part.ETag }] };
  await aws.s3.completeMultipartUpload({ Bucket, Key, UploadId, MultipartUpload });
  assertEquals(await tagsOf(aws), [{ Key: "a", Value: "b" }]);
});

Deno.test("Tags change nothing else of an object, which says how many it has", async () => {
  await using aws = await withObject();
  const before = await aws.s3.headObject({ Bucket, Key });
  assertEquals(before.TagCount, undefined);
  const TagSet = [{ Key: "a", Value: "" }, { Key: "b", Value: "c" }];
  await aws.s3.putObjectTagging({ Bucket, Key, Tagging: { TagSet } });
  const { headers, text } = await sendRaw(aws, "GET", `/${Bucket}/${Key}`);
  assertEquals([text, headers.get("x-amz-tagging-count"), headers.get("x-amz-tagging")], [
    "x",
    "2",
    null,
  ]);
  assertEquals([headers.get("etag"), headers.get("last-modified")], [
    before.ETag ?? "",
    before.LastModified?.toUTCString() ?? "",
  ]);
  await aws.s3.deleteObjectTagging({ Bucket, Key });
  assertEquals(await tagsOf(aws), []);
  assertEquals((await sendRaw(aws, "GET", `/${Bucket}/${Key}`)).text, "x");
});

Deno.test("Tags that S3 does not accept are refused, and those before stay", async () => {
  await using aws = await withObject();
  const good = [{ Key: "a", Value: "b" }];
  await aws.s3.putObjectTagging({ Bucket, Key, Tagging: { TagSet: good } });
  const put = (TagSet: { Key: string; Value: string }[]): Promise<unknown> =>
    aws.s3.putObjectTagging({ Bucket, Key, Tagging: { TagSet } });
  const tag = (Key: string, Value = "v") => ({ Key, Value });
  await assertRefused(() => put(Array.from({ length: 11 }, (_, i) => tag(`k${i}`))), "BadRequest");
  await assertRefused(() => put([tag("k".repeat(129))]), "InvalidTag");
  await assertRefused(() => put([tag("k", "v".repeat(257))]), "InvalidTag");
  await assertRefused(() => put([tag("aws:k")]), "InvalidTag");
  await assertRefused(() => put([tag("k"), tag("k", "w")]), "InvalidTag");
  await assertRefused(
    () => aws.s3.putObject({ Bucket, Key, Body: "y", Tagging: "k=1&k=2" }),
    "InvalidTag",
  );
  await assertRefused(
    () => aws.s3.putObject({ Bucket, Key, Body: "y", Tagging: "k=%zz" }),
    "InvalidArgument",
  );
  for (const body of ["", "<Tagging/>", "<Tagging><TagSet><Tag/></TagSet></Tagging>"]) {
    const answer = await sendRaw(aws, "PUT", `/${Bucket}/${Key}?tagging`, {}, body);
    assertEquals(answer.code, "MalformedXML");
  }
  assertEquals(await tagsOf(aws), good);
  for (
    const call of [
      () => aws.s3.getObjectTagging({ Bucket, Key: "absent" }),
      () => aws.s3.putObjectTagging({ Bucket, Key: "absent", Tagging: { TagSet: good } }),
      () => aws.s3.deleteObjectTagging({ Bucket, Key: "absent" }),
    ]
  ) await assertRefused(call, "NoSuchKey");
});
