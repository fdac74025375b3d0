import { cachedFolder, requireTool, runTool } from "./tools.ts";

const ESBUILD = "0.28.2";
const ROOT = new URL("../../", import.meta.url).pathname;

/** Bundles an entry of this checkout for Bun and Node into one module, and gives its path. */
export async function bundleForProcess(entry: string, folder: string): Promise<string> {
  const path = outputPath(entry, folder);
  await requireTool(Deno.execPath(), [
    "bundle",
    "--quiet",
    `--config=${ROOT}deno.json`,
    "--platform=deno",
    "--external=node:*",
    `--output=${path}`,
    `${ROOT}${entry}`,
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
  const packages = await npmPackages();
  const { code, output } = await runTool(`${packages}/node_modules/.bin/esbuild`, [
    entry.startsWith("/") ? entry : `${ROOT}${entry}`,
    "--bundle",
    "--format=esm",
    "--platform=browser",
    "--target=es2024",
    "--log-level=warning",
    // The same module in one file: std's code under the names it is imported by.
    "--alias:@std/assert=deno-std/assert/mod.js",
    "--alias:@std/path=deno-std/path/mod.js",
    "--alias:@std/media-types=deno-std/media_types/mod.js",
    `--alias:@runlog/sagemaker=${ROOT}mod.ts`,
    ...options,
    `--outfile=${path}`,
  ], { env: { NODE_PATH: `${packages}/node_modules` } });
  if (code !== 0) throw new Error(`Cannot bundle ${entry}:\n${output}`);
  return path;
}

/** Files of this checkout as JavaScript: types taken out, and nothing else changed. */
export async function transpile(
  paths: readonly string[],
): Promise<readonly (readonly [path: string, code: string])[]> {
  const folder = await Deno.makeTempDir({ prefix: "runlog-transpile-" });
  try {
    const packages = await npmPackages();
    await requireTool(`${packages}/node_modules/.bin/esbuild`, [
      ...paths.map((path) => `${ROOT}${path}`),
      "--target=esnext",
      "--log-level=warning",
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

/** esbuild, and the packages of deno.json in the versions of deno.lock, as a node_modules folder. */
async function npmPackages(): Promise<string> {
  const { imports } = JSON.parse(await Deno.readTextFile(`${ROOT}deno.json`));
  const { specifiers } = JSON.parse(await Deno.readTextFile(`${ROOT}deno.lock`));
  const packages = Object.values<string>(imports)
    .filter((specifier) => /^npm:(@aws-sdk|@smithy|fast-|idb)/.test(specifier))
    .map((specifier) => {
      const name = specifier.slice("npm:".length).replace(/@[^@/]+$/, "");
      return `${name}@${String(specifiers[specifier]).split("_")[0]}`;
    });
  packages.push(`esbuild@${ESBUILD}`, "deno-std@1.4.0");
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(packages.join()));
  const key = Array.from(new Uint8Array(digest, 0, 6), (byte) => byte.toString(16)).join("");
  return await cachedFolder(`browser-${key}`, async (folder) => {
    await requireTool("npm", [
      "install",
      "--prefix",
      folder,
      "--no-audit",
      "--no-fund",
      ...packages,
    ]);
    await requireTool(`${folder}/node_modules/.bin/esbuild`, ["--version"]);
  });
}
