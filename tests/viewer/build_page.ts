/**
 * Builds the viewer's page from its sources into the one module that is published:
 *
 *     deno task viewer
 *
 * @module
 */
import { bundleForBrowser } from "../support/bundle.ts";

const ROOT = `${import.meta.dirname}/../..`;

/** Where the built page is kept. */
export const BUILT_PAGE = `${ROOT}/src/viewer/built_page.ts`;

/** The module of the built page, as its sources are now. */
export async function buildPage(): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "runlog-page-" });
  try {
    const script = await bundleForBrowser("src/viewer/page/main.tsx", folder, [
      "--minify",
      "--target=es2022",
      "--jsx=automatic",
      "--jsx-import-source=preact",
      "--legal-comments=none",
    ]);
    const style = await Deno.readTextFile(`${ROOT}/src/viewer/page/page.css`);
    return toModule({ SCRIPT: await Deno.readTextFile(script), STYLE: style });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function toModule(texts: Readonly<Record<string, string>>): string {
  const exports = Object.entries(texts).map(([name, text]) =>
    `export const ${name}: string = ${JSON.stringify(text)};\n`
  );
  return `/**
 * The viewer's page, built by \`deno task viewer\` from src/viewer/page.
 *
 * @module
 */
// deno-fmt-ignore-file
${exports.join("")}`;
}

if (import.meta.main) await Deno.writeTextFile(BUILT_PAGE, await buildPage());
