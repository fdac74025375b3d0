import { assert, assertEquals, assertMatch } from "@std/assert";
import { fromFileUrl } from "@std/path";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { getRun, listRuns, startRun, withRun } from "../../mod.ts";
import { newSecret } from "../../src/server/secret.ts";
import { openStore } from "../local/test_service.ts";
import { fillStore } from "../support/fill_store.ts";
import { until } from "../support/until.ts";
import { artifactsIn, type TemporaryViewer, temporaryViewer } from "./temporary_viewer.ts";
import { startWalker, type Walker } from "./walker.ts";

const ROOT = fromFileUrl(new URL("../../", import.meta.url));

/** Where pictures of each place are kept, if anywhere: RUNLOG_SCREENSHOTS. */
const SCREENSHOTS = Deno.env.get("RUNLOG_SCREENSHOTS");

/** The example's own runs, recorded as `deno task demo` does. */
async function runDemo(folder: string): Promise<void> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-A", `--config=${ROOT}deno.json`, "examples/train_penguins/main.ts"],
    cwd: ROOT,
    env: { RUNLOG_SESSION: `local:${folder}` },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  assert(success, new TextDecoder().decode(stderr));
}

/** The confusion matrix that the demo does not log. */
async function logMatrices({ session }: TemporaryViewer): Promise<void> {
  const experimentName = "penguins";
  for await (const { runName } of listRuns({ experimentName, session })) {
    const names = { experimentName, runName, session, captureEnvironment: false };
    await withRun(names, async (run) => {
      const [truth, guess] = [["Adelie", "Gentoo", "Chinstrap"], ["Adelie", "Gentoo", "Adelie"]];
      await run.logConfusionMatrix(truth, guess, { title: "Test penguins" });
    });
  }
}

async function checkAccessible(page: Page, name: string): Promise<void> {
  if (SCREENSHOTS) await page.screenshot({ path: `${SCREENSHOTS}/${name}.png`, fullPage: true });
  // The page's policy keeps scripts of others out; what a debugger evaluates is no script of the page.
  await page.evaluate(axe.source);
  const violations = await page.evaluate(`axe.run().then(({ violations }) => violations.map(
    ({ id, nodes }) => id + ": " + nodes.map(({ html }) => html.slice(0, 200)).join(" | ")))`);
  assertEquals(violations, [], name);
}

/** The words of the first columns of the rows in sight. */
async function names(page: Page): Promise<readonly string[]> {
  return await page.locator("table.runs td.name").allTextContents();
}

Deno.test("the viewer in Chromium, on the demo's runs", async (test) => {
  await using viewer = await temporaryViewer();
  await runDemo(viewer.folder);
  await logMatrices(viewer);
  await using walker = await startWalker();
  await walker.enter(viewer.url);
  const penguins = `${viewer.origin}/?experiment=penguins`;
  await test.step("from experiments to runs to a run to its confusion matrix", () =>
    walkToMatrix(viewer, walker));
  await test.step("runs are sorted, filtered and given columns, and the address keeps it", () =>
    sortAndFilter(walker, penguins));
  await test.step("runs are compared: differences, curves, values, graphs", () =>
    compare(walker, penguins));
  await test.step("a run that records is watched live", () => watch(viewer, walker));
  await test.step("runs are renamed, archived and deleted, after a question", () =>
    tidyUp(viewer, walker));
  await test.step("every place is accessible in light and dark", () => checkPlaces(viewer, walker));
  assertEquals(walker.complaints, []);
});

async function walkToMatrix(viewer: TemporaryViewer, walker: Walker): Promise<void> {
  const page = await walker.open(viewer.url);
  await page.getByRole("link", { name: "penguins" }).click();
  await page.getByRole("link", { name: /^wide-/ }).click();
  assertMatch(await page.title(), /^wide-\w+ · penguins · runlog$/);
  const matrix = page.locator("figure").filter({ hasText: "Test penguins" });
  await matrix.locator("summary").click();
  const counts = await matrix.locator("tbody td").allTextContents();
  assertEquals(counts.length >= 9, true);
  assertEquals(await page.locator("figure svg[role=img]").count(), 6);
  await page.getByRole("button", { name: "Show model.json" }).click();
  await page.locator("pre.preview").waitFor();
  assert((await page.locator("pre.preview").textContent())?.startsWith("{"));
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download model.json" }).click();
  assertEquals((await download).suggestedFilename(), "model.json");
  await page.goBack();
  await page.getByRole("heading", { name: "penguins" }).waitFor();
  await page.close();
}

async function sortAndFilter(walker: Walker, address: string): Promise<void> {
  const page = await walker.open(address);
  await page.getByText("3 runs", { exact: true }).waitFor();
  await page.getByRole("button", { name: "test:accuracy" }).click();
  await page.locator("th[aria-sort=ascending]").waitFor();
  const ascending = await names(page);
  await page.getByRole("button", { name: "test:accuracy" }).click();
  await page.locator("th[aria-sort=descending]").waitFor();
  assertEquals(ascending.length, 3);
  assertEquals(new Set(await names(page)), new Set(ascending));
  const search = page.getByRole("searchbox", { name: "Search runs" });
  await search.fill("hiddenUnits=16 weightDecay<0.001");
  await page.getByText("1 of 3 runs").waitFor();
  assertMatch((await names(page)).join(), /^wide-\w+$/);
  await page.getByText("Columns", { exact: true }).click();
  await page.getByRole("checkbox", { name: "parameters.seed", exact: true }).check();
  await checkAccessible(page, "columns-light");
  // Whoever is sent the address sees the same.
  const shared = await walker.open(page.url());
  await shared.getByText("1 of 3 runs").waitFor();
  assertEquals(await names(shared), await names(page));
  assertEquals(await shared.getByRole("button", { name: "seed" }).count(), 1);
  assertEquals(await shared.locator("th[aria-sort=descending]").count(), 1);
  await shared.close();
  await page.close();
}

async function compare(walker: Walker, address: string): Promise<void> {
  const page = await walker.open(address);
  await page.getByText("3 runs", { exact: true }).waitFor();
  for (const box of await page.getByRole("checkbox", { name: /^Select / }).all()) {
    await box.check();
  }
  await page.getByRole("button", { name: "Compare 3 runs" }).click();
  await page.getByRole("heading", { name: "Compare 3 runs" }).waitFor();
  const rows = page.locator(".differences tbody tr");
  await rows.first().waitFor();
  const properties = await page.locator(".differences tbody th").allTextContents();
  assert(properties.some((name) => name.startsWith("hiddenUnits")));
  assert(!properties.some((name) => name.startsWith("epochs")), "what is alike is left out");
  const loss = page.locator("figure").filter({ hasText: "validation:loss" }).first();
  await loss.waitFor();
  const path = (): Promise<string | null> => loss.locator("path[d]").last().getAttribute("d");
  const linear = await path();
  await page.getByRole("combobox", { name: "Scale" }).selectOption("log");
  await page.waitForURL(/scale=log/);
  await until(async () => await path() !== linear, "another path");
  await page.getByLabel("Smoothing").fill("0.9");
  await page.waitForURL(/smooth=0.9/);
  await page.getByRole("combobox", { name: "X axis" }).selectOption("elapsed");
  await page.getByText("elapsed time (s)").first().waitFor();
  await page.getByRole("combobox", { name: "X value" }).selectOption("learningRate");
  await page.waitForURL(/scatterX=learningRate/);
  assertEquals(await page.locator("figure").filter({ hasText: /^Test penguins: / }).count(), 3);
  await page.close();
}

async function watch(viewer: TemporaryViewer, walker: Walker): Promise<void> {
  const { session } = viewer;
  const names = { experimentName: "penguins", runName: "watched" };
  const list = await walker.open(`${viewer.origin}/?experiment=penguins`);
  await list.getByText("3 runs", { exact: true }).waitFor();
  const run = await startRun({ ...names, session, captureEnvironment: false });
  run.logMetric("loss", 1, { step: 0 });
  await run.flush();
  await list.getByText("4 runs", { exact: true }).waitFor();
  await list.getByText("in progress").waitFor();
  const page = await walker.open(`${viewer.origin}/?experiment=penguins&run=watched`);
  await page.locator("figure svg[role=img]").first().waitFor();
  const points = page.getByRole("group", { name: "Results" }).locator("tbody td").nth(3);
  assertEquals(await points.textContent(), "1");
  for (let step = 1; step < 8; step++) run.logMetric("loss", 1 / step, { step });
  await run.flush();
  await until(async () => await points.textContent() === "8", "8 points in the table");
  const description = page.locator("figure svg[role=img]").first();
  await until(
    async () => (await description.getAttribute("aria-label"))?.includes("8 points") === true,
    "8 points in the chart",
  );
  await run.close();
  await page.getByText("completed").waitFor();
  await list.locator("tr").filter({ hasText: "watched" }).getByText("completed").waitFor();
  await page.close();
  await list.close();
}

async function tidyUp({ origin, session }: TemporaryViewer, walker: Walker): Promise<void> {
  const page = await walker.open(`${origin}/?experiment=penguins&run=watched`);
  await page.getByRole("button", { name: "Edit…" }).click();
  await checkAccessible(page, "edit-light");
  await page.getByLabel("Display name").fill("not legal!");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("dialog").getByRole("alert").waitFor();
  walker.expect("400 (Bad Request)", 1);
  await page.getByLabel("Display name").fill("Renamed");
  await page.getByLabel("Notes").fill("Two\nlines");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { name: "Renamed" }).waitFor();
  const names = { experimentName: "penguins", runName: "watched" };
  assertEquals((await getRun(names, { session })).notes, "Two\nlines");
  await page.getByRole("button", { name: "Archive" }).click();
  await page.getByText("archived", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Delete…" }).click();
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  assertEquals((await getRun(names, { session })).isArchived, true, "a question is no order");
  await page.getByRole("button", { name: "Delete…" }).click();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByText("3 runs", { exact: true }).waitFor();
  assertEquals(await getRun(names, { session }).catch(({ name }) => name), "RunNotFoundError");
  for (const runName of ["a", "b"]) {
    await withRun({ experimentName: "short-lived", runName, session }, async (run) => {
      await run.logRocCurve([0, 1], [0.2, 0.7], { title: runName });
    });
  }
  const artifacts = await artifactsIn(session);
  await page.goto(`${origin}/?experiment=short-lived&run=b`);
  await page.getByRole("button", { name: "Delete…" }).click();
  const lineage = page.getByLabel(/^Also delete lineage/);
  assert(!await lineage.isChecked(), "lineage is kept unless chosen");
  await lineage.check();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByText("1 run", { exact: true }).waitFor();
  assertEquals(await artifactsIn(session), artifacts - 1);
  await page.goto(origin);
  await page.getByRole("button", { name: "Delete experiment short-lived" }).click();
  await page.getByText("This permanently deletes 1 run in 1 run group").waitFor();
  const remove = page.getByRole("button", { name: "Delete", exact: true });
  assert(await remove.isDisabled(), "its name is to be typed first");
  await checkAccessible(page, "delete-light");
  await page.getByLabel("Type short-lived to confirm").fill("short-lived");
  await remove.click();
  await page.getByText("1 experiment", { exact: true }).waitFor();
  assertEquals(await artifactsIn(session), artifacts - 1);
  await page.close();
}

async function checkPlaces({ origin }: TemporaryViewer, walker: Walker): Promise<void> {
  const list = await walker.open(`${origin}/?experiment=penguins`);
  await list.getByText("3 runs", { exact: true }).waitFor();
  const runs = await names(list);
  await list.close();
  const places = {
    experiments: "/",
    runs: "/?experiment=penguins",
    run: `/?experiment=penguins&run=${runs[0]}`,
    compare: `/?compare=penguins&${runs.map((run) => `run=${run}`).join("&")}`,
    missing: "/?experiment=penguins&run=none",
  };
  for (const scheme of ["light", "dark"] as const) {
    for (const [name, path] of Object.entries(places)) {
      const page = await walker.open(`${origin}${path}`, scheme);
      const isThere = name === "missing"
        ? "[role=alert]"
        : name === "run" || name === "compare"
        ? "figure"
        : "tbody tr";
      await page.locator(isThere).first().waitFor();
      await page.waitForLoadState("networkidle");
      await checkAccessible(page, `${name}-${scheme}`);
      await page.close();
    }
  }
  // The browser tells of the answer 404 that is asked for here.
  walker.expect("404 (Not Found)", 2);
}

Deno.test("the viewer in Chromium asks for its token, and says how to begin in an empty store", async () => {
  const token = newSecret();
  await using viewer = await temporaryViewer({ token });
  await using walker = await startWalker();
  for (const scheme of ["light", "dark"] as const) {
    const stranger = await walker.open(viewer.origin, scheme);
    await stranger.getByRole("heading", { name: "Sign in with the viewer's token" }).waitFor();
    await checkAccessible(stranger, `token-${scheme}`);
    await stranger.close();
  }
  const page = await walker.open(viewer.origin);
  await page.getByLabel("Token").fill("guessed");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("Invalid token").waitFor();
  await page.getByLabel("Token").fill(token);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("No experiments yet").waitFor();
  await checkAccessible(page, "empty-light");
  const { session } = viewer;
  await withRun({ experimentName: "begun", runName: "first", session }, () => {});
  await page.getByRole("link", { name: "begun" }).waitFor();
  // Answers 401 before the token was right, of which the browser tells.
  walker.expect("401 (Unauthorized)", walker.complaints.length);
  assertEquals(walker.complaints, []);
});

Deno.test("the viewer in Chromium, on ten thousand runs", async () => {
  await using viewer = await temporaryViewer();
  const store = openStore(viewer.folder);
  await fillStore(store, {
    experimentName: "many",
    runs: 10_000,
    parameters: ["lr", "layers", "seed"],
    metrics: ["loss", "accuracy"],
  });
  await store.close();
  await using walker = await startWalker();
  await walker.enter(viewer.url);
  const started = performance.now();
  const page = await walker.open(`${viewer.origin}/?experiment=many`);
  await page.locator("table.runs td.name").first().waitFor();
  const first = performance.now() - started;
  await page.getByText("10,000 runs", { exact: true }).waitFor();
  const all = performance.now() - started;
  const rows = await page.locator("table.runs tbody tr").count();
  assert(rows < 60, `only rows in sight are there: ${rows}`);
  const sort = await millisecondsTo(
    page,
    "button[title='metrics.loss']",
    "th[aria-sort=ascending]",
  );
  assertEquals((await names(page))[0], "r0");
  await page.evaluate("document.querySelector('.scroll.rows').scrollTo(0, 1e6)");
  await page.locator("tr[aria-rowindex='10001']").waitFor();
  const filter = page.getByRole("searchbox", { name: "Search runs" });
  await filter.fill("metrics.loss<0.01 parameters.lr>=500");
  await page.getByText(/^\d+ of 10,000 runs$/).waitFor();
  const losses = await page.locator("table.runs tbody tr:not(.spacer) td:nth-child(7)")
    .allTextContents();
  assert(losses.length > 0 && losses.every((text) => Number(text) < 0.01), losses.join());
  console.log(
    `10,000 runs: first rows after ${first.toFixed(0)} ms, all after ${all.toFixed(0)} ms, ` +
      `sorted in ${sort.toFixed(0)} ms`,
  );
  await checkAccessible(page, "many-light");
  assertEquals(walker.complaints, []);
});

/** From a press to what shows that it was heard. */
async function millisecondsTo(page: Page, button: string, shown: string): Promise<number> {
  return await page.evaluate(`new Promise((resolve) => {
    const start = performance.now();
    document.querySelector(${JSON.stringify(button)}).click();
    const look = () => document.querySelector(${JSON.stringify(shown)})
      ? resolve(performance.now() - start) : requestAnimationFrame(look);
    look();
  })`);
}
