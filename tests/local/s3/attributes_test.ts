import { assertEquals } from "@std/assert";
import { assertRefused, testService } from "../test_service.ts";
import { Bucket } from "./raw_request.ts";

const MIB = 1024 * 1024;
const ObjectAttributes = ["ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize"] as const;

Deno.test("GetObjectAttributes gives the attributes that are asked for, and no others", async () => {
  await using aws = await testService();
  await aws.s3.createBucket({ Bucket });
  const { ETag = "" } = await aws.s3.putObject({ Bucket, Key: "k", Body: "abc" });
  const found = await aws.s3.getObjectAttributes({
    Bucket,
    Key: "k",
    ObjectAttributes: [...ObjectAttributes],
  });
  assertEquals([found.ETag, found.ObjectSize, found.StorageClass, found.ObjectParts], [
    ETag.replaceAll('"', ""),
    3,
    "STANDARD",
    undefined,
  ]);
  assertEquals(found.Checksum, { ChecksumCRC32: "NSRBwg==", ChecksumType: "FULL_OBJECT" });
  const { LastModified } = await aws.s3.headObject({ Bucket, Key: "k" });
  assertEquals(found.LastModified, LastModified);
  const size = await aws.s3.getObjectAttributes({
    Bucket,
    Key: "k",
    ObjectAttributes: ["ObjectSize"],
  });
  assertEquals([size.ObjectSize, size.ETag, size.Checksum], [3, undefined, undefined]);
  await assertRefused(
    () => aws.s3.getObjectAttributes({ Bucket, Key: "absent", ObjectAttributes: ["ETag"] }),
    "NoSuchKey",
  );
  await assertRefused(
    () => aws.s3.getObjectAttributes({ Bucket, Key: "k", ObjectAttributes: [] }),
    "InvalidArgument",
  );
});

Deno.test("GetObjectAttributes pages through the parts of an object", async () => {
  await using aws = await testService();
  await aws.s3.createBucket({ Bucket });
  const Key = "parts";
  const { UploadId } = await aws.s3.createMultipartUpload({ Bucket, Key });
  const Parts = [];
  for (const [index, size] of [5 * MIB, 5 * MIB, 9].entries()) {
    const PartNumber = index + 1;
    const Body = new Uint8Array(size);
    const { ETag } = await aws.s3.uploadPart({ Bucket, Key, UploadId, PartNumber, Body });
    Parts.push({ PartNumber, ETag });
  }
  await aws.s3.completeMultipartUpload({ Bucket, Key, UploadId, MultipartUpload: { Parts } });
  const page = async (PartNumberMarker?: string): Promise<unknown> => {
    const found = await aws.s3.getObjectAttributes({
      Bucket,
      Key,
      ObjectAttributes: ["ObjectParts"],
      MaxParts: 2,
      PartNumberMarker,
    });
    const { TotalPartsCount, Parts, IsTruncated, NextPartNumberMarker } = found.ObjectParts ?? {};
    const shown = Parts?.map(({ PartNumber, Size }) => [PartNumber, Size]);
    return [TotalPartsCount, shown, IsTruncated, NextPartNumberMarker];
  };
  assertEquals(await page(), [3, [[1, 5 * MIB], [2, 5 * MIB]], true, "2"]);
  assertEquals(await page("2"), [3, [[3, 9]], false, undefined]);
});
