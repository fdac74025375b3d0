import { assert, assertEquals } from "@std/assert";
import axe from "axe-core";
import { listRuns } from "../../../mod.ts";
import { bundleForBrowser } from "../../support/bundle.ts";
import { buildWithFramework } from "../../support/tools.ts";
import { openSite } from "./site.ts";

const EXAMPLE = `${import.meta.dirname}/../../../examples/observable_notebook`;

/** What Framework's parser takes. */
const MODULES = bundleModules("--target=es2022");

Deno.test("the notebook page reads runs with temporary credentials, records one, and plots both", async () => {
  await using site = await openSite(EXAMPLE, "page.html", await MODULES);
  const { page, session, complaints } = site;
  await page.locator("#account figure").nth(1).waitFor()
    .catch((cause) => {
      throw new Error(complaints.join("\n"), { cause });
    });
  const legend = await page.locator("#account figure").first().locator("ul").textContent();
  assert(legend?.includes("slow") && legend.includes("fast"), `${legend}`);
  for (let beat = 0; beat < 4; beat++) await page.click("#beat");
  await page.click("#finish");
  await page.locator("#own figure").waitFor();
  assert((await page.locator("#own td").first().textContent()) === "3");
  const runs = await Array.fromAsync(listRuns({ experimentName: "beats", session }));
  assertEquals(runs.map(({ status }) => status), ["Completed"]);
  assertEquals(runs[0]?.metrics["pause"]?.count, 3);
  await page.evaluate(axe.source);
  assertEquals(
    await page.evaluate("axe.run().then(({ violations }) => violations.map(({ id }) => id))"),
    [],
  );
  assertEquals(complaints, []);
});

Deno.test("Observable Framework builds a page that reads runs, records one, and plots both", async () => {
  const folder = await Deno.makeTempDir({ prefix: "runlog-framework-" });
  try {
    const { library, plot } = await MODULES;
    await Deno.mkdir(`${folder}/src/runlog`, { recursive: true });
    await Deno.writeTextFile(`${folder}/src/runlog/library.js`, library);
    await Deno.writeTextFile(`${folder}/src/runlog/plot.js`, plot);
    // JSR's modules as they would come, from a place within reach.
    const markdown = (await Deno.readTextFile(`${EXAMPLE}/framework/index.md`))
      .replace('"jsr:@runlog/sagemaker@0.1"', '"./runlog/library.js"')
      .replace('"jsr:@runlog/sagemaker@0.1/plot"', '"./runlog/plot.js"');
    await Deno.writeTextFile(`${folder}/src/index.md`, markdown);
    await Deno.writeTextFile(`${folder}/observablehq.config.js`, 'export default { root: "src" };');
    await buildWithFramework(folder);
    await using site = await openSite(`${folder}/dist`, "index.html", { library, plot });
    const { page, session, complaints } = site;
    await page.locator("figure.runlog-figure").nth(2).waitFor()
      .catch(async (cause) => {
        const shown = await page.locator("main").textContent();
        throw new Error(`${complaints.join("\n")}\n${shown}`, { cause });
      });
    assertEquals(await page.locator("figcaption").allTextContents(), [
      "Loss of recorded runs",
      "What they differ in",
      "Noise of this visit",
    ]);
    const runs = await Array.fromAsync(listRuns({ experimentName: "visits", session }));
    assertEquals(runs.map(({ status, metrics }) => [status, metrics["noise"]?.count]), [
      ["Completed", 20],
    ]);
    assertEquals(complaints, []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

async function bundleModules(
  ...options: readonly string[]
): Promise<{ readonly library: string; readonly plot: string }> {
  const folder = await Deno.makeTempDir({ prefix: "runlog-modules-" });
  try {
    const library = await Deno.readTextFile(await bundleForBrowser("mod.ts", folder, options));
    const plot = await Deno.readTextFile(
      await bundleForBrowser("src/plot.ts", folder, options),
    );
    return { library, plot };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
