import { fromFileUrl } from "@std/path";
import { requireTool } from "./tools.ts";

/** One import of a module. */
export interface Import {
  /** As it is written. */
  readonly specifier: string;
  /** The file of this checkout it stands for, from its root; else the specifier it resolves to. */
  readonly target: string;
  /** When its code is loaded: with the importing module, by an `import()`, or never: types only. */
  readonly loads: "statically" | "dynamically" | "never";
  /** Whether some of it is imported as types. */
  readonly hasTypes: boolean;
}

/** Modules by their path from the root of the checkout, and what each imports. */
export type Graph = ReadonlyMap<string, readonly Import[]>;

const ROOT = new URL("../../", import.meta.url).href;

interface DenoInfo {
  readonly modules: readonly {
    readonly specifier: string;
    readonly error?: string;
    readonly dependencies?: readonly {
      readonly specifier: string;
      readonly code?: { readonly specifier?: string };
      readonly type?: { readonly specifier?: string };
      readonly isDynamic?: boolean;
    }[];
  }[];
}

/** The modules of mod.ts and src that some files of this checkout reach, those files included. */
export async function moduleGraph(paths: readonly string[]): Promise<Graph> {
  const root = await Deno.makeTempFile({ prefix: "runlog-graph-", suffix: ".ts" });
  try {
    // One module that imports them all, so that one call answers.
    await Deno.writeTextFile(root, paths.map((path) => `import "${ROOT}${path}";\n`).join(""));
    const output = await requireTool(Deno.execPath(), [
      "info",
      "--quiet",
      "--json",
      `--config=${fromFileUrl(ROOT)}deno.json`,
      root,
    ]);
    const { modules }: DenoInfo = JSON.parse(output);
    const graph = new Map<string, readonly Import[]>();
    for (const { specifier, error, dependencies = [] } of modules) {
      const path = relative(specifier);
      if (!isShipped(path)) continue;
      if (error !== undefined) throw new Error(`Cannot read ${path}: ${error}`);
      graph.set(path, dependencies.map(toImport));
    }
    return graph;
  } finally {
    await Deno.remove(root);
  }
}

/** The files that users get: mod.ts and everything in src. */
export async function shippedFiles(): Promise<readonly string[]> {
  return ["mod.ts", ...await filesIn("src")];
}

/** The files of the tests. */
export async function testFiles(): Promise<readonly string[]> {
  return await filesIn("tests");
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const paths: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(new URL(folder, ROOT))) {
    const path = `${folder}/${name}`;
    if (isDirectory) paths.push(...await filesIn(path));
    else if (/\.tsx?$/.test(path)) paths.push(path);
  }
  return paths.sort();
}

type Dependency = NonNullable<DenoInfo["modules"][number]["dependencies"]>[number];

function toImport({ specifier, code, type, isDynamic = false }: Dependency): Import {
  return {
    specifier,
    target: relative(code?.specifier ?? type?.specifier ?? specifier),
    loads: code === undefined ? "never" : isDynamic ? "dynamically" : "statically",
    hasTypes: type !== undefined,
  };
}

function relative(specifier: string): string {
  return specifier.startsWith(ROOT) ? specifier.slice(ROOT.length) : specifier;
}

function isShipped(path: string): boolean {
  return path === "mod.ts" || path.startsWith("src/");
}
