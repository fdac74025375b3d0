import { assertEquals } from "@std/assert";
import fc from "../../support/fast_check.ts";
import { assertRefused, testService } from "../test_service.ts";
import { Bucket } from "./raw_request.ts";

Deno.test("ListMultipartUploads pages through any uploads as a plain list would", async () => {
  const segment = fc.constantFrom("a", "b", "ü", "🎉", "\uffff");
  const key = fc.array(segment, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/"));
  await fc.assert(
    fc.asyncProperty(
      fc.array(key, { maxLength: 10 }),
      fc.constantFrom("", "a", "a/"),
      fc.constantFrom(undefined, "/"),
      fc.integer({ min: 1, max: 4 }),
      async (keys, Prefix, Delimiter, MaxUploads) => {
        await using aws = await testService();
        await aws.s3.createBucket({ Bucket });
        const begun = await aws.store.write(async ({ objects }) => {
          const begun: string[] = [];
          for (const [index, key] of keys.entries()) {
            const id = `${index}`;
            await objects.begin({ id, bucket: Bucket, key, headers: {} }, 1);
            begun.push(`${key} ${id}`);
          }
          return begun;
        });
        const found: string[] = [];
        let next: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } = {};
        for (;;) {
          const page = await aws.s3.listMultipartUploads({
            Bucket,
            Prefix,
            Delimiter,
            MaxUploads,
            ...next,
          });
          const shown = [
            ...page.Uploads?.map(({ Key, UploadId }) => `${Key} ${UploadId}`) ?? [],
            ...page.CommonPrefixes?.map(({ Prefix = "" }) => Prefix) ?? [],
          ];
          assertEquals(shown.length <= MaxUploads, true);
          found.push(...shown);
          if (!page.IsTruncated) break;
          next = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
        }
        const expected = begun.filter((upload) => upload.startsWith(Prefix)).map((upload) => {
          const end = Delimiter === undefined ? -1 : upload.indexOf(Delimiter, Prefix.length);
          return end === -1 ? upload : upload.slice(0, end + 1);
        });
        assertEquals(found.toSorted(), [...new Set(expected)].toSorted());
      },
    ),
    { numRuns: 25 },
  );
});

Deno.test("ListMultipartUploads tells key, ID, time and owner, until an upload ends", async () => {
  await using aws = await testService({ now: () => 1_700_000_000_000 });
  await aws.s3.createBucket({ Bucket });
  const Key = "a b/ü&+";
  const { UploadId } = await aws.s3.createMultipartUpload({ Bucket, Key });
  const list = async () => (await aws.s3.listMultipartUploads({ Bucket })).Uploads;
  const owner = { ID: "000000000000", DisplayName: "000000000000" };
  assertEquals(await list(), [{
    Key,
    UploadId,
    Initiated: new Date(1_700_000_000_000),
    Initiator: owner,
    Owner: owner,
    StorageClass: "STANDARD",
  }]);
  await aws.s3.abortMultipartUpload({ Bucket, Key, UploadId });
  assertEquals(await list(), undefined);
  await assertRefused(
    () => aws.s3.listMultipartUploads({ Bucket: "absent-bucket" }),
    "NoSuchBucket",
  );
});

Deno.test("ListParts pages by number", async () => {
  await using aws = await testService();
  await aws.s3.createBucket({ Bucket });
  const { UploadId } = await aws.s3.createMultipartUpload({ Bucket, Key: "k" });
  for (const PartNumber of [7, 2, 9]) {
    await aws.s3.uploadPart({ Bucket, Key: "k", UploadId, PartNumber, Body: "x" });
  }
  const page = async (PartNumberMarker?: string): Promise<unknown> => {
    const found = await aws.s3.listParts({
      Bucket,
      Key: "k",
      UploadId,
      MaxParts: 2,
      PartNumberMarker,
    });
    const numbers = found.Parts?.map(({ PartNumber }) => PartNumber);
    return [numbers, found.IsTruncated, found.NextPartNumberMarker];
  };
  assertEquals(await page(), [[2, 7], true, "7"]);
  assertEquals(await page("7"), [[9], false, undefined]);
});
