import { assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { type Browser, openBrowser } from "../support/browser.ts";
import { bundleForBrowser } from "../support/bundle.ts";
import { inFolder } from "../support/temporary_folder.ts";

/** Calls work with a browser, and a function that opens pages of one origin in it. */
async function withPages(
  work: (open: () => Promise<Page>, browser: Browser) => Promise<void>,
): Promise<void> {
  const script = await inFolder(async (folder) =>
    await Deno.readTextFile(await bundleForBrowser("tests/run/shared_run_page.ts", folder))
  );
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    (request) =>
      new URL(request.url).pathname === "/page.mjs"
        ? new Response(script, { headers: { "content-type": "text/javascript" } })
        : new Response('<!doctype html><script type="module" src="/page.mjs"></script>', {
          headers: { "content-type": "text/html" },
        }),
  );
  await using browser = await openBrowser();
  await work(async () => {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${server.addr.port}/page`);
    await page.waitForFunction("globalThis.sharedRun");
    return page;
  }, browser);
}

Deno.test("a page's worker records into its run over IndexedDB by a token, and leaves it open", () =>
  withPages(async (open) => {
    const page = await open();
    await page.evaluate("sharedRun.open()");
    await page.evaluate("sharedRun.handOver()");
    assertEquals(await page.evaluate("sharedRun.read()"), ["InProgress", false, 2]);
    await page.evaluate("sharedRun.close()");
    assertEquals(await page.evaluate("sharedRun.read()"), ["Completed", true, 2]);
  }));

Deno.test("two tabs record into one run, and the last one ends it", () =>
  withPages(async (open) => {
    const [first, second] = [await open(), await open()];
    await first.evaluate("sharedRun.open()");
    await second.evaluate("sharedRun.open()");
    await second.evaluate("sharedRun.close()");
    assertEquals(await second.evaluate("sharedRun.read()"), ["InProgress", false, 2]);
    await second.evaluate("sharedRun.open()");
    await first.evaluate("sharedRun.close()");
    assertEquals(await second.evaluate("sharedRun.read()"), ["InProgress", false, 3]);
    await second.evaluate("sharedRun.close()");
    assertEquals(await second.evaluate("sharedRun.read()"), ["Completed", true, 3]);
  }));

Deno.test("a tab that was closed without a word holds the run no longer", () =>
  withPages(async (open) => {
    const [first, second] = [await open(), await open()];
    await first.evaluate("sharedRun.open()");
    await first.close();
    // On a busy machine, the browser takes its time to end a tab.
    await second.waitForFunction("navigator.locks.query().then(({ held }) => held.length === 0)");
    await second.evaluate("sharedRun.open()");
    assertEquals(await second.evaluate("sharedRun.read()"), ["InProgress", false, 2]);
    await second.evaluate("sharedRun.close()");
    assertEquals(await second.evaluate("sharedRun.read()"), ["Completed", true, 2]);
  }));
