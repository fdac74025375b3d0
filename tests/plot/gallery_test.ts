import { assert, assertEquals } from "@std/assert";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { slowness } from "../support/pace.ts";
import { until } from "../support/until.ts";
import { type Gallery, openGallery } from "./gallery.ts";

/** How soon a page has to answer to feel immediate, in milliseconds on a machine of its own. */
const IMMEDIATE = 100;

Deno.test("figures of recorded runs, in Chromium", async (test) => {
  await using gallery = await openGallery();
  for (const scheme of ["light", "dark"] as const) {
    await test.step(`have no violation of axe's rules and of a strict policy: ${scheme}`, () =>
      checkAccessible(gallery, "", scheme));
  }
  await test.step("keep their own light and dark on a page of the other", async () => {
    await checkAccessible(gallery, "theme=dark", "light");
    await checkAccessible(gallery, "theme=light", "dark");
    await checkAccessible(gallery, "theme=auto", "dark");
  });
  await test.step("read values and hide series by keyboard", async () => {
    const { page } = await gallery.open("");
    await checkSlider(page);
    await checkLegend(page);
    await page.close();
  });
  await test.step("answer input within 100 ms with 20 series of 50,000 points", () =>
    checkAnswers(gallery));
  await test.step("draw a million points, their extremes kept", () => checkMillion(gallery));
});

async function checkAccessible(
  gallery: Gallery,
  query: string,
  scheme: "light" | "dark",
): Promise<void> {
  const { page, complaints } = await gallery.open(query, scheme);
  await page.evaluate("document.querySelectorAll('details').forEach((one) => one.open = true)");
  await page.evaluate(axe.source);
  const violations = await page.evaluate(`axe.run().then(({ violations }) => violations.map(
    ({ id, nodes }) => id + ": " + nodes.map(({ html }) => html.slice(0, 200)).join(" | ")))`);
  assertEquals(violations, []);
  assertEquals(complaints, []);
  assertEquals(await page.locator("figure").count(), 12);
  assertEquals(await page.locator("figure svg[role=img]").count(), 13);
  await page.close();
}

async function checkSlider(page: Page): Promise<void> {
  const slider = page.getByRole("slider").first();
  await slider.focus();
  await page.keyboard.press("Home");
  const spoken = await slider.getAttribute("aria-valuetext") ?? "";
  assert(/^step 0, rate-0-1 1\.\d+, rate-0-3 1\.\d+, rate-0-9 1\.\d+$/.test(spoken), spoken);
  assertEquals(await page.locator("output").first().textContent(), "step 0");
  await page.keyboard.press("End");
  assert((await slider.getAttribute("aria-valuetext"))?.startsWith("step 1,996, rate-0-1 0."));
}

async function checkLegend(page: Page): Promise<void> {
  const entry = page.getByRole("button", { name: "rate-0-3" }).first();
  // Opacity is what changes: a browser need not paint the line again.
  const opacity = (): Promise<unknown> =>
    page.evaluate("getComputedStyle(document.querySelector('.series-1').closest('svg')).opacity");
  assertEquals(await opacity(), "1");
  await entry.focus();
  await page.keyboard.press("Enter");
  assertEquals(await entry.getAttribute("aria-pressed"), "false");
  assertEquals(await opacity(), "0");
  await page.keyboard.press("Enter");
  assertEquals(await opacity(), "1");
}

async function checkAnswers(gallery: Gallery): Promise<void> {
  const { page, complaints } = await gallery.open("show=many");
  // Waits until all has been painted once.
  await page.screenshot();
  await page.evaluate(`globalThis.times = []; addEventListener("keydown", () => {
    const start = performance.now();
    requestAnimationFrame(() => setTimeout(() => times.push(performance.now() - start)));
  }, { capture: true })`);
  const before = slowness();
  const input = await millisecondsOf(page, 'input[type="range"]', "ArrowLeft");
  const toggle = await millisecondsOf(page, "button", "Enter");
  console.log(
    `20 x 50,000 points: drawn in ${await drawnIn(page)} ms, ` +
      `slider ${shown(input)}, legend ${shown(toggle)}`,
  );
  const limit = IMMEDIATE * Math.max(before, slowness());
  // One press of each may meet another program of a busy machine.
  for (const times of [input, toggle]) {
    assert((times.toSorted((a, b) => b - a)[1] ?? 0) < limit, `${times}`);
  }
  assertEquals(complaints, []);
  await page.close();
}

/** The times from each of some key presses to the next frame. */
async function millisecondsOf(page: Page, selector: string, key: string): Promise<number[]> {
  await page.locator(selector).first().focus();
  await page.evaluate("times.length = 0");
  for (let press = 1; press <= 8; press++) {
    await page.keyboard.press(key);
    await until(
      async () => await page.evaluate("times.length") as number >= press,
      `a frame after press ${press}`,
    );
  }
  const times = await page.evaluate("times") as number[];
  assertEquals(times.length, 8);
  return times;
}

function shown(times: readonly number[]): string {
  return `${Math.max(...times).toFixed(1)} ms at most`;
}

async function drawnIn(page: Page): Promise<number> {
  return Math.round(Number(await page.locator("main").getAttribute("data-millis")));
}

async function checkMillion(gallery: Gallery): Promise<void> {
  const { page, complaints } = await gallery.open("show=million");
  const html = await page.locator("figure").innerHTML();
  console.log(`1,000,000 points: drawn in ${await drawnIn(page)} ms, ${html.length} characters`);
  assert(html.length < 100_000);
  await page.locator("summary").click();
  assertEquals(await page.locator("tbody td").allTextContents(), [
    "1,000,000",
    // Rounded: the smallest value is -0.99999999….
    "-1.0000",
    String(Number((Math.sin(777_777 / 5e4) + 9).toPrecision(5))),
    String(Number(Math.sin(999_999 / 5e4).toPrecision(5))),
  ]);
  assertEquals(complaints, []);
  await page.close();
}
