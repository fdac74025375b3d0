import { assert, assertEquals } from "@std/assert";
import type { BrowserContext, Page } from "playwright-core";
import type { BrowserDatabases } from "../../src/ports/browser_storage.ts";
import { bundleForBrowser } from "../support/bundle.ts";
import { killBrowser, openBrowser } from "../support/browser.ts";
import { dice, SEED } from "../support/dice.ts";
import { temporaryService } from "../support/services.ts";
import { wholeSeries } from "../support/points.ts";
import { range } from "../support/numbers.ts";

type Dice = () => number;

/** Trials of each way to leave a page: `RUNLOG_TRIALS` asks for more. */
const TRIALS = Number(Deno.env.get("RUNLOG_TRIALS") ?? 2);

const ENDINGS = {
  "goes elsewhere": async (page: Page) => void await page.goto("about:blank"),
  "is closed": async (page: Page) => await page.close({ runBeforeUnload: false }),
  "is loaded again": async (page: Page) => {
    // The same document records another run then.
    await page.evaluate(() => void (location.hash = "#send"));
    await page.reload();
  },
} as const;

Deno.test("points of a page that goes away are sent by the next one, each once", async (t) => {
  await using site = await openSite();
  const random = dice(SEED);
  await using browser = await openBrowser();
  let trials = 0;
  for (const [name, leave] of Object.entries(ENDINGS)) {
    await t.step(`when it ${name}`, async () => {
      for (let trial = 0; trial < TRIALS; trial++, trials++) {
        const runName = `run-${trials}`;
        site.refuses(random);
        const page = await browser.newPage();
        await page.goto(`${site.url}/page#record/${runName}/2000`);
        const enough = Math.floor(random() * 1_500) + 1;
        await page.waitForFunction(
          (least) => ((globalThis as Recorder).logged ?? 0) >= least,
          enough,
        );
        await leave(page);
        site.accepts();
        // A page that is loaded again sends by itself, and no other does meanwhile.
        if (name === "is loaded again") await waitForReport(page);
        let [logged, stored] = [NaN, 0];
        // A page that is still on its way out keeps what it has for a later visit.
        for (let visit = 0; visit < 5 && !(stored >= logged); visit++) {
          const next = await send(browser, site.url);
          logged = Number(await next.evaluate((run) => localStorage.getItem(run), runName));
          await next.close();
          stored = (await site.steps(runName)).length;
        }
        assert(logged >= enough);
        // A page may log for a moment after it was told that it goes: some of that may be lost.
        const steps = await site.steps(runName);
        assertEquals(steps.slice(0, logged), range(logged));
        assertEquals(new Set(steps).size, steps.length);
      }
    });
  }
  console.log(`R9, pages that go away: ${trials} trials, 0 failures (seed ${SEED})`);
});

Deno.test("points that were in the journal outlive a killed renderer and a killed browser", async () => {
  await using site = await openSite();
  let browser = await openBrowser();
  try {
    for (let trial = 0; trial < 2 * TRIALS; trial++) {
      const killed = trial % 2 === 0 ? "renderer" : "browser";
      const runName = `killed-${trial}`;
      site.refuses(() => 0);
      const page = await browser.newPage();
      await page.goto(`${site.url}/page#record/${runName}/500`);
      await page.waitForFunction(() => (globalThis as Recorder).logged === 500);
      await waitForJournal(page, 500);
      if (killed === "renderer") {
        const crashed = page.waitForEvent("crash");
        page.goto("chrome://crash").catch(() => {});
        await crashed;
      } else {
        browser = await killBrowser(browser);
      }
      site.accepts();
      const next = await send(browser, site.url);
      await next.close();
      await assertStored(site, runName, 500);
    }
    console.log(`R9, renderers and browsers killed: ${2 * TRIALS} trials, 0 failures`);
  } finally {
    await browser[Symbol.asyncDispose]();
  }
});

Deno.test("the journal holds points and no credentials, and nothing once all is delivered", async () => {
  await using site = await openSite();
  await using browser = await openBrowser();
  site.refuses(() => 0);
  const page = await browser.newPage();
  await page.goto(`${site.url}/page#record/secretive/25`);
  await waitForJournal(page, 25);
  assert(!JSON.stringify(await page.evaluate(readJournal)).includes("canary"));
  site.accepts();
  await waitForJournal(page, 0);
  await assertStored(site, "secretive", 25);
});

Deno.test("a page leaves alone what another page that is open has in its journal", async () => {
  await using site = await openSite();
  await using browser = await openBrowser();
  site.refuses(() => 0);
  const page = await browser.newPage();
  await page.goto(`${site.url}/page#record/alive/25`);
  await waitForJournal(page, 25);
  const other = await send(browser, site.url);
  const report = await other.evaluate(() => (globalThis as Recorder).report);
  assertEquals(report, { sent: 0, refused: [], kept: 0 });
});

type Recorder = typeof globalThis & {
  readonly logged?: number;
  readonly report?: unknown;
};

interface Site extends AsyncDisposable {
  readonly url: string;
  /** Points of a run in the store. */
  steps(runName: string): Promise<readonly number[]>;
  /** From now on, metrics are refused or half-refused by chance: answered with 503, some stored. */
  refuses(random: Dice): void;
  /** From now on, metrics are taken. */
  accepts(): void;
}

async function openSite(): Promise<Site> {
  const folder = await Deno.makeTempDir({ prefix: "runlog-journal-" });
  const script = await Deno.readTextFile(
    await bundleForBrowser("tests/metrics/journal_page.ts", folder),
  );
  const service = await temporaryService();
  let random: Dice | undefined;
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const { pathname } = new URL(request.url);
    const reply = (text: string, type: string): Response =>
      new Response(text, { headers: { "content-type": type } });
    if (pathname === "/page") {
      return reply('<!doctype html><script type="module" src="/page.mjs"></script>', "text/html");
    }
    if (pathname === "/page.mjs") return reply(script, "text/javascript");
    const number = pathname === "/BatchPutMetrics" ? random?.() : undefined;
    if (number === undefined) return await service.fetch(request);
    // Stored, and the answer lost: the next delivery is a repetition.
    if (number > 0.4) await service.fetch(request);
    return number > 0.7 ? Response.json({}) : new Response("down", { status: 503 });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    async steps(runName) {
      const { steps } = await service.metrics.read(
        wholeSeries(`journal-${runName}`, "loss"),
      );
      return [...steps].toSorted((a, b) => a - b);
    },
    refuses: (given) => void (random = given),
    accepts: () => void (random = undefined),
    async [Symbol.asyncDispose]() {
      await server.shutdown();
      await service.close();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** Opens a page that sends what is left, and waits until it has. */
async function send(browser: BrowserContext, url: string): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(`${url}/page#send`);
  await waitForReport(page);
  return page;
}

async function waitForReport(page: Page): Promise<void> {
  await page.waitForFunction(() => (globalThis as Recorder).report !== undefined);
}

async function assertStored(site: Site, runName: string, count: number): Promise<void> {
  assertEquals(await site.steps(runName), range(count));
}

/** Waits until the journal holds so many points. */
async function waitForJournal(page: Page, count: number): Promise<void> {
  const held = async () =>
    (await page.evaluate(readJournal)).flatMap(({ values }) => values).length;
  while (await held() !== count) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** In the page: everything the journal holds. */
async function readJournal(): Promise<readonly { readonly values: readonly number[] }[]> {
  const { indexedDB } = globalThis as unknown as {
    readonly indexedDB: BrowserDatabases & { databases(): Promise<readonly { name: string }[]> };
  };
  // To open it first would make it, without what the page makes in it.
  const databases = await indexedDB.databases();
  if (!databases.some(({ name }) => name === "runlog-journal")) return [];
  return await new Promise((resolve, reject) => {
    const opening = indexedDB.open("runlog-journal", 1);
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const store = opening.result.transaction("batches", "readonly").objectStore("batches");
      const reading = store.getAll();
      reading.onsuccess = () => {
        opening.result.close();
        const rows = reading.result as readonly { readonly values: Float64Array }[];
        resolve(rows.map((row) => ({ ...row, values: [...row.values] })));
      };
    };
  });
}
