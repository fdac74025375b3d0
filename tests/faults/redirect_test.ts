/** Redirects in a real browser, which hides all of a redirect that is not followed. */
import { assertEquals, assertGreaterOrEqual, assertMatch } from "@std/assert";
import { openBrowser } from "../support/browser.ts";
import { bundleForBrowser } from "../support/bundle.ts";
import { temporaryService } from "../support/services.ts";

const KINDS = ["opening", "files", "metrics"] as const;
const LISTEN = { hostname: "127.0.0.1", port: 0, onListen() {} } as const;

/** Whether a request is the one of its kind that meets a redirect. */
function isRedirected({ method, url, headers }: Request, body: string): boolean {
  const { pathname } = new URL(url);
  return pathname === "/BatchPutMetrics" ||
    (method === "PUT" && pathname.includes("/trial-component-artifacts/")) ||
    (headers.get("x-amz-target") === "SageMaker.CreateExperiment" && body.includes('"opening"'));
}

Deno.test("in Chromium, a redirect of the endpoint is reported as one, and nothing is sent to the other host", async () => {
  const folder = await Deno.makeTempDir({ prefix: "runlog-redirect-" });
  const path = await bundleForBrowser("tests/faults/redirect_page.ts", folder);
  const script = await Deno.readTextFile(path);
  await Deno.remove(folder, { recursive: true });
  const elsewhere: string[] = [];
  // It answers pages of every origin, so that a browser that follows does send.
  await using other = Deno.serve(LISTEN, ({ method, url }) => {
    elsewhere.push(`${method} ${url}`);
    return new Response("{}", {
      headers: {
        "content-type": "application/json",
        "access-control-allow-origin": "*",
        "access-control-allow-headers": "*, authorization",
        "access-control-allow-methods": "*",
      },
    });
  });
  await using browser = await openBrowser();
  for (const status of [301, 302, 303, 307, 308]) {
    await using service = await temporaryService();
    let redirects = 0;
    await using endpoint = Deno.serve(LISTEN, async (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === "/page.js") {
        return new Response(script, { headers: { "content-type": "text/javascript" } });
      }
      if (pathname === "/page") {
        const page = '<!doctype html><script type="module" src="/page.js"></script>';
        return new Response(page, { headers: { "content-type": "text/html" } });
      }
      if (!isRedirected(request, await request.clone().text())) return await service.fetch(request);
      redirects++;
      const location = `http://127.0.0.1:${other.addr.port}/elsewhere`;
      return new Response(null, { status, headers: { location } });
    });
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${endpoint.addr.port}/page`);
    const outcome = await page.waitForFunction("globalThis.outcome");
    // Set by the page.
    const told = await outcome.jsonValue() as readonly string[];
    await page.close();
    assertEquals(elsewhere, []);
    const expected = new RegExp(
      `RedirectError.*127.0.0.1:${endpoint.addr.port} redirects to another address, which the ` +
        "browser hides\\. Redirects are not followed",
    );
    for (const [index, kind] of KINDS.entries()) {
      assertMatch(told[index] ?? "", expected, `${kind}, ${status}`);
    }
    assertGreaterOrEqual(redirects, KINDS.length);
  }
});
