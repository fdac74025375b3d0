import { brotliCompressSync } from "node:zlib";
import { exclusively } from "./tool_cache.ts";
import { requireTool, runEsbuild } from "./tools.ts";

const ROOT = `${import.meta.dirname}/../..`;

const FOR_BROWSERS = [
  "--bundle",
  "--format=esm",
  "--platform=browser",
  "--target=es2024",
  // The same module in one file: std's code under the names it is imported by.
  "--alias:@std/assert=deno-std/assert/mod.js",
  "--alias:@std/path=deno-std/path/mod.js",
  "--alias:@std/media-types=deno-std/media_types/mod.js",
  `--alias:@runlog/sagemaker=${ROOT}/mod.ts`,
];

let ready: Promise<void> | undefined;

/** Has Deno download its bundler, one process at a time: several at once disturb each other. */
function bundlerReady(): Promise<void> {
  return ready ??= exclusively("deno-bundle", async () => {
    const folder = await Deno.makeTempDir({ prefix: "runlog-bundler-" });
    try {
      await Deno.writeTextFile(`${folder}/entry.ts`, "");
      const [entry, output] = [`${folder}/entry.ts`, `--output=${folder}/out.mjs`];
      await requireTool(Deno.execPath(), ["bundle", "--quiet", "--no-config", output, entry]);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

/** Bundles an entry of this checkout for Bun and Node into one module, and gives its path. */
export async function bundleForProcess(entry: string, folder: string): Promise<string> {
  await bundlerReady();
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
  const input = entry.startsWith("/") ? entry : `${ROOT}/${entry}`;
  await runEsbuild([input, ...FOR_BROWSERS, ...options, `--outfile=${path}`]);
  return path;
}

/** What a page loads of an entry before anything of it is used. */
export interface PageLoad {
  /** Bytes of all of it, after Brotli. */
  readonly bytes: number;
  /** Bytes of each file in it, minified and not compressed. */
  readonly files: ReadonlyMap<string, number>;
}

/**
 * Measures what a page loads of an entry before anything of it is used: the entry and what it imports
 * statically, minified and compressed as one file, as which a page's bundler sends it. What
 * `import()` brings is left out.
 */
export async function measureInBrowser(source: string): Promise<PageLoad> {
  const folder = await Deno.makeTempDir({ prefix: "runlog-size-" });
  try {
    const entry = `${folder}/entry.ts`;
    await Deno.writeTextFile(entry, source);
    const metafile = `${folder}/meta.json`;
    const options = ["--minify", "--splitting", `--outdir=${folder}/out`, `--metafile=${metafile}`];
    await runEsbuild([entry, ...FOR_BROWSERS, ...options]);
    const { outputs }: Metafile = JSON.parse(await Deno.readTextFile(metafile));
    const first = Object.keys(outputs).find((path) =>
      outputs[path]?.entryPoint?.endsWith("entry.ts")
    );
    const loaded = new Set<string>();
    const load = (path: string): void => {
      if (loaded.has(path)) return;
      loaded.add(path);
      for (const { path: next, kind } of outputs[path]?.imports ?? []) {
        if (kind === "import-statement" && outputs[next]) load(next);
      }
    };
    load(first ?? "");
    const names = [...loaded].map((path) => path.slice(path.lastIndexOf("/") + 1));
    const files = await Promise.all(names.map((name) => Deno.readFile(`${folder}/out/${name}`)));
    const code = withoutHashes(await new Blob(files).text());
    const { length } = brotliCompressSync(new TextEncoder().encode(code));
    const inputs = [...loaded].flatMap((path) => Object.entries(outputs[path]?.inputs ?? {}));
    return {
      bytes: length,
      files: new Map(inputs.map(([path, { bytesInOutput }]) => [path, bytesInOutput])),
    };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/**
 * Returns code with numbers in place of the hashes in its files' names. They depend on where the
 * checkout is, and do not compress.
 */
function withoutHashes(code: string): string {
  const numbers = new Map<string, number>();
  return code.replace(/-[A-Z0-9]{8}(?=\.js)/g, (hash) => {
    const number = numbers.get(hash) ?? numbers.size;
    numbers.set(hash, number);
    return `-${number}`;
  });
}

/** A bundle in several files: what is imported on demand has files of its own. */
export interface SplitBundle {
  /** Name of the entry's file. */
  readonly entry: string;
  /** Paths of the modules in each file, by its name. */
  readonly modules: ReadonlyMap<string, readonly string[]>;
}

/** Bundles an entry into a folder, split where the code imports on demand. */
export async function bundleInParts(
  entry: string,
  folder: string,
  platform: "browser" | "node",
): Promise<SplitBundle> {
  const metafile = `${folder}/meta.json`;
  await runEsbuild([
    `${ROOT}/${entry}`,
    ...FOR_BROWSERS,
    `--platform=${platform}`,
    "--minify",
    "--splitting",
    `--outdir=${folder}`,
    "--out-extension:.js=.mjs",
    `--metafile=${metafile}`,
  ]);
  const { outputs }: Metafile = JSON.parse(await Deno.readTextFile(metafile));
  const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
  const first = Object.keys(outputs).find((path) => outputs[path]?.entryPoint?.endsWith(entry));
  return {
    entry: nameOf(first ?? ""),
    modules: new Map(
      Object.entries(outputs).map(([path, { inputs }]) => [nameOf(path), Object.keys(inputs)]),
    ),
  };
}

interface Metafile {
  readonly outputs: Readonly<
    Record<string, {
      readonly entryPoint?: string;
      readonly imports: readonly { readonly path: string; readonly kind: string }[];
      readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>>;
    }>
  >;
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
        [path, await Deno.readTextFile(`${folder}/${path.replace(/\.tsx?$/, ".js")}`)] as const
      ),
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function outputPath(entry: string, folder: string): string {
  return `${folder}/${entry.split("/").pop()?.replace(/\.tsx?$/, "") ?? "bundle"}.mjs`;
}
