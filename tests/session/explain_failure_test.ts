import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { createSession, listExperiments, SessionError } from "../../mod.ts";
import { fetchTransport } from "../../src/session/transport.ts";
import { openBrowser } from "../support/browser.ts";
import { bundleForBrowser } from "../support/bundle.ts";
import { awsRefusal } from "../support/scripted_aws.ts";

Deno.test("the error of a page that calls SageMaker itself says that SageMaker does not answer pages, and what to do", async () => {
  await using browser = await openBrowser();
  const folder = await Deno.makeTempDir({ prefix: "runlog-cors-" });
  const path = await bundleForBrowser("tests/session/cors_page.ts", folder);
  const script = await Deno.readTextFile(path);
  await Deno.remove(folder, { recursive: true });
  // Stands in for AWS, which answers no page: Playwright would let one by without this header.
  const headers = { "access-control-allow-origin": "https://other.test" };
  await browser.route("https://**", (route) => route.fulfill({ status: 200, body: "{}", headers }));
  await browser.route("https://page.test/**", (route) =>
    route.fulfill(
      route.request().url().endsWith(".js")
        ? { contentType: "text/javascript", body: script }
        : { contentType: "text/html", body: '<script type="module" src="/page.js"></script>' },
    ));
  const page = await browser.newPage();
  await page.goto("https://page.test/");
  const outcome = await (await page.waitForFunction("globalThis.outcome")).jsonValue();
  assertMatch(
    String(outcome),
    /^NetworkError: .*api\.sagemaker\.eu-west-1\.amazonaws\.com.*\. SageMaker does not answer web pages/,
  );
  assertMatch(
    String(outcome),
    /Record with localSession\(\) and sync later, or pass the endpoint of a proxy/,
  );
});

/** A client of the caller's own, whose service answers one thing. */
function answering(
  answer: () => Response,
  config: { readonly region?: string; readonly secretAccessKey?: string } = {},
): SageMakerClient {
  const { secretAccessKey = "secret", ...rest } = config;
  return new SageMakerClient({
    endpoint: "http://runlog.local",
    credentials: { accessKeyId: "id", secretAccessKey },
    requestHandler: fetchTransport(() => Promise.resolve(answer())),
    maxAttempts: 1,
    ...rest,
  });
}

Deno.test("a secret with a line end, whose signatures AWS refuses, is named without its value", async () => {
  for (const code of ["InvalidSignatureException", "SignatureDoesNotMatch"]) {
    const sagemaker = answering(() => awsRefusal(code, "", 403), {
      region: "local",
      secretAccessKey: "hidden\n",
    });
    const session = createSession({ sagemaker });
    const error = await assertRejects(
      () => Array.fromAsync(listExperiments({ session })),
      SessionError,
    );
    assertEquals(
      error.message,
      "Cannot sign AWS requests: secretAccessKey has a line feed at position 7 of 7. Set it again " +
        "without that character",
    );
  }
});

Deno.test("a refused signature with keys in order stays AWS's own error", async () => {
  const sagemaker = answering(() => awsRefusal("InvalidSignatureException", "late", 403), {
    region: "local",
  });
  const session = createSession({ sagemaker });
  const error = await assertRejects(() => Array.fromAsync(listExperiments({ session })), Error);
  assertEquals([error.name, error.message], [
    "InvalidSignatureException",
    "late (ListExperiments)",
  ]);
});
