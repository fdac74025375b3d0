import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { openBrowser } from "../../support/browser.ts";
import { bundleForBrowser } from "../../support/bundle.ts";
import { inFolder } from "../../support/temporary_folder.ts";
import type { QuotaPage } from "./quota_page.ts";

const SAID = 'Cannot use store "quota": the browser has no space left for this page. Free space';

Deno.test("a page's full quota is named at the call, points wait for space, and all are kept", async () => {
  const script = await inFolder(async (folder) =>
    await Deno.readTextFile(await bundleForBrowser("tests/local/store/quota_page.ts", folder))
  );
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    ({ url }) =>
      url.endsWith("/page")
        ? new Response('<!doctype html><script type="module" src="/page.mjs"></script>', {
          headers: { "content-type": "text/html" },
        })
        : new Response(script, { headers: { "content-type": "text/javascript" } }),
  );
  await using browser = await openBrowser();
  const page = await browser.newPage();
  const origin = `http://127.0.0.1:${server.addr.port}`;
  await page.goto(`${origin}/page`);
  await page.waitForFunction("globalThis.quotaPage");
  const call = <Name extends keyof QuotaPage>(name: Name) =>
    // The page's object is of the type, and what it answers comes as plain data.
    page.evaluate(`quotaPage.${name}()`) as Promise<Awaited<ReturnType<QuotaPage[Name]>>>;
  const tools = await browser.newCDPSession(page);

  await call("open");
  await tools.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 1 });
  const [, flush = ""] = await call("fill");
  assertStringIncludes(flush, SAID);
  const { start, file, close } = await call("tryAll");
  assertEquals([start[0], file[0]], ["StoreFullError", "StoreFullError"], `${start} ${file}`);
  for (const [, text = ""] of [start, file, close]) assertStringIncludes(text, SAID);
  const warnings = await call("warnings");
  assert(warnings.some((text) => text.includes(SAID)), warnings.join("\n"));

  await tools.send("Storage.overrideQuotaForOrigin", { origin });
  const { logged, ...kept } = await call("end");
  assert(logged >= 10_000);
  assertEquals(kept, { stored: logged, isInOrder: true, status: "Completed" });
});
