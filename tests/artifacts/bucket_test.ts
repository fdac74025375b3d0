import { assertEquals, assertRejects } from "@std/assert";
import { awsSession, type Session } from "../../mod.ts";
import { defaultBucket } from "../../src/artifacts/bucket.ts";
import { BucketError } from "../../src/artifacts/bucket_error.ts";

const ACCOUNT = { region: "eu-west-1", accountId: "123456789012" };

/** A session whose requests to S3 are noted, and answered with a status. */
async function sessionTo(
  status: number,
  artifactBucket?: string,
): Promise<{ readonly session: Session; readonly seen: (string | null)[] }> {
  const seen: (string | null)[] = [];
  const session = await awsSession({
    region: ACCOUNT.region,
    endpoint: "http://runlog.local",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    artifactBucket,
    maxAttempts: 1,
    fetch(request) {
      const owner = request.headers.get("x-amz-expected-bucket-owner");
      seen.push(request.method, new URL(request.url).pathname.replace(/\/$/, ""), owner);
      return Promise.resolve(new Response(null, { status, headers: { "x-amz-request-id": "1" } }));
    },
  });
  return { session, seen };
}

Deno.test("defaultBucket() asks for the owner of the bucket whose name anyone can guess, and of no other", async () => {
  const { session, seen } = await sessionTo(200);
  const name = await defaultBucket(session, ACCOUNT);
  assertEquals(name, "sagemaker-eu-west-1-123456789012");
  assertEquals(seen, ["HEAD", `/${name}`, ACCOUNT.accountId]);
  assertEquals(await defaultBucket(session, ACCOUNT), name);
  assertEquals(seen.length, 3, "once in a session");
  const own = await sessionTo(200, "mine");
  assertEquals(await defaultBucket(own.session, ACCOUNT), "mine");
  assertEquals(own.seen, ["HEAD", "/mine", null]);
});

Deno.test("defaultBucket() rejects a bucket of another account, and asks anew the next time", async () => {
  const { session, seen } = await sessionTo(403);
  for (let attempt = 1; attempt <= 2; attempt++) {
    await assertRejects(
      () => defaultBucket(session, ACCOUNT),
      BucketError,
      "belongs to another account",
    );
    assertEquals(seen.length, 3 * attempt);
  }
});
