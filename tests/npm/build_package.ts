/**
 * Builds the npm package from the sources that JSR gets: a JavaScript file and its types per module,
 * package.json, README and licenses.
 *
 *     deno task npm            # into npm/
 *
 * @module
 */
import { nodePath, OLDEST, packagesFolder, requireTool, runEsbuild } from "../support/tools.ts";
import { copyFolder } from "../support/copy_folder.ts";
import { inFolder } from "../support/temporary_folder.ts";
import { type DenoConfig, packageJson, packageOf, PROGRAM } from "./package_json.ts";
import { specifiersOf, toBuilt, toStaged } from "./specifiers.ts";

const ROOT = `${import.meta.dirname}/../..`;

/** The standard library's packages, which npm does not have: the package has its own copy. */
const STD = ["path", "media_types"] as const;

/** Builds the package into a folder, which must not have one yet. */
export async function buildPackage(target: string): Promise<void> {
  const config: DenoConfig = JSON.parse(await Deno.readTextFile(`${ROOT}/deno.json`));
  await inFolder(async (stage) => {
    await stageSources(stage);
    const packages = await packagesFolder();
    await Deno.symlink(`${packages}/node_modules`, `${stage}/node_modules`);
    await compile(stage, Object.values(config.exports), target);
    await bundleStd(stage, target);
    const dependencies = await finishFiles(target);
    const types = await Deno.readTextFile(`${packages}/node_modules/@types/node/package.json`);
    const manifest = packageJson(config, {
      engines: OLDEST,
      dependencies,
      nodeTypes: (JSON.parse(types) as { readonly version: string }).version,
      repository: repositoryOf((name) => Deno.env.get(name)),
    });
    await Deno.writeTextFile(`${target}/package.json`, JSON.stringify(manifest, undefined, 2));
    for (const file of ["README.md", "CHANGELOG.md", "LICENSE"]) {
      await Deno.copyFile(`${ROOT}/${file}`, `${target}/${file}`);
    }
    await Deno.copyFile(`${import.meta.dirname}/std_license.txt`, `${target}/std/LICENSE`);
  });
}

/** Copies the sources, with the standard library as files among them. */
async function stageSources(stage: string): Promise<void> {
  await copyFolder(`${ROOT}/src`, `${stage}/src`);
  await Deno.copyFile(`${ROOT}/mod.ts`, `${stage}/mod.ts`);
  await Deno.mkdir(`${stage}/std`);
  for (const name of STD) {
    await Deno.copyFile(`${ROOT}/tests/std/${name}/mod.ts`, `${stage}/std/${name}.ts`);
  }
  await Deno.writeTextFile(
    `${stage}/std/deno-std.d.ts`,
    STD.map((name) => `declare module "deno-std/${name}/mod.js";\n`).join(""),
  );
  for await (const path of filesIn(stage)) {
    if (!/\.tsx?$/.test(path)) continue;
    const depth = path.slice(stage.length + 1).split("/").length - 1;
    const text = await Deno.readTextFile(path);
    await Deno.writeTextFile(path, toStaged(text, "../".repeat(depth) || "./"));
  }
}

async function compile(stage: string, entries: readonly string[], target: string): Promise<void> {
  const compilerOptions = {
    target: "ES2022",
    module: "ESNext",
    moduleResolution: "bundler",
    lib: ["ESNext", "DOM", "DOM.Iterable", "DOM.AsyncIterable"],
    types: ["node"],
    strict: true,
    exactOptionalPropertyTypes: true,
    rewriteRelativeImportExtensions: true,
    declaration: true,
    skipLibCheck: true,
    noEmitOnError: true,
    rootDir: stage,
    outDir: target,
  };
  const files = [...entries, "./std/deno-std.d.ts"];
  await Deno.writeTextFile(`${stage}/tsconfig.json`, JSON.stringify({ compilerOptions, files }));
  const tsc = `${stage}/node_modules/typescript/bin/tsc`;
  await requireTool(await nodePath(), [tsc, "-p", stage]);
}

async function bundleStd(stage: string, target: string): Promise<void> {
  for (const name of STD) {
    await runEsbuild([
      `${stage}/std/${name}.ts`,
      "--bundle",
      "--format=esm",
      "--target=es2022",
      `--outfile=${target}/std/${name}.js`,
      "--allow-overwrite",
    ]);
  }
}

/** Completes the compiled files. Returns the packages that they import. */
async function finishFiles(target: string): Promise<readonly string[]> {
  const packages = new Set<string>();
  for await (const path of filesIn(target)) {
    const text = await Deno.readTextFile(path);
    for (const specifier of specifiersOf(text)) {
      const name = packageOf(specifier);
      if (name !== undefined) packages.add(name);
    }
    if (path.endsWith(".d.ts")) await Deno.writeTextFile(path, toBuilt(text));
  }
  const program = `${target}/${PROGRAM}`;
  const text = await Deno.readTextFile(program);
  await Deno.writeTextFile(program, `#!/usr/bin/env node\n${text}`, { mode: 0o755 });
  await Deno.chmod(program, 0o755);
  return [...packages].sort();
}

/** Returns the repository that a forge's runner builds: npm compares it with the signed one. */
export function repositoryOf(read: (name: string) => string | undefined): string | undefined {
  const [server, repository] = [read("GITHUB_SERVER_URL"), read("GITHUB_REPOSITORY")];
  return server && repository ? `git+${server}/${repository}.git` : undefined;
}

async function* filesIn(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory, isFile } of Deno.readDir(folder)) {
    if (isDirectory) yield* filesIn(`${folder}/${name}`);
    else if (isFile) yield `${folder}/${name}`;
  }
}

if (import.meta.main) {
  const target = `${ROOT}/npm`;
  await Deno.remove(target, { recursive: true }).catch(() => {});
  await buildPackage(target);
}
