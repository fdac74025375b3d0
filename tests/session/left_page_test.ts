import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Page } from "playwright-core";
import { openBrowser } from "../support/browser.ts";
import { bundleForBrowser } from "../support/bundle.ts";
import { range } from "../support/numbers.ts";
import { inFolder } from "../support/temporary_folder.ts";
import type { LeftPage } from "./left_page.ts";

interface Visit {
  readonly page: Page;
  call<Name extends keyof LeftPage>(
    name: Name,
    ...given: Parameters<LeftPage[Name]>
  ): Promise<Awaited<ReturnType<LeftPage[Name]>>>;
}

/** Calls work with a function that opens pages of one origin. */
async function withVisits(work: (visit: () => Promise<Visit>) => Promise<void>): Promise<void> {
  const script = await inFolder(async (folder) =>
    await Deno.readTextFile(await bundleForBrowser("tests/session/left_page.ts", folder))
  );
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, ({ url }) => {
    const reply = (text: string, type: string): Response =>
      new Response(text, { headers: { "content-type": type } });
    if (url.endsWith("/page.mjs")) return reply(script, "text/javascript");
    if (url.endsWith("/elsewhere")) return reply("<!doctype html>", "text/html");
    return reply('<!doctype html><script type="module" src="/page.mjs"></script>', "text/html");
  });
  await using browser = await openBrowser();
  await work(async () => {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${server.addr.port}/page`);
    await page.waitForFunction("globalThis.leftPage");
    return {
      page,
      // The page's object is of the type, and what it answers comes as plain data.
      call: ((name, ...given) =>
        page.evaluate(`leftPage.${name}(...${JSON.stringify(given)})`)) as Visit["call"],
    };
  });
}

/** Leaves a page, and returns once it has gone. */
const ENDINGS = {
  "goes elsewhere": async ({ page, call }: Visit, points: number, delay: number) => {
    const gone = page.waitForURL("**/elsewhere");
    await call("logAndLeave", points, delay, "goes elsewhere");
    await gone;
  },
  "is loaded again": async ({ page, call }: Visit, points: number, delay: number) => {
    const loaded = page.waitForEvent("load");
    await call("logAndLeave", points, delay, "is loaded again");
    await loaded;
  },
  "is closed": async ({ page, call }: Visit, points: number, delay: number) => {
    await call("log", points);
    if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay));
    await page.close();
  },
} as const;

Deno.test("every point of a page that is left is in the store for the next page, once", async (t) => {
  await withVisits(async (visit) => {
    for (const [name, leave] of Object.entries(ENDINGS)) {
      for (
        const [points, delay] of [[1, 0], [1, 20], [1, 60], [1, 120], [100_000, 0], [12_345, 60]]
      ) {
        await t.step(`when it ${name} ${delay} ms after ${points} points`, async () => {
          const runName = `${name}-${points}-${delay}`.replaceAll(" ", "-");
          const left = await visit();
          await left.call("open", runName);
          await leave(left, points ?? NaN, delay ?? NaN);
          const next = await visit();
          const { steps, left: rest } = await next.call("read", runName);
          assertEquals(steps, range(points ?? NaN));
          assertEquals(rest, []);
          assertEquals(await next.call("warnings"), []);
          await next.page.close();
          await left.page.close();
        });
      }
    }
  });
});

Deno.test("a point that a page logs in its own pagehide listener is in the store for the next page", () =>
  withVisits(async (visit) => {
    const left = await visit();
    await left.call("open", "last");
    await left.call("logOnLeave", 1);
    await ENDINGS["goes elsewhere"](left, 1, 60);
    const { steps } = await (await visit()).call("read", "last");
    assertEquals(steps, [0, 1]);
  }));

Deno.test("points that a hidden page has saved and then stores itself are there once, in order", () =>
  withVisits(async (visit) => {
    const hidden = await visit();
    await hidden.call("open", "hidden");
    await hidden.call("log", 20_000);
    await hidden.page.evaluate(
      'document.dispatchEvent(new Event("visibilitychange", { bubbles: true }))',
    );
    const other = await visit();
    assertEquals((await other.call("read", "hidden")).steps, range(20_000));
    await hidden.page.close();
    const { steps, left } = await (await visit()).call("read", "hidden");
    assertEquals([steps.length, left], [20_000, []]);
  }));

Deno.test("the next page reports the number of points of a left page for which there was no room, by metric", () =>
  withVisits(async (visit) => {
    const left = await visit();
    await left.call("open", "full");
    await left.call("fillTexts", 200_000);
    await ENDINGS["goes elsewhere"](left, 100_000, 0);
    const next = await visit();
    const { steps } = await next.call("read", "full");
    assert(steps.length >= 10_000 && steps.length < 100_000, `${steps.length} are kept`);
    const told = await next.call("warnings");
    assertEquals(told.length, 1);
    assertStringIncludes(
      told[0] ?? "",
      `${100_000 - steps.length} points of "x" of run "left-full"`,
    );
  }));

Deno.test("a page whose localStorage is full when a run starts gets a warning then", () =>
  withVisits(async (visit) => {
    const { call } = await visit();
    await call("fillTexts", 0);
    await call("open", "no-room");
    const told = await call("warnings");
    assertEquals(told.length, 1);
    assertStringIncludes(told[0] ?? "", "localStorage of this page is full");
  }));
