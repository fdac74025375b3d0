import { assertEquals } from "@std/assert";
import fc from "../../support/fast_check.ts";
import { assertRefused, testService } from "../test_service.ts";
import { Bucket, countFiles, sendRaw } from "./raw_request.ts";

const OWNER = { ID: "000000000000", DisplayName: "000000000000" };

Deno.test("ListObjectVersions lists each object as its only version", async () => {
  await using aws = await testService({ now: () => 1_700_000_000_000 });
  await aws.s3.createBucket({ Bucket });
  const Key = "a b/ü&+";
  const { ETag } = await aws.s3.putObject({ Bucket, Key, Body: "abc" });
  await aws.s3.putObject({ Bucket, Key: "gone" });
  await aws.s3.deleteObject({ Bucket, Key: "gone" });
  const found = await aws.s3.listObjectVersions({ Bucket });
  assertEquals([found.Versions, found.DeleteMarkers, found.IsTruncated], [
    [{
      Key,
      ETag,
      Size: 3,
      VersionId: "null",
      IsLatest: true,
      LastModified: new Date(1_700_000_000_000),
      Owner: OWNER,
      StorageClass: "STANDARD",
    }],
    undefined,
    false,
  ]);
  const absent = { Bucket: "absent-bucket" };
  await assertRefused(() => aws.s3.listObjectVersions(absent), "NoSuchBucket");
});

Deno.test("ListObjectVersions pages through what ListObjectsV2 lists", async () => {
  const segment = fc.constantFrom("a", "b", "ü", " ", "+", "\uffff", "🎉");
  const key = fc.array(segment, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/"));
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(key, { maxLength: 10 }),
      fc.constantFrom("", "a", "a/"),
      fc.constantFrom(undefined, "/"),
      fc.constantFrom(undefined, "url" as const),
      fc.integer({ min: 1, max: 4 }),
      async (keys, Prefix, Delimiter, EncodingType, MaxKeys) => {
        await using aws = await testService();
        await aws.s3.createBucket({ Bucket });
        for (const Key of keys) await aws.s3.putObject({ Bucket, Key });
        const place = { Bucket, Prefix, Delimiter };
        const all = await aws.s3.listObjectsV2(place);
        const [versions, prefixes]: [unknown[], unknown[]] = [[], []];
        const plain = (text = ""): string =>
          EncodingType === undefined ? text : decodeURIComponent(text);
        let next = {};
        for (;;) {
          const page = await aws.s3.listObjectVersions({
            ...place,
            EncodingType,
            MaxKeys,
            ...next,
          });
          versions.push(...page.Versions?.map(({ Key }) => plain(Key)) ?? []);
          prefixes.push(...page.CommonPrefixes?.map(({ Prefix }) => plain(Prefix)) ?? []);
          if (!page.IsTruncated) break;
          next = {
            KeyMarker: plain(page.NextKeyMarker),
            VersionIdMarker: page.NextVersionIdMarker,
          };
        }
        assertEquals(versions, all.Contents?.map(({ Key }) => Key) ?? []);
        assertEquals(prefixes, all.CommonPrefixes?.map(({ Prefix }) => Prefix) ?? []);
      },
    ),
    { numRuns: 20 },
  );
});

Deno.test("Deleting every listed version empties a bucket", async () => {
  await using aws = await testService();
  await aws.s3.createBucket({ Bucket });
  for (const Key of ["a", "b/c"]) await aws.s3.putObject({ Bucket, Key, Body: Key });
  const { Versions } = await aws.s3.listObjectVersions({ Bucket });
  const Objects = Versions?.map(({ Key = "", VersionId }) => ({ Key, VersionId }));
  const { Deleted } = await aws.s3.deleteObjects({ Bucket, Delete: { Objects } });
  assertEquals(Deleted?.map(({ Key }) => Key), ["a", "b/c"]);
  assertEquals(await countFiles(aws), 0);
});

Deno.test("ListObjectVersions refuses versions that no object has", async () => {
  await using aws = await testService();
  await aws.s3.createBucket({ Bucket });
  const codeOf = async (query: string): Promise<string> =>
    (await sendRaw(aws, "GET", `/${Bucket}?versions&${query}`)).code;
  assertEquals(await codeOf("version-id-marker=null"), "InvalidArgument");
  assertEquals(await codeOf("key-marker=a&version-id-marker=other"), "InvalidArgument");
  assertEquals(await codeOf("key-marker=a&version-id-marker=null"), "");
});
