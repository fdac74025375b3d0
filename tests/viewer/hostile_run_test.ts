import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Page } from "playwright-core";
import { updateRun, withRun } from "../../mod.ts";
import { type TemporaryViewer, temporaryViewer } from "./temporary_viewer.ts";
import { startWalker } from "./walker.ts";

/** Texts that act wherever a text is taken for HTML, a script or an address. */
const ACTING = [
  "<script>globalThis.canary = 1</script>",
  "<img src=x onerror=globalThis.canary=2>",
  "javascript:globalThis.canary=3",
  "\"><svg onload='globalThis.canary=4'>",
  "{{constructor.constructor('globalThis.canary=5')()}}",
  "</td></table><iframe srcdoc='<script>parent.canary=6</script>'>",
];

/** A run that says such things wherever a run may say something. */
async function recordHostile({ session }: TemporaryViewer): Promise<void> {
  const names = { experimentName: "hostile", runName: "run" };
  // What AWS admits in a tag.
  const tags = { "javascript:globalThis.canary=7": "javascript:globalThis.canary=8" };
  const options = { ...names, session, captureEnvironment: false, tags };
  const said = ACTING.join(" ");
  const recording = withRun(options, async (run) => {
    for (const [index, text] of ACTING.entries()) {
      run.logParameter(text, text);
      // A billion steps between two points.
      run.logMetric(text, 1, { step: 0 });
      run.logMetric(text, 2, { step: 1_000_000_000 });
      run.logArtifact(`${index}${text}`, text);
      await run.logFile(new Blob([text], { type: "text/html" }), { name: `file ${index} ${text}` });
      await run.logConfusionMatrix([text, "a"], [text, "a"], { title: text });
    }
    for (const name of ["constructor", "toString", "hasOwnProperty"]) {
      run.logParameter(name, name);
      run.logMetric(name, 1, { step: 0 });
    }
    throw new Error(said);
  });
  await assertRejects(() => recording, Error, said);
  await updateRun(names, { description: said, notes: ACTING.join("\n") }, { session });
}

async function checkInert(page: Page): Promise<void> {
  await page.waitForLoadState("networkidle");
  assertEquals(await page.evaluate("globalThis.canary"), undefined);
  assertEquals(await page.locator("iframe, img, script:not([src='/page.js'])").count(), 0);
  const addresses = await page.evaluate("[...document.links].map(({ href }) => href)") as string[];
  assert(addresses.length > 0 && addresses.every((one) => one.startsWith("http://127.0.0.1:")));
}

Deno.test("nothing that a run, or an address, says acts in the viewer's page", async () => {
  await using viewer = await temporaryViewer();
  await recordHostile(viewer);
  await using walker = await startWalker();
  await walker.enter(viewer.url);
  const run = await walker.open(`${viewer.origin}/?experiment=hostile&run=run`);
  await run.getByRole("heading", { name: "Artifacts" }).waitFor();
  await run.locator("figure").nth(ACTING.length).waitFor();
  assert((await run.locator("dl").textContent())?.includes(ACTING[0] ?? ""), "it is shown as text");
  for (const index of ACTING.keys()) {
    await run.getByRole("button", { name: new RegExp(`^Show file ${index} `) }).click();
    await run.locator("pre.preview").waitFor();
    await checkInert(run);
  }
  for (const text of ACTING) {
    const state = new URLSearchParams([
      ["experiment", "hostile"],
      ["q", `"${text}"`],
      ["sort", `-parameters.${text}`],
      ["column", `parameters.${text}`],
      ["column", text],
    ]);
    const table = await walker.open(`${viewer.origin}/?${state}`);
    await table.getByText(/ of 1 run$|^1 run$/).waitFor();
    await checkInert(table);
    await table.close();
  }
  const compare = await walker.open(
    `${viewer.origin}/?compare=hostile&run=run&scatterX=${encodeURIComponent(ACTING[0] ?? "")}`,
  );
  await compare.locator("figure").first().waitFor();
  await compare.getByText(ACTING[1] ?? "").first().waitFor();
  await checkInert(compare);
  const missing = await walker.open(
    `${viewer.origin}/?experiment=hostile&run=${encodeURIComponent(ACTING[1] ?? "")}`,
  );
  await missing.getByRole("alert").waitFor();
  await checkInert(missing);
  walker.expect("400 (Bad Request)", 1);
  assertEquals(walker.complaints, []);
});
