import { assert, assertEquals } from "@std/assert";
import { withRun } from "../../mod.ts";
import { temporaryViewer } from "./temporary_viewer.ts";
import { startWalker } from "./walker.ts";

const SCREENSHOTS = Deno.env.get("RUNLOG_SCREENSHOTS");

Deno.test("the viewer in Chromium marks where a loss diverged, on the run's page and beside others", async () => {
  await using viewer = await temporaryViewer();
  for (const runName of ["good", "bad"]) {
    const names = { experimentName: "demo", runName, session: viewer.session };
    await withRun({ ...names, captureEnvironment: false }, (run) => {
      for (let step = 0; step < 60; step++) {
        const loss = runName === "good" || step < 30 ? 1 / (step + 1) + Math.sin(step) / 20 : 2;
        run.logMetric("loss", runName === "good" || step < 40 ? loss : NaN, { step });
        run.logMetric("rate", runName === "good" || step !== 20 ? step : Infinity, { step });
      }
    });
  }
  await using walker = await startWalker();
  await walker.enter(viewer.url);
  const page = await walker.open(viewer.url);
  const { origin } = viewer;
  const crosses = (title: string) =>
    page.locator("figure", { hasText: title }).first()
      .locator("path[transform][stroke]:not([fill]), g[stroke] > path[transform]");
  await page.goto(`${origin}/?experiment=demo&run=bad`);
  await page.getByText("NaN from step 40 to 59 (20 points)").waitFor();
  await page.getByText("Infinity at step 20").waitFor();
  assert(await crosses("loss").count() >= 2, `${await crosses("loss").count()}`);
  const cell = page.getByRole("row", { name: /^loss/ }).last();
  assertEquals((await cell.innerText()).trim().split("\t").at(-1), "20");
  if (SCREENSHOTS) await page.screenshot({ path: `${SCREENSHOTS}/bad.png`, fullPage: true });
  await page.goto(`${origin}/?compare=demo&run=good&run=bad`);
  await page.getByText("NaN from step 40 to 59 (20 points)").waitFor();
  await page.getByText("59 (1 not finite)").waitFor();
  if (SCREENSHOTS) await page.screenshot({ path: `${SCREENSHOTS}/both.png`, fullPage: true });
  assertEquals(walker.complaints, []);
});
