import { assert, assertEquals } from "@std/assert";
import type { Locator, Page } from "playwright-core";
import { getRun, type Session, withRun } from "../../mod.ts";
import { serveViewer } from "../../src/viewer.ts";
import { type LineageRecorder, lineageRecorder } from "../support/lineage_entities.ts";
import { scriptedAws } from "../support/scripted_aws.ts";
import { temporaryService } from "../support/services.ts";
import { assertAccessible } from "./accessible.ts";
import { temporaryViewer } from "./temporary_viewer.ts";
import { startWalker, type Walker } from "./walker.ts";

/** Where pictures are kept, if anywhere. */
const SCREENSHOTS = Deno.env.get("RUNLOG_SCREENSHOTS");

/** Records a run of the experiment "penguins", and gives its ARN. */
async function recordRun(session: Session, runName: string, hasFiles = false): Promise<string> {
  const names = { experimentName: "penguins", runName };
  await withRun({ ...names, session, captureEnvironment: false }, async (run) => {
    if (!hasFiles) return;
    run.logArtifact("config", "s3://data/config.json", { isOutput: false });
    await run.logText("text", { name: "notes.txt" });
    run.logArtifact("weights", "s3://models/penguins/model.tar.gz");
  });
  return (await getRun(names, { session })).arn;
}

/** Data, the run that made it, the runs that used it, their model, and its deployment. */
async function recordStory(session: Session): Promise<void> {
  const lineage = await lineageRecorder(session);
  const { link } = lineage;
  const [prepare, train] = [
    await recordRun(session, "prepare"),
    await recordRun(session, "train", true),
  ];
  const [other, evaluate] = [
    await recordRun(session, "train-2"),
    await recordRun(session, "evaluate"),
  ];
  const raw = await lineage.artifact("raw", "DataSet");
  const clean = await lineage.artifact("clean", "DataSet", "s3://data/clean", { rows: "333" });
  const model = await lineage.artifact("model", "Model", "s3://models/penguins/model.tar.gz");
  const deploy = await lineage.action("deploy", "ModelDeployment", {
    Status: "InProgress",
    Description: "To the staging account",
    Properties: { approver: "ada", ticket: "ML-482" },
  });
  const endpoint = await lineage.context("endpoint", "Endpoint", {
    Description: "Serves the penguins",
    Properties: { instances: "2" },
  });
  await link(raw, prepare, "ContributedTo");
  await link(prepare, clean, "Produced");
  await link(raw, clean, "DerivedFrom");
  for (const run of [train, other]) await link(clean, run, "ContributedTo");
  await link(train, model, "Produced");
  await link(model, deploy);
  await link(model, evaluate, "ContributedTo");
  await link(deploy, endpoint, "AssociatedWith");
  let last = endpoint;
  for (let index = 1; index <= 9; index++) {
    const next = await lineage.context(`traffic-${index}`, "Traffic");
    await link(last, next, "AssociatedWith");
    last = next;
  }
}

/** Opens a run, and scrolls to its lineage. */
async function openLineage(
  walker: Walker,
  address: string,
  width: number,
  scheme: "light" | "dark" = "light",
): Promise<Page> {
  const page = await walker.open(address, scheme);
  await page.setViewportSize({ width, height: 900 });
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.locator(".lineage-place").scrollIntoViewIfNeeded();
  await page.locator(".lineage-place").evaluate((place) => place.scrollIntoView());
  await page.locator(".lineage .card").first().waitFor();
  await page.locator(".lineage .card.artifact, .lineage .card.context").first().waitFor();
  return page;
}

/** The card of an entity, by its name. */
function cardOf(page: Page, name: string): Locator {
  return page.locator(".lineage .card").filter({
    has: page.locator(".name").getByText(name, { exact: true }).or(
      page.getByRole("button", { name, exact: true }),
    ),
  });
}

/** Titles of the columns with the names of their cards. */
async function columnsIn(page: Page): Promise<readonly (readonly string[])[]> {
  const steps = await page.locator(".lineage .step").all();
  return await Promise.all(steps.map(async (step) => [
    ...await step.locator("h3").allTextContents(),
    ...(await step.locator(".card .name").allTextContents()).toSorted(),
  ]));
}

/** Whether nothing is wider than the window, and no card is over another. */
async function assertLaidOut(page: Page): Promise<void> {
  assert(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it fits");
  const boxes = await Promise.all(
    (await page.locator(".lineage .card").all()).map((card) => card.boundingBox()),
  );
  for (const [index, one] of boxes.entries()) {
    for (const other of boxes.slice(index + 1)) {
      assert(one && other);
      const isApart = one.x + one.width <= other.x || other.x + other.width <= one.x ||
        one.y + one.height <= other.y || other.y + other.height <= one.y;
      assert(isApart, JSON.stringify([one, other]));
    }
  }
}

async function picture(page: Page, name: string): Promise<void> {
  if (!SCREENSHOTS) return;
  await page.locator("section[aria-labelledby=lineage]").screenshot({
    path: `${SCREENSHOTS}/${name}.png`,
  });
}

Deno.test("the viewer in Chromium shows a run's lineage", async (test) => {
  await using viewer = await temporaryViewer();
  await recordStory(viewer.session);
  await recordRun(viewer.session, "alone");
  await using walker = await startWalker();
  await walker.enter(viewer.url);
  const train = `${viewer.origin}/?experiment=penguins&run=train`;
  await test.step("columns before and after the run, associations in words, and what the run records", async () => {
    const page = await openLineage(walker, train, 1440);
    assertEquals(await columnsIn(page), [
      ["2 steps before", "prepare", "raw"],
      ["1 step before", "clean", "config"],
      ["This run", "train"],
      // The output "weights" is the artifact with its address.
      ["1 step after", "model", "notes.txt"],
      ["2 steps after", "deploy", "evaluate"],
      ["3 steps after", "endpoint"],
    ]);
    const links = async (name: string): Promise<readonly string[]> =>
      (await cardOf(page, name).locator(".links li").allInnerTexts()).map((text) =>
        text.replace(/\s+/g, " ")
      );
    const raw = (await cardOf(page, "raw").locator(".links li").allTextContents()).toSorted();
    assertEquals(raw, ["ContributedTo →  to prepare", "DerivedFrom →  to clean"]);
    assertEquals((await links("deploy")).length, 1);
    assertEquals(
      await cardOf(page, "deploy").locator(".links li").textContent(),
      "associated ←  from model",
    );
    assertEquals(await cardOf(page, "deploy").locator(".status").textContent(), "in progress");
    assertEquals(
      await cardOf(page, "deploy").locator(".aside").first().textContent(),
      "Action · ModelDeployment",
    );
    // Curves lead from a card to the one of the next column: all but the one within a column.
    await page.locator(".lineage .curves path").nth(6).waitFor({ state: "attached" });
    assertEquals(await page.locator(".lineage .curves path").count(), 7);
    await cardOf(page, "model").hover();
    await page.locator(".lineage .curves .lit").nth(2).waitFor({ state: "attached" });
    assertEquals(await page.locator(".lineage .curves .lit").count(), 3);
    await page.close();
  });
  await test.step("details open by keyboard, and lead from data to the runs that made and used it", async () => {
    const page = await openLineage(walker, train, 1440);
    await page.getByRole("button", { name: "deploy", exact: true }).focus();
    await page.keyboard.press("Enter");
    const details = page.getByRole("group", { name: "Details of deploy" });
    await details.getByText("To the staging account").waitFor();
    for (const text of ["approver", "ada", "ML-482", "s3://bucket/source", "Created"]) {
      assertEquals(await details.getByText(text, { exact: true }).count(), 1, text);
    }
    await page.keyboard.press("Space");
    await details.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "clean", exact: true }).press("Enter");
    const clean = page.getByRole("group", { name: "Details of clean" });
    await clean.getByRole("heading", { name: "Used by" }).waitFor();
    const users = await clean.locator(".users").allInnerTexts();
    assertEquals(users.map((text) => text.split("\n").toSorted()), [
      ["prepare Produced", "raw DerivedFrom"],
      ["train ContributedTo", "train-2 ContributedTo"],
    ]);
    await clean.getByRole("link", { name: "train-2" }).click();
    await page.getByRole("heading", { level: 1, name: "train-2" }).waitFor();
    await page.close();
  });
  await test.step("a chain is read on where it ends, and the first new card has the focus", async () => {
    const page = await openLineage(walker, train, 1440);
    for (const [from, to] of [["endpoint", 1], ["traffic-3", 4], ["traffic-6", 7]] as const) {
      await page.getByRole("button", { name: `More after ${from}` }).press("Enter");
      await page.getByRole("button", { name: `traffic-${to}`, exact: true }).waitFor();
      const focused = page.locator(":focus");
      while (await focused.textContent() !== `traffic-${to}`) await page.waitForTimeout(20);
    }
    assertEquals(await page.getByRole("button", { name: /^More / }).count(), 0);
    assertEquals(await page.locator(".lineage .step").count(), 15);
    await assertLaidOut(page);
    await page.close();
  });
  await test.step("it is accessible and fits, wide and narrow, in light and dark", async () => {
    for (const scheme of ["light", "dark"] as const) {
      for (const width of [1440, 390]) {
        const page = await openLineage(walker, train, width, scheme);
        await page.getByRole("button", { name: "deploy", exact: true }).click();
        await page.getByRole("button", { name: "clean", exact: true }).click();
        await page.getByRole("heading", { name: "Used by" }).waitFor();
        await assertLaidOut(page);
        const boxes = await Promise.all(
          (await page.locator(".lineage .step").all()).map((step) => step.boundingBox()),
        );
        const places = new Set(boxes.map((box) => box?.x));
        assertEquals(places.size, width === 390 ? 1 : 6, "columns are stacked in a narrow window");
        await picture(page, `lineage-${scheme}-${width}`);
        await assertAccessible(page, `${scheme} ${width}`);
        if (width === 390) {
          const other = cardOf(page, "clean").locator(".links .other");
          assertEquals(await other.textContent(), " →  to train");
          assert(((await other.boundingBox())?.width ?? 0) > 20, "the other end is in sight");
          const { height } =
            await page.getByRole("button", { name: "clean", exact: true }).boundingBox() ?? {};
          assert((height ?? 0) >= 40, String(height));
        }
        await page.close();
      }
    }
  });
  await test.step("a run without lineage shows no lineage", async () => {
    const page = await walker.open(`${viewer.origin}/?experiment=penguins&run=alone`);
    const answered = page.waitForResponse(/api\/lineage/);
    await page.locator(".lineage-place").waitFor({ state: "attached" });
    await (await answered).finished();
    await page.waitForLoadState("networkidle");
    assertEquals(await page.locator(".lineage-place").textContent(), "");
    await page.close();
  });
  assertEquals(walker.complaints, []);
});

Deno.test("the viewer shows a run with 500 neighbors in AWS with few requests, and 8 cards at first", async () => {
  await using service = await temporaryService();
  const { session, calls, reset } = await scriptedAws(service, undefined, { turns: 0 });
  const hub = await recordRun(session, "hub");
  await recordNeighbors(await lineageRecorder(session), hub, 500);
  await using viewer = await serveViewer({ session });
  const { origin } = new URL(viewer.url);
  await using walker = await startWalker();
  await walker.enter(viewer.url);
  reset();
  const page = await openLineage(walker, `${origin}/?experiment=penguins&run=hub`, 1440);
  await page.waitForLoadState("networkidle");
  const sent = calls.map(({ operation }) => operation);
  assertEquals(sent.filter((operation) => operation === "QueryLineage").length, 2);
  const described = sent.filter((operation) => operation === "DescribeContext").length;
  assert(described > 0 && described <= 16, String(described));
  const shown = page.locator(".lineage .card.context");
  assertEquals(await shown.count(), 8);
  await picture(page, "lineage-hub");
  await page.getByRole("button", { name: "Show 8 more" }).click();
  assertEquals(await shown.count(), 16);
  reset();
  await page.getByRole("button", { name: "Load more after this run" }).click();
  await shown.nth(31).waitFor();
  const more = calls.map(({ operation }) => operation);
  assertEquals(more.filter((operation) => operation === "QueryLineage").length, 1);
  assert(more.length <= 18, more.join());
  await assertLaidOut(page);
  assertEquals(walker.complaints, []);
  await session[Symbol.asyncDispose]();
});

async function recordNeighbors(
  lineage: LineageRecorder,
  hub: string,
  count: number,
): Promise<void> {
  for (let index = 0; index < count; index++) {
    await lineage.link(hub, await lineage.context(`part-${index}`, "Shard"), "Produced");
  }
}

Deno.test("nothing that lineage says acts in the viewer's page", async () => {
  const acting = "<img src=x onerror=globalThis.canary=1>javascript:globalThis.canary=2";
  await using viewer = await temporaryViewer();
  const { session } = viewer;
  const run = await recordRun(session, "run");
  const lineage = await lineageRecorder(session);
  const data = await lineage.artifact(undefined, "Data", acting, { [acting]: acting });
  const facts = { Description: acting, Properties: { [acting]: acting } };
  const action = await lineage.action("action", acting.slice(0, 40), {
    Status: "Failed",
    ...facts,
  });
  await lineage.link(data, run, "ContributedTo");
  await lineage.link(run, action);
  await using walker = await startWalker();
  await walker.enter(viewer.url);
  const page = await openLineage(walker, `${viewer.origin}/?experiment=penguins&run=run`, 390);
  for (const button of await page.locator(".lineage button.name").all()) await button.click();
  await page.getByRole("heading", { name: "Used by" }).waitFor();
  // As name, address, property and its value; as description, property and value of the action.
  assertEquals(await page.locator(".lineage").getByText(acting, { exact: true }).count(), 7);
  assertEquals(await page.locator(".lineage img, .lineage a[href^=javascript]").count(), 0);
  assertEquals(await page.evaluate("globalThis.canary"), undefined);
  await assertLaidOut(page);
  assertEquals(walker.complaints, []);
});
