import { requireTool, runEsbuild } from "./tools.ts";

const ROOT = `${import.meta.dirname}/../..`;

/** Bundles an entry of this checkout for Bun and Node into one module, and gives its path. */
export async function bundleForProcess(entry: string, folder: string): Promise<string> {
  const path = outputPath(entry, folder);
  await requireTool(Deno.execPath(), [
    "bundle",
    "--quiet",
    `--config=${ROOT}/deno.json`,
    "--platform=deno",
    "--external=node:*",
    `--output=${path}`,
    `${ROOT}/${entry}`,
  ]);
  return path;
}

/**
 * Bundles an entry for browsers, as a user's own bundler would: esbuild over packages from npm, so
 * that each package's browser form is taken.
 */
export async function bundleForBrowser(
  entry: string,
  folder: string,
  options: readonly string[] = [],
): Promise<string> {
  const path = outputPath(entry, folder);
  await runEsbuild([
    entry.startsWith("/") ? entry : `${ROOT}/${entry}`,
    "--bundle",
    "--format=esm",
    "--platform=browser",
    "--target=es2024",
    // The same module in one file: std's code under the names it is imported by.
    "--alias:@std/assert=deno-std/assert/mod.js",
    "--alias:@std/path=deno-std/path/mod.js",
    "--alias:@std/media-types=deno-std/media_types/mod.js",
    `--alias:@runlog/sagemaker=${ROOT}/mod.ts`,
    ...options,
    `--outfile=${path}`,
  ]);
  return path;
}

/** Files of this checkout as JavaScript: types taken out, and nothing else changed. */
export async function transpile(
  paths: readonly string[],
): Promise<readonly (readonly [path: string, code: string])[]> {
  const folder = await Deno.makeTempDir({ prefix: "runlog-transpile-" });
  try {
    await runEsbuild([
      ...paths.map((path) => `${ROOT}/${path}`),
      "--target=esnext",
      `--outbase=${ROOT}`,
      `--outdir=${folder}`,
    ]);
    return await Promise.all(
      paths.map(async (path) =>
        [path, await Deno.readTextFile(`${folder}/${path.replace(/\.ts$/, ".js")}`)] as const
      ),
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function outputPath(entry: string, folder: string): string {
  return `${folder}/${entry.split("/").pop()?.replace(/\.ts$/, "") ?? "bundle"}.mjs`;
}
