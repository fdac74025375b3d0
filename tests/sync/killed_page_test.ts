import { assert, assertEquals, assertGreaterOrEqual } from "@std/assert";
import type { Page } from "playwright-core";
import { getMetricHistory } from "../../mod.ts";
import { serviceSession } from "../../src/local.ts";
import { killBrowser, openBrowser } from "../support/browser.ts";
import { bundleForBrowser } from "../support/bundle.ts";
import { dice, SEED } from "../support/dice.ts";
import { temporaryService } from "../support/services.ts";

/** Browsers and renderers that are killed: RUNLOG_TRIALS asks for more. */
const TRIALS = Number(Deno.env.get("RUNLOG_TRIALS") ?? 2);
const FAULT_CHANCE = 0.05;
/** Longest life after the first points that the page was told are kept, in milliseconds. */
const LONGEST_LIFE_MS = 250;

Deno.test("what a killed page was told is kept arrives once, through a network that fails", async () => {
  const service = await temporaryService();
  const far = await serviceSession(service);
  const folder = await Deno.makeTempDir({ prefix: "runlog-killed-page-" });
  const path = await bundleForBrowser("tests/sync/killed_page.ts", folder);
  const script = await Deno.readTextFile(path);
  await Deno.remove(folder, { recursive: true });
  const random = dice(SEED);
  let [faults, points, told] = [0, 0, 0];
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    const file = pageFile(new URL(request.url).pathname, script);
    if (file || random() >= FAULT_CHANCE) return file ?? service.fetch(request);
    faults++;
    return answerLost(request, service.fetch, random() < 0.5);
  });
  let browser = await openBrowser();
  const open = async (): Promise<Page> => {
    const page = await browser.newPage();
    await page.exposeFunction("acknowledge", (points: number) => void (told = points));
    await page.goto(`http://127.0.0.1:${server.addr.port}/page`);
    await page.waitForFunction("globalThis.killedPage");
    return page;
  };
  try {
    for (let trial = 0; trial < TRIALS; trial++) {
      const runName = `trial-${trial}`;
      const page = await open();
      told = 0;
      const ended = page.evaluate(`killedPage.record("${runName}")`).then(() => {}, () => {});
      while (told === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      await new Promise((resolve) => setTimeout(resolve, random() * LONGEST_LIFE_MS));
      if (trial % 2 === 0) browser = await killBrowser(browser);
      else await killRenderer(page);
      await ended;
      const next = await open();
      assertEquals(await next.evaluate("killedPage.sync()"), 0, runName);
      await next.close();
      for (const name of ["loss", "accuracy"]) {
        const run = { experimentName: "pages", runName };
        const history = await getMetricHistory(run, name, { by: "point", session: far });
        assertGreaterOrEqual(history.values.length, told, `${name} of ${runName}`);
        assert(history.kind === "point");
        // Requests that failed come behind others: points are told apart by their steps.
        const { steps, values } = history;
        const arrived = [...steps].map((step, index) => [step, values[index]] as const)
          .toSorted(([a], [b]) => a - b);
        const value = (step: number): number => name === "loss" ? Math.sin(step) : step / 3;
        assertEquals(arrived, arrived.map((_, step) => [step, value(step)]));
        points += history.values.length;
      }
    }
  } finally {
    await browser[Symbol.asyncDispose]();
    await far[Symbol.asyncDispose]();
  }
  console.log(
    `R2, pages killed while recording: ${TRIALS} trials, ${points} points, ${faults} faults of the ` +
      `network, 0 failures (seed ${SEED})`,
  );
});

function pageFile(path: string, script: string): Response | undefined {
  switch (path) {
    case "/page":
      return new Response('<!doctype html><script type="module" src="/page.mjs"></script>', {
        headers: { "content-type": "text/html" },
      });
    case "/page.mjs":
      return new Response(script, { headers: { "content-type": "text/javascript" } });
    default:
      return undefined;
  }
}

/** A server that fails: before the request takes effect, or after it. */
async function answerLost(
  request: Request,
  fetch: (request: Request) => Promise<Response>,
  isLate: boolean,
): Promise<Response> {
  if (isLate) await (await fetch(request)).body?.cancel();
  else await request.body?.cancel();
  return new Response(null, { status: 503 });
}

async function killRenderer(page: Page): Promise<void> {
  const crashed = new Promise((resolve) => page.once("crash", resolve));
  const session = await page.context().newCDPSession(page);
  // It has no answer: the page that would give it is gone.
  session.send("Page.crash").catch(() => {});
  await crashed;
  await page.close();
}
