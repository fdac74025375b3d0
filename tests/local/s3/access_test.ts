import { assertEquals } from "@std/assert";
import { assertRefused, testService } from "../test_service.ts";
import { Bucket } from "./raw_request.ts";

Deno.test("A bucket has no versions, and everything belongs to the account", async () => {
  await using aws = await testService();
  await aws.s3.createBucket({ Bucket });
  await aws.s3.putObject({ Bucket, Key: "k", Body: "x" });
  assertEquals((await aws.s3.getBucketVersioning({ Bucket })).Status, undefined);
  const owner = { ID: "000000000000", DisplayName: "000000000000" };
  for (
    const { Owner, Grants } of [
      await aws.s3.getBucketAcl({ Bucket }),
      await aws.s3.getObjectAcl({ Bucket, Key: "k" }),
    ]
  ) {
    assertEquals(Owner, owner);
    assertEquals(Grants, [
      { Grantee: { Type: "CanonicalUser", ...owner }, Permission: "FULL_CONTROL" },
    ]);
  }
});

Deno.test("Access and versioning of what is absent say so", async () => {
  await using aws = await testService();
  await aws.s3.createBucket({ Bucket });
  await assertRefused(() => aws.s3.getObjectAcl({ Bucket, Key: "absent" }), "NoSuchKey");
  for (
    const call of [
      () => aws.s3.getBucketAcl({ Bucket: "absent-bucket" }),
      () => aws.s3.getBucketVersioning({ Bucket: "absent-bucket" }),
    ]
  ) await assertRefused(call, "NoSuchBucket");
});
