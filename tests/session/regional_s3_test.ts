import { S3Client } from "@aws-sdk/client-s3";
import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  awsSession,
  BucketError,
  createSession,
  fetchTransport,
  openArtifact,
  startRun,
} from "../../mod.ts";
import { bucketRegionOf } from "../../src/session/bucket_region.ts";
import { temporaryService } from "../support/services.ts";
import { awsError } from "../support/metrics_client.ts";

const CREDENTIALS = { accessKeyId: "local", secretAccessKey: "local" };

/** AWS, where bucket "far" is in us-west-2: other regions say so, with a status of theirs. */
async function awsWithFarBucket(status: 301 | 400) {
  const service = await temporaryService();
  const hosts: string[] = [];
  const fetch = async (request: Request): Promise<Response> => {
    const url = new URL(request.url);
    if (!url.hostname.includes(".s3.")) return await service.fetch(request);
    hosts.push(url.hostname);
    if (!url.hostname.startsWith("far.s3.us-west-2.")) {
      return new Response(null, { status, headers: { "x-amz-bucket-region": "us-west-2" } });
    }
    const { method, headers } = request;
    const body = method === "GET" || method === "HEAD" ? {} : { body: await request.arrayBuffer() };
    const target = `http://runlog.local/far${url.pathname}${url.search}`;
    return await service.fetch(new Request(target, { method, headers, ...body }));
  };
  const home = await awsSession({
    region: "local",
    endpoint: "http://runlog.local",
    credentials: CREDENTIALS,
    fetch: service.fetch,
  });
  await home.s3.call("CreateBucket", { Bucket: "far" });
  await home[Symbol.asyncDispose]();
  return { service, fetch, hosts, [Symbol.asyncDispose]: () => service.close() };
}

for (const status of [301, 400] as const) {
  Deno.test(`a bucket of another region, told by ${status}, is used there, and asked for once`, async () => {
    await using aws = await awsWithFarBucket(status);
    await using session = await awsSession({
      region: "eu-west-1",
      credentials: CREDENTIALS,
      artifactBucket: "far",
      fetch: aws.fetch,
    });
    const run = await startRun({ experimentName: "demo", session });
    for (const name of ["a", "b", "c"]) await run.logText(name, { name });
    await run.close();
    assertEquals(await (await openArtifact(run, "b", { session })).text(), "b");
    const far = aws.hosts.filter((host) => host.includes("us-west-2"));
    assertEquals(aws.hosts.length - far.length, 1);
  });

  Deno.test(`a client of one's own that asks for a bucket in the wrong region, told by ${status}, hears both regions`, async () => {
    await using aws = await awsWithFarBucket(status);
    const client = { region: "eu-west-1", credentials: CREDENTIALS };
    const requestHandler = fetchTransport(aws.fetch);
    await using session = createSession({
      sagemaker: new SageMakerClient({ ...client, requestHandler }),
      s3: new S3Client({ ...client, requestHandler }),
      artifactBucket: "far",
    });
    const run = await startRun({ experimentName: "demo", session });
    const error = await assertRejects(() => run.logText("a", { name: "a" }), BucketError);
    assert(/"far".*us-west-2/.test(error.message), error.message);
    await run.close();
    const other = await startRun({ experimentName: "demo", session, artifactBucket: "far" });
    await assertRejects(
      () => other.logText("a", { name: "a" }),
      Error,
      'Bucket "far" is in us-west-2, but the S3 client is for eu-west-1',
    );
    await other.close();
  });
}

Deno.test("a region that would lead to another host is none", () => {
  const told = (region: string) =>
    bucketRegionOf(awsError("PermanentRedirect", 301, { "x-amz-bucket-region": region }));
  assertEquals(told("us-gov-west-1"), "us-gov-west-1");
  for (const region of ["evil.example/", "eu-west-1.evil.example", "", "x", "eu-west-1@evil-1"]) {
    assertEquals(told(region), undefined);
  }
});

Deno.test("a bucket that does not exist is named, and what to do about it", async () => {
  await using service = await temporaryService();
  await using session = await awsSession({
    region: "local",
    endpoint: "http://runlog.local",
    credentials: CREDENTIALS,
    fetch: service.fetch,
  });
  const run = await startRun({ experimentName: "demo", session, artifactBucket: "missing" });
  const error = await assertRejects(() => run.logText("a", { name: "a" }), Error);
  assertEquals(error.name, "NoSuchBucket");
  assert(error.message.includes('Create bucket "missing", or choose another'), error.message);
  assert(error.stack?.includes(error.message));
  await run.close();
});
