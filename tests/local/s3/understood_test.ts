import { assertEquals } from "@std/assert";
import fc from "../../support/fast_check.ts";
import { type TestService, testService } from "../test_service.ts";
import { Bucket, countFiles, sendRaw } from "./raw_request.ts";

async function withObject(): Promise<TestService> {
  const aws = await testService();
  await aws.s3.createBucket({ Bucket });
  await aws.s3.putObject({ Bucket, Key: "k", Body: "before" });
  return aws;
}

const METHODS = ["GET", "PUT", "POST", "DELETE"] as const;
const PATHS = ["/", `/${Bucket}`, `/${Bucket}/k`] as const;

Deno.test("A query parameter or field of unknown meaning is refused by name, and nothing happens", async () => {
  await using aws = await withObject();
  const word = fc.stringMatching(/^[a-z]{3,8}(-[a-z]{3,8})?$/).map((text) => `${text}q`);
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...METHODS),
      fc.constantFrom(...PATHS),
      word,
      fc.boolean(),
      async (method, path, name, isField) => {
        const field = `x-amz-${name}`;
        const body = method === "GET" ? undefined : "after";
        const answer = isField
          ? await sendRaw(aws, method, path, { [field]: "1" }, body)
          : await sendRaw(aws, method, `${path}?${name}=1`, {}, body);
        assertEquals([answer.status, answer.code], [501, "NotImplemented"]);
        // A method that no operation has there is what the message names.
        const isServed = path === `/${Bucket}/k`
          ? method !== "POST"
          : path === "/"
          ? method === "GET"
          : method !== "POST";
        if (isServed) assertEquals(answer.text.includes(isField ? field : name), true);
      },
    ),
    { numRuns: 60 },
  );
  assertEquals((await sendRaw(aws, "GET", `/${Bucket}/k`)).text, "before");
  assertEquals(await countFiles(aws), 1);
});

Deno.test("RenameObject, which looks like PutObject of nothing, leaves the object alone", async () => {
  await using aws = await withObject();
  const answer = await sendRaw(aws, "PUT", `/${Bucket}/k?renameObject`, {
    "x-amz-rename-source": "/other",
  });
  assertEquals(answer.code, "NotImplemented");
  assertEquals((await sendRaw(aws, "GET", `/${Bucket}/k`)).text, "before");
});

Deno.test("A condition that S3 has for other operations only is refused", async () => {
  await using aws = await withObject();
  const cases = [
    ["PUT", `/${Bucket}/k`, "if-unmodified-since"],
    ["DELETE", `/${Bucket}/k`, "if-none-match"],
    ["DELETE", `/${Bucket}/k`, "if-unmodified-since"],
    ["DELETE", `/${Bucket}`, "if-match"],
    ["GET", `/${Bucket}`, "if-none-match"],
  ] as const;
  for (const [method, path, name] of cases) {
    const answer = await sendRaw(
      aws,
      method,
      path,
      { [name]: "x" },
      method === "PUT" ? "y" : undefined,
    );
    assertEquals([answer.code, answer.text.includes(name)], ["NotImplemented", true]);
  }
  const write = await sendRaw(aws, "PUT", `/${Bucket}/k`, { "if-none-match": '"e"' }, "after");
  assertEquals(write.code, "NotImplemented");
  assertEquals((await sendRaw(aws, "GET", `/${Bucket}/k`)).text, "before");
});

Deno.test("A field that asks for what is so anyway is accepted, and for anything else refused", async () => {
  await using aws = await withObject();
  const put = async (field: string, value: string): Promise<number> =>
    (await sendRaw(aws, "PUT", `/${Bucket}/k`, { [field]: value }, "x")).status;
  for (const acl of ["private", "bucket-owner-full-control"]) {
    assertEquals(await put("x-amz-acl", acl), 200);
  }
  assertEquals(await put("x-amz-acl", "public-read"), 501);
  assertEquals(await put("x-amz-storage-class", "STANDARD"), 200);
  assertEquals(await put("x-amz-storage-class", "GLACIER"), 501);
  assertEquals(await put("x-amz-request-payer", "requester"), 200);
  assertEquals(await put("x-amz-trailer", "x-amz-checksum-sha512"), 501);
});

Deno.test("A page size, list type, encoding or token that is none is refused, and no listing is empty for it", async () => {
  await using aws = await withObject();
  const list = async (query: string): Promise<string> =>
    (await sendRaw(aws, "GET", `/${Bucket}?${query}`)).code;
  const tokens = ["", "garbage", "Z2FyYmFnZQ==", btoa("k"), btoa("runlog:%zz"), "ü", "%00"];
  for (const token of tokens) {
    const given = `list-type=2&continuation-token=${token}`;
    assertEquals(await list(given), "InvalidArgument", token);
  }
  for (const size of ["", "-1", "1.5", "1e2", "0x1", "many", "+1", "%201"]) {
    assertEquals(await list(`max-keys=${size}`), "InvalidArgument", size);
    assertEquals(await list(`uploads&max-uploads=${size}`), "InvalidArgument", size);
  }
  for (const type of ["", "1", "3", "02"]) {
    assertEquals(await list(`list-type=${type}`), "InvalidArgument", type);
  }
  for (const encoding of ["", "base64", "URL"]) {
    assertEquals(await list(`encoding-type=${encoding}`), "InvalidArgument", encoding);
  }
  const buckets = await sendRaw(aws, "GET", "/?continuation-token=garbage");
  assertEquals(buckets.code, "InvalidArgument");
});
