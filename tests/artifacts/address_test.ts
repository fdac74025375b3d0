import { assertEquals } from "@std/assert";
import { addressOf, parseAddress } from "../../src/artifacts/address.ts";
import { awsSession, openArtifact, startRun } from "../../mod.ts";
import fc from "../support/fast_check.ts";
import { temporaryService } from "../support/services.ts";

const ACCESS_POINT = "arn:aws:s3:eu-west-1:123456789012:accesspoint/runs";

Deno.test("parseAddress() gives back what addressOf() was given, for buckets and access points", () => {
  const bucket = fc.constantFrom("runs", ACCESS_POINT, ACCESS_POINT.replace("/", ":"));
  fc.assert(fc.property(bucket, fc.string({ minLength: 1 }), (bucket, key) => {
    assertEquals(parseAddress(addressOf({ bucket, key })), { bucket, key });
  }));
  assertEquals(parseAddress("https://example.com/a"), undefined);
  assertEquals(parseAddress("s3://runs"), undefined);
});

Deno.test("a file that goes to an access point comes back from it", async () => {
  await using service = await temporaryService();
  const hosts = new Set<string>();
  await using session = await awsSession({
    region: "eu-west-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    async fetch(request) {
      const url = new URL(request.url);
      const isS3 = url.hostname.includes("s3-accesspoint");
      if (isS3) hosts.add(url.hostname);
      // What AWS does with an access point: it stands for one bucket.
      const target = `http://runlog.local${isS3 ? "/runs" : ""}${url.pathname}${url.search}`;
      const body = request.method === "GET" || request.method === "HEAD"
        ? {}
        : { body: await request.arrayBuffer() };
      const { method, headers } = request;
      return await service.fetch(new Request(target, { method, headers, ...body }));
    },
  });
  const home = await awsSession({
    region: "local",
    endpoint: "http://runlog.local",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    fetch: service.fetch,
  });
  await home.s3.call("CreateBucket", { Bucket: "runs" });
  await home[Symbol.asyncDispose]();
  const run = await startRun({
    experimentName: "demo",
    artifactBucket: ACCESS_POINT,
    session,
    captureEnvironment: false,
  });
  await run.logText("weights", { name: "model.txt" });
  await run.close();
  const file = await openArtifact(run, "model.txt", { session });
  assertEquals(await file.text(), "weights");
  assertEquals([...hosts], ["runs-123456789012.s3-accesspoint.eu-west-1.amazonaws.com"]);
});
