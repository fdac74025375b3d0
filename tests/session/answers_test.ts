import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { S3Client } from "@aws-sdk/client-s3";
import { awsSession, RedirectError, RequestError, startRun } from "../../mod.ts";
import { askedOf, checkHead, checkRedirect } from "../../src/session/answers.ts";
import { BatchPutMetricsCommand } from "../../src/metrics/commands.ts";
import { fetchTransport } from "../../src/session/transport.ts";
import fc from "../support/fast_check.ts";
import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { temporaryService } from "../support/services.ts";

const CREDENTIALS = { accessKeyId: "local", secretAccessKey: "local" };
const MEMBERS = { TrialComponentName: "a", MetricData: [] };

function metricsOver(respond: () => Response): Promise<unknown> {
  const client = new SageMakerClient({
    region: "us-east-1",
    credentials: CREDENTIALS,
    maxAttempts: 1,
    requestHandler: fetchTransport(() => Promise.resolve(respond())),
  });
  return client.send(new BatchPutMetricsCommand({ members: MEMBERS }) as never);
}

function json(body: string, headers: Record<string, string> = {}): () => Response {
  return () => new Response(body, { headers: { "content-type": "application/json", ...headers } });
}

Deno.test("a batch is acknowledged by its receipt", async () => {
  for (const body of ["{}", '{"Errors":[]}', '{"Errors":null}', '{"Errors":[{"MetricIndex":3}]}']) {
    await metricsOver(json(body));
  }
  await metricsOver(json("{}", { "content-type": "application/x-amz-json-1.1" }));
  // As moto's server.
  const headers = { "content-type": "text/html; charset=utf-8", "x-amzn-requestid": "b2f1" };
  await metricsOver(json('{"Errors":[]}', headers));
});

const NO_RECEIPTS: Readonly<Record<string, () => Response>> = {
  "nothing": json(""),
  "204": () => new Response(null, { status: 204 }),
  "another object": json('{"login":"required"}'),
  "an error's type": json('{"__type":"ThrottlingException"}'),
  "an error's header": json("{}", { "x-amzn-errortype": "ThrottlingException:http://x" }),
  "a list": json("[]"),
  "a page": () => new Response("<!doctype html>", { headers: { "content-type": "text/html" } }),
  "a receipt of another type": json('{"Errors":[]}', { "content-type": "text/html" }),
  "a receipt that breaks off": json('{"Errors":['),
  "errors that are none": json('{"Errors":["no"]}'),
  "errors of no point": json('{"Errors":[{"MetricIndex":10}]}'),
  "a number": json("200"),
};

for (const [what, respond] of Object.entries(NO_RECEIPTS)) {
  Deno.test(`a batch is not acknowledged by ${what}, and the error names who answered`, async () => {
    const error = await assertRejects(() => metricsOver(respond), Error);
    assert(error.message.includes("metrics.sagemaker.us-east-1.amazonaws.com"), error.message);
    assert(["UnreadableAnswerError", "ThrottlingException"].includes(error.name), error.name);
  });
}

Deno.test("no JSON but a receipt acknowledges a batch", async () => {
  await fc.assert(fc.asyncProperty(fc.jsonValue(), async (value) => {
    const isReceipt = typeof value === "object" && value !== null && !Array.isArray(value) &&
      (Object.keys(value).length === 0 || "Errors" in value);
    if (isReceipt) return;
    await assertRejects(() => metricsOver(json(JSON.stringify(value))), Error);
  }));
});

Deno.test("a redirect that a browser hides is refused, and so is one that somebody followed", async () => {
  const asked = askedOf("PUT", "https://metrics.example/BatchPutMetrics", new Headers());
  const hidden = new Response(null);
  Object.defineProperty(hidden, "type", { value: "opaqueredirect" });
  const followed = new Response("{}");
  Object.defineProperties(followed, {
    redirected: { value: true },
    url: { value: "https://other.example/x" },
  });
  for (
    const [response, where] of [[hidden, "another address"], [followed, "other.example"]] as const
  ) {
    const error = await assertRejects(
      () => Promise.resolve().then(() => checkRedirect(asked, response)),
      RedirectError,
      `metrics.example redirects to ${where}`,
    );
    assertEquals([error.endpoint, "$retryable" in error], ["metrics.example", false]);
  }
});

Deno.test("a redirect to whatever place is refused, by whatever service", () => {
  for (const url of ["https://metrics.example/BatchPutMetrics", "https://a.example/bucket/key"]) {
    const asked = askedOf("PUT", url, new Headers());
    for (const status of [301, 302, 303, 307, 308]) {
      for (const location of ["https://other.example/x", "/elsewhere"]) {
        const response = new Response(null, { status, headers: { location } });
        assertThrows(() => checkRedirect(asked, response), RedirectError, "redirects to");
      }
    }
  }
});

Deno.test("S3's word that a bucket is elsewhere is an answer; its other redirects are refused", () => {
  const asked = askedOf("PUT", "https://runs.s3.amazonaws.com/key", new Headers());
  const headers = { "x-amz-bucket-region": "us-west-2" };
  checkRedirect(asked, new Response(null, { status: 301, headers }));
  checkRedirect(asked, new Response(null, { status: 304 }));
});

Deno.test("an upload does not count when a page answers, whatever it says to be", async () => {
  const page = "<!DOCTYPE html><html><head><title>Welcome</title></head></html>";
  for (const type of ["text/html", "application/xml", "text/plain"]) {
    const s3 = new S3Client({
      region: "us-east-1",
      credentials: CREDENTIALS,
      maxAttempts: 1,
      requestHandler: fetchTransport(() =>
        Promise.resolve(new Response(page, { headers: { "content-type": type } }))
      ),
    });
    const put = new PutObjectCommand({ Bucket: "runs", Key: "a", Body: "x" });
    await assertRejects(() => s3.send(put), RequestError, 'a page titled "Welcome"');
  }
});

Deno.test("a page of a sign-in is reported with its title and host, and not as a syntax error", async () => {
  await using session = await awsSession({
    region: "us-east-1",
    credentials: CREDENTIALS,
    fetch: () =>
      Promise.resolve(
        new Response("<html><title>Airport WiFi</title></html>", {
          headers: { "content-type": "text/html" },
        }),
      ),
  });
  const error = await assertRejects(
    () => startRun({ experimentName: "demo", session }),
    RequestError,
  );
  assertEquals(error.endpoint, "api.sagemaker.us-east-1.amazonaws.com");
  assert(error.message.includes('a page titled "Airport WiFi"'), error.message);
  assert(/\(CreateExperiment, 3 tries in [\d.]+ m?s\)$/.test(error.message), error.message);
});

Deno.test("an HTML file that was logged is read back, and is no page in the service's place", async () => {
  await using service = await temporaryService();
  await using session = await awsSession({
    region: "local",
    endpoint: "http://runlog.local",
    credentials: CREDENTIALS,
    fetch: service.fetch,
  });
  const html = "<!doctype html><html><head><title>Report</title></head></html>";
  const run = await startRun({ experimentName: "demo", session });
  await run.logText(html, { name: "report.html" });
  await run.close();
  const { openArtifact } = await import("../../mod.ts");
  assertEquals(await (await openArtifact(run, "report.html", { session })).text(), html);
});

Deno.test("a page is no answer of S3, unless an AWS header says that it is", () => {
  const html = { "content-type": "text/html; charset=utf-8" };
  for (const method of ["GET", "PUT", "HEAD", "DELETE"]) {
    const asked = {
      method,
      url: new URL("https://bucket.s3.eu-west-1.amazonaws.com/key"),
      protocol: "s3" as const,
    };
    assertThrows(() => checkHead(asked, new Response("<html>", { headers: html })), Error, "s3");
    const headers = { ...html, "x-amz-request-id": "1" };
    checkHead(asked, new Response("<html>", { headers }));
    // A file may be a page.
    checkHead(asked, new Response("<html>", { headers: { ...html, etag: '"1"' } }));
  }
});
