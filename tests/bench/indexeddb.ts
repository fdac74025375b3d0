/**
 * What reading a store of a page costs, in Chromium: the first pages of a list in several orders, the
 * whole list, and a long series for a chart, each beside the browser's own `getAll` of as many
 * records. Processor time is that of all processes of the browser. Exits 1 where a bar is missed:
 *
 * - first page of 100 runs: 100 ms
 * - all of 10,000 runs: 3 s, which is 0.3 ms a run
 * - points for a chart, of 50,000: 60 ms
 *
 *     deno run -A tests/bench/indexeddb.ts [--short, for 1,000 runs]
 *
 * @module
 */
import type { CDPSession, Page } from "playwright-core";
import { openBrowser } from "../support/browser.ts";
import { bundleForBrowser } from "../support/bundle.ts";
import { median, range } from "../support/numbers.ts";
import { inFolder } from "../support/temporary_folder.ts";
import { holdAgainst } from "./bars.ts";
import type { BenchPage, Read } from "./indexeddb_page.ts";

const isShort = Deno.args.includes("--short");
const RUNS = isShort ? 1_000 : 10_000;
const POINTS = 50_000;
const ROUNDS = isShort ? 3 : 5;

/** Most milliseconds of processor time. */
const BARS: Readonly<Record<Read, number>> = {
  "first page by time": 100,
  "first page by name": 100,
  "first page by time, within a parameter's bounds": 100,
  "first page by parameter": 100,
  "first page by metric, under its bound": 100,
  "all runs": 0.3 * RUNS,
  "a series for a chart": 60,
};

/** Times that a round reads: processor time is counted in steps of 10 ms. */
const TIMES: Partial<Record<Read, number>> = { "all runs": 1 };

/** Milliseconds of a read. */
interface Cost {
  /** Processor time of the browser. */
  readonly cpu: number;
  /** Time that passed in the page. */
  readonly took: number;
}

async function measure(
  page: Page,
  browser: CDPSession,
  way: Exclude<keyof BenchPage, "fill">,
  read: Read,
): Promise<Cost> {
  const times = TIMES[read] ?? 5;
  const before = await usedMs(browser);
  // The page's object is of the type.
  const took: number = await page.evaluate(
    `benchPage.${way}(${JSON.stringify(read)}, ${RUNS}, ${times})`,
  );
  return { cpu: (await usedMs(browser) - before) / times, took };
}

/** Returns the processor time of all processes of a browser so far. */
async function usedMs(browser: CDPSession): Promise<number> {
  const { processInfo } = await browser.send("SystemInfo.getProcessInfo");
  return 1_000 * processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}

/** Opens the page of the bench. */
async function withPage(work: (page: Page, browser: CDPSession) => Promise<void>): Promise<void> {
  const script = await inFolder(async (folder) =>
    await Deno.readTextFile(await bundleForBrowser("tests/bench/indexeddb_page.ts", folder))
  );
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, ({ url }) => {
    const [body, type] = url.endsWith("/page.mjs")
      ? [script, "text/javascript"]
      : ['<!doctype html><script type="module" src="/page.mjs"></script>', "text/html"];
    return new Response(body, { headers: { "content-type": type } });
  });
  await using context = await openBrowser();
  const browser = await context.browser()?.newBrowserCDPSession();
  if (!browser) throw new Error("the browser does not tell its processor time");
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${server.addr.port}/page`);
  await page.waitForFunction("globalThis.benchPage");
  await work(page, browser);
}

await withPage(async (page, browser) => {
  await page.evaluate(`benchPage.fill(${RUNS}, ${POINTS})`);
  console.log(`${RUNS.toLocaleString("en-US")} runs, ${POINTS.toLocaleString("en-US")} points`);
  // The keys of a record are its names.
  for (const read of Object.keys(BARS) as Read[]) {
    const costs: { ours: Cost; bare: Cost }[] = [];
    // In turn, so that a busy machine slows both.
    for (const _ of range(ROUNDS)) {
      const ours = await measure(page, browser, "ours", read);
      costs.push({ ours, bare: await measure(page, browser, "bare", read) });
    }
    const bare = median(costs.map(({ bare }) => bare.cpu));
    const took = median(costs.map(({ ours }) => ours.took));
    holdAgainst({
      what: read,
      value: median(costs.map(({ ours }) => ours.cpu)),
      unit: "ms of CPU",
      bar: { atMost: BARS[read] },
      anchor: `getAll ${bare.toFixed(0)}, in the page ${took.toFixed(0)} ms`,
    });
  }
});
