import { assert, assertEquals } from "@std/assert";
import { codeBlocks, pageScripts } from "../support/markdown.ts";
import { docPages } from "../support/pages.ts";
import { runPageScript } from "../support/script_runners.ts";
import { layOutImports } from "./import_files.ts";
import { runSamples } from "./page_runner.ts";

const ROOT = new URL("../../", import.meta.url);
const pages = await Promise.all(
  (await docPages()).map(async (path) =>
    [path, await Deno.readTextFile(new URL(path, ROOT))] as const
  ),
);

/** Blocks that no test runs, and need none. */
const NOT_RUN: ReadonlySet<string> = new Set(["text", "mermaid"]);

/** Files that the commands of a page work on. */
const FILES: Readonly<Record<string, (folder: string) => Promise<void>>> = {
  "docs/guides/import.md": layOutImports,
};

/** Blocks that `serve_page_test.ts` runs, with the variables of a served store. */
const SERVED = "served";

Deno.test("every code block of docs/ is of a kind that a test runs", () => {
  const unknown = pages.flatMap(([path, markdown]) =>
    codeBlocks(markdown)
      .filter(({ language, info }) =>
        !NOT_RUN.has(language) && info[0] !== SERVED && language !== "sh" &&
        !(language === "ts" && info.length === 0)
      )
      .filter(({ text }) => !pageScripts(markdown).some((script) => script.text === text))
      .map(({ line, language }) => `${path}:${line}: ${language}`)
  );
  assertEquals(unknown, []);
});

for (const [path, markdown] of pages) {
  for (const script of pageScripts(markdown)) {
    const { runtime, file } = script;
    Deno.test(`${path}: ${file} runs in ${runtime} as it stands, and leaves completed runs`, async () => {
      const { output, runs } = await runPageScript(script);
      assert(runs.length > 0 && runs.every(({ status }) => status === "Completed"), output);
    });
  }
  if (codeBlocks(markdown).some(({ language }) => language === "sh")) {
    Deno.test(`${path}: every shell command succeeds and prints the output that the page shows`, async () => {
      const folder = await Deno.makeTempDir({ prefix: "runlog-page-" });
      try {
        await FILES[path]?.(folder);
        await runSamples(markdown, folder);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    });
  }
}
