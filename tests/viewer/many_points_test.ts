import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { openStore } from "../local/test_service.ts";
import { slowness } from "../support/pace.ts";
import { fillStore } from "../support/fill_store.ts";
import { until } from "../support/until.ts";
import { temporaryViewer } from "./temporary_viewer.ts";
import { startWalker } from "./walker.ts";

/** How soon a page has to answer to feel immediate, in milliseconds on a machine of its own. */
const IMMEDIATE = 100;
const RUNS = 20;
const POINTS = 50_000;

/** Gives the first runs of a store a long history. */
async function recordHistories(folder: string): Promise<void> {
  const store = openStore(folder);
  const experimentName = "long";
  await fillStore(store, { experimentName, runs: 1_000, parameters: ["lr"], metrics: ["loss"] });
  for (let run = 0; run < RUNS; run++) {
    const row = (step: number): number => Math.exp(-step / (2_000 * (run + 1))) + Math.random() / 9;
    const steps = Float64Array.from({ length: POINTS }, (_, step) => step);
    await store.write(({ points }) =>
      points.put({
        trialComponentName: `long-r${run}`,
        token: `long-r${run}`,
        names: ["long-loss"],
        series: new Uint32Array(POINTS),
        values: steps.map(row),
        timestamps: steps.map((step) => 1e15 + step * 1000),
        steps,
      }, 1e12)
    );
  }
  await store.close();
}

Deno.test("a comparison of 20 runs of 50,000 points answers input within 100 ms", async () => {
  await using viewer = await temporaryViewer();
  await recordHistories(viewer.folder);
  await using walker = await startWalker();
  await walker.enter(viewer.url);
  const runs = Array.from({ length: RUNS }, (_, run) => `run=r${run}`).join("&");
  const started = performance.now();
  const page = await walker.open(`${viewer.origin}/?compare=long&${runs}`);
  const chart = page.locator("figure").filter({ hasText: "long-loss" }).first();
  await chart.locator("svg[role=img]").first().waitFor();
  const drawn = performance.now() - started;
  await page.waitForLoadState("networkidle");
  await page.screenshot();
  await page.evaluate(`globalThis.times = []; addEventListener("keydown", () => {
    const start = performance.now();
    requestAnimationFrame(() => setTimeout(() => times.push(performance.now() - start)));
  }, { capture: true })`);
  const before = slowness();
  const slider = await timesOf(page, () => chart.locator("input[type=range]").focus(), "ArrowLeft");
  const legend = await timesOf(page, () => chart.locator("button").first().focus(), "Enter");
  console.log(
    `20 x 50,000 points compared: drawn after ${drawn.toFixed(0)} ms; ` +
      `slider ${Math.max(...slider).toFixed(1)} ms, legend ${Math.max(...legend).toFixed(1)} ms`,
  );
  const limit = IMMEDIATE * Math.max(before, slowness());
  for (const times of [slider, legend]) {
    // One press of each may meet another program of a busy machine.
    assert((times.toSorted((a, b) => b - a)[1] ?? 0) < limit, `${times}`);
  }
  assertEquals(walker.complaints, []);
});

/** The times from each of eight key presses to the next frame. */
async function timesOf(
  page: Page,
  focus: () => Promise<void>,
  key: string,
): Promise<readonly number[]> {
  await focus();
  await page.evaluate("times.length = 0");
  for (let press = 1; press <= 8; press++) {
    await page.keyboard.press(key);
    await until(
      async () => await page.evaluate("times.length") as number >= press,
      `a frame after press ${press}`,
    );
  }
  return await page.evaluate("times") as number[];
}
