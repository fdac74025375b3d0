import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { runSamples } from "./docs/page_runner.ts";
import { codeBlocks, pageScripts } from "./support/markdown.ts";
import { runPageScript } from "./support/script_runners.ts";

const readme = await Deno.readTextFile(new URL("../README.md", import.meta.url));
const scripts = pageScripts(readme);

Deno.test("the README has a first script for Deno, Bun and browsers", () => {
  const runtimes = new Set(scripts.map(({ runtime }) => runtime));
  for (const runtime of ["deno", "bun", "browser"]) assert(runtimes.has(runtime), runtime);
});

for (const script of scripts) {
  const { runtime, file } = script;
  Deno.test(`README's ${file} runs in ${runtime} as it stands, and leaves a completed run`, async () => {
    const { output, runs } = await runPageScript(script);
    assertEquals(runs.map(({ status }) => status), ["Completed"]);
    assert(Object.keys(runs[0]?.metrics ?? {}).length > 0);
    if (runtime !== "browser") assertStringIncludes(output, "recorded locally in ./runlog/");
  });
}

Deno.test("README's runlog commands succeed over a store with two runs of the experiment demo", async () => {
  const blocks = codeBlocks(readme)
    .filter(({ language, text }) => language === "sh" && text.startsWith("runlog "));
  assert(blocks.length > 0);
  const folder = await Deno.makeTempDir({ prefix: "runlog-readme-" });
  try {
    await runSamples(blocks.map(({ text }) => `\`\`\`sh\n${text}\`\`\`\n`).join("\n"), folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
