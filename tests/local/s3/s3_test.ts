import { assertEquals, assertMatch } from "@std/assert";
import { type TestService, testService } from "../test_service.ts";
import { Bucket, sendRaw } from "./raw_request.ts";

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);

async function withObject(): Promise<TestService> {
  const aws = await testService({ now: () => NOW });
  await aws.s3.createBucket({ Bucket });
  await aws.s3.putObject({ Bucket, Key: "k", Body: "x" });
  return aws;
}

function presigned(expires: number, date = "20260102T030400Z"): string {
  return "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=local%2F20260102%2Flocal%2Fs3%2F" +
    `aws4_request&X-Amz-Date=${date}&X-Amz-Expires=${expires}&X-Amz-SignedHeaders=host&` +
    "X-Amz-Signature=0&X-Amz-Security-Token=t&X-Amz-Content-Sha256=UNSIGNED-PAYLOAD&x-id=GetObject";
}

Deno.test("A presigned URL is answered until it expires, in both versions of signatures", async () => {
  await using aws = await withObject();
  const read = (query: string) => sendRaw(aws, "GET", `/${Bucket}/k?${query}`);
  assertEquals((await read(presigned(5))).text, "x");
  const expired = await read(presigned(4));
  assertEquals([expired.status, expired.code], [403, "AccessDenied"]);
  const second = (end: number): string => `AWSAccessKeyId=a&Signature=b&Expires=${end}`;
  assertEquals((await read(second(NOW / 1000))).text, "x");
  assertEquals((await read(second(NOW / 1000 - 1))).code, "AccessDenied");
  assertEquals((await read("Signature=b&Expires=never")).code, "AccessDenied");
});

Deno.test("What a presigned URL has in its query counts as header fields", async () => {
  await using aws = await withObject();
  const put = (query: string) =>
    sendRaw(aws, "PUT", `/${Bucket}/new?${presigned(60)}&${query}`, {}, "abc");
  const wrong = await put("x-amz-checksum-crc32=AAAAAA%3D%3D");
  assertEquals(wrong.code, "BadDigest");
  const refused = await put("x-amz-acl=public-read");
  assertEquals([refused.code, refused.text.includes("x-amz-acl")], ["NotImplemented", true]);
  const good = "x-amz-meta-from=here&x-amz-tagging=a%3Db&x-amz-checksum-crc32=NSRBwg%3D%3D";
  assertEquals((await put(good)).status, 200);
  const found = await aws.s3.headObject({ Bucket, Key: "new" });
  assertEquals([found.Metadata, found.TagCount], [{ from: "here" }, 1]);
  assertEquals((await put("x-amz-meta-a=b%0Ac")).code, "InvalidArgument");
});

Deno.test("A key that web addresses resolve is refused with the reason", async () => {
  await using aws = await withObject();
  const answer = await sendRaw(aws, "PUT", `/${Bucket}/..?x-id=PutObject`, {}, "x");
  assertEquals([answer.status, answer.code], [400, "InvalidURI"]);
  assertMatch(answer.text, /segment/);
});
