import { assertEquals } from "@std/assert";
import { assertRefused, type TestService, testService } from "../test_service.ts";
import { Bucket, countFiles, sendRaw } from "./raw_request.ts";

const TIME = 1_700_000_000_500;

async function withBucket(): Promise<TestService> {
  const aws = await testService({ now: () => TIME });
  await aws.s3.createBucket({ Bucket });
  return aws;
}

async function keysIn({ s3 }: TestService): Promise<readonly (string | undefined)[]> {
  return (await s3.listObjectsV2({ Bucket })).Contents?.map(({ Key }) => Key) ?? [];
}

Deno.test("DeleteObject deletes only what it was told to, by ETag, size and time", async () => {
  await using aws = await withBucket();
  const { ETag } = await aws.s3.putObject({ Bucket, Key: "k", Body: "abc" });
  const IfMatchLastModifiedTime = new Date(TIME);
  const others = [
    { IfMatch: '"other"' },
    { IfMatchSize: 4 },
    { IfMatchLastModifiedTime: new Date(TIME - 1_000) },
    { IfMatch: ETag, IfMatchSize: 2 },
  ];
  for (const other of others) {
    await assertRefused(
      () => aws.s3.deleteObject({ Bucket, Key: "k", ...other }),
      "PreconditionFailed",
    );
  }
  assertEquals(await keysIn(aws), ["k"]);
  const rest = { IfMatch: ETag, IfMatchSize: 3, IfMatchLastModifiedTime };
  await aws.s3.deleteObject({ Bucket, Key: "k", ...rest });
  assertEquals([await keysIn(aws), await countFiles(aws)], [[], 0]);
});

Deno.test("DeleteObject of an absent object fails only if its ETag is required", async () => {
  await using aws = await withBucket();
  for (const IfMatch of ['"e"', "*"]) {
    await assertRefused(() => aws.s3.deleteObject({ Bucket, Key: "k", IfMatch }), "NoSuchKey");
  }
  await aws.s3.deleteObject({ Bucket, Key: "k", IfMatchSize: 1 });
  await aws.s3.putObject({ Bucket, Key: "k", Body: "x" });
  await aws.s3.deleteObject({ Bucket, Key: "k", IfMatch: "*" });
  assertEquals(await keysIn(aws), []);
});

Deno.test("DeleteObjects reports each object that is not as expected, and deletes the others", async () => {
  await using aws = await withBucket();
  const tags: Record<string, string | undefined> = {};
  for (const Key of ["a", "b", "c", "d", "e"]) {
    tags[Key] = (await aws.s3.putObject({ Bucket, Key, Body: Key })).ETag;
  }
  const { Deleted, Errors } = await aws.s3.deleteObjects({
    Bucket,
    Delete: {
      Objects: [
        { Key: "a", ETag: '"other"' },
        { Key: "b", ETag: tags["b"] },
        { Key: "c", Size: 2 },
        { Key: "d", VersionId: "other" },
        { Key: "e", VersionId: "null", LastModifiedTime: new Date(TIME), Size: 1 },
        { Key: "absent", ETag: '"e"' },
        { Key: "absent too" },
      ],
    },
  });
  assertEquals(Deleted?.map(({ Key }) => Key), ["b", "e", "absent too"]);
  assertEquals(Errors?.map(({ Key, Code }) => [Key, Code]), [
    ["a", "PreconditionFailed"],
    ["c", "PreconditionFailed"],
    ["d", "NoSuchVersion"],
    ["absent", "NoSuchKey"],
  ]);
  assertEquals(await keysIn(aws), ["a", "c", "d"]);
});

Deno.test("DeleteObjects reads a key and an ETag in any writing of XML", async () => {
  await using aws = await withBucket();
  const keys = ["a&b", " lead", "<c>", "new\nline"];
  const { ETag = "" } = await aws.s3.putObject({ Bucket, Key: "tagged", Body: "x" });
  for (const Key of keys) await aws.s3.putObject({ Bucket, Key, Body: "x" });
  const tag = ETag.replaceAll('"', "&#34;");
  const body =
    "<?xml version='1.0'?><s3:Delete xmlns:s3='http://s3.amazonaws.com/doc/2006-03-01/'>\n" +
    "<s3:Object><s3:Key>a&#38;b</s3:Key></s3:Object><s3:Object><s3:Key><![CDATA[ lead]]></s3:Key>" +
    "</s3:Object> <s3:Object><s3:Key>&#x3c;c&gt;</s3:Key></s3:Object>" +
    "<s3:Object><s3:Key>new&#xA;line</s3:Key></s3:Object>" +
    `<s3:Object><s3:ETag>\n ${tag} </s3:ETag><s3:Key>tagged</s3:Key></s3:Object></s3:Delete>`;
  const answer = await sendRaw(aws, "POST", `/${Bucket}?delete`, {}, body);
  assertEquals([answer.status, answer.text.includes("<Error>")], [200, false]);
  assertEquals(await keysIn(aws), []);
});

Deno.test("DeleteObjects deletes nothing for XML that is not what its checksum says, or has a document type", async () => {
  await using aws = await withBucket();
  await aws.s3.putObject({ Bucket, Key: "k", Body: "x" });
  const body = "<Delete><Object><Key>k</Key></Object></Delete>";
  const send = async (headers: Record<string, string>, text = body): Promise<string> =>
    (await sendRaw(aws, "POST", `/${Bucket}?delete`, headers, text)).code;
  assertEquals(await send({ "content-md5": "AAAAAAAAAAAAAAAAAAAAAA==" }), "BadDigest");
  assertEquals(await send({ "x-amz-checksum-crc32": "AAAAAA==" }), "BadDigest");
  const typed =
    '<!DOCTYPE Delete [<!ENTITY k "k">]><Delete><Object><Key>&k;</Key></Object></Delete>';
  assertEquals(await send({}, typed), "MalformedXML");
  assertEquals(await send({}, "<Other><Object><Key>k</Key></Object></Other>"), "MalformedXML");
  assertEquals(await keysIn(aws), ["k"]);
});
