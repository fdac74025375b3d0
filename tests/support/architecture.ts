import { requireTool } from "./tools.ts";

/** One import of a module. */
export interface Import {
  /** As it is written. */
  readonly specifier: string;
  /** The file of this checkout it stands for, from its root; else the specifier. */
  readonly target: string;
  /** Whether it brings types only. */
  readonly isTypeOnly: boolean;
  /** Whether it is an `import()`. */
  readonly isDynamic: boolean;
}

/** Modules and what they import. */
export type Graph = ReadonlyMap<string, readonly Import[]>;

const ROOT = new URL("../../", import.meta.url).href;

/** Layers from the top; a module imports its own layer and those below. */
const LAYERS: readonly (readonly string[])[] = [
  ["mod.ts", "src/cli/", "src/viewer/", "src/plot/", "src/local/mod.ts"],
  ["src/run/", "src/sync/"],
  ["src/metrics/", "src/artifacts/", "src/records/"],
  ["src/session/"],
  ["src/errors.ts", "src/limits.ts", "src/names.ts", "src/curves/", "src/local/"],
];

interface DenoInfo {
  readonly modules: readonly {
    readonly specifier: string;
    readonly dependencies?: readonly {
      readonly specifier: string;
      readonly code?: { readonly specifier?: string };
      readonly type?: { readonly specifier?: string };
      readonly isDynamic?: boolean;
    }[];
  }[];
}

/** The modules of this checkout that some entries reach. */
export async function moduleGraph(entries: readonly string[]): Promise<Graph> {
  const graph = new Map<string, readonly Import[]>();
  for (const entry of entries) {
    const url = new URL(entry, ROOT).href;
    const output = await requireTool(Deno.execPath(), ["info", "--json", url]);
    const info: DenoInfo = JSON.parse(output.slice(output.indexOf("{")));
    for (const { specifier, dependencies = [] } of info.modules) {
      if (!specifier.startsWith(ROOT) || specifier.includes("/tests/std/")) continue;
      graph.set(
        specifier.slice(ROOT.length),
        dependencies.map((dependency) => {
          const target = dependency.code?.specifier ?? dependency.type?.specifier ??
            dependency.specifier;
          return {
            specifier: dependency.specifier,
            target: target.startsWith(ROOT) ? target.slice(ROOT.length) : target,
            isTypeOnly: dependency.code === undefined,
            isDynamic: dependency.isDynamic ?? false,
          };
        }),
      );
    }
  }
  return graph;
}

/** Imports that point up, and those that closed folders may not have. */
export function checkImports(graph: Graph): readonly string[] {
  const found: string[] = [];
  for (const [path, imports] of graph) {
    for (const { target, isTypeOnly, isDynamic } of imports) {
      if (!graph.has(target)) continue;
      if (isAllowed(path, target, isTypeOnly || isDynamic)) continue;
      found.push(`${path} imports ${target}`);
    }
  }
  return found;
}

function isAllowed(path: string, target: string, isLoose: boolean): boolean {
  const [from, to] = [folderOf(path), folderOf(target)];
  if (from === "src/curves/") return to === from;
  if (path !== "src/local/mod.ts" && from === "src/local/") return to === from;
  // The session loads the service when a local store is asked for, and knows its types.
  if (from === "src/session/" && to === "src/local/") return isLoose;
  if (to === "src/local/") return from === "src/local/";
  return layerOf(path) <= layerOf(target);
}

function folderOf(path: string): string {
  return /^src\/\w+\//.exec(path)?.[0] ?? path;
}

function layerOf(path: string): number {
  const layer = LAYERS.findIndex((names) =>
    names.some((name) => name.endsWith("/") ? path.startsWith(name) : path === name)
  );
  return layer === -1 ? LAYERS.length : layer;
}

/** Circles of imports, each told by one of its paths. */
export function checkNoCycles(graph: Graph): readonly string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) {
      found.push([...trail.slice(trail.indexOf(path)), path].join(" -> "));
      return;
    }
    if (done.has(path)) return;
    for (const { target, isDynamic } of graph.get(path) ?? []) {
      if (!isDynamic && graph.has(target)) visit(target, [...trail, path]);
    }
    done.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  return found;
}

/** Files that may ask where they run. */
const RUNTIME_FILES: ReadonlySet<string> = new Set([
  "src/session/runtime.ts",
  "src/local/serve.ts",
]);

/** Names of a runtime, and imports whose specifier is not a literal, outside comments and strings. */
export function checkSource(path: string, source: string): readonly string[] {
  const code = source
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/^\s*\/\/.*$/gm, "");
  const withoutStrings = code.replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g, '""');
  const found: string[] = [];
  if (!RUNTIME_FILES.has(path) && /\b(Deno|Bun)\.\w/.test(withoutStrings)) {
    found.push(`${path} names a runtime`);
  }
  if (/\bimport\(\s*(?!")/.test(code)) found.push(`${path} imports by a computed name`);
  return found;
}

/** What a parser of ES2022 cannot read. */
export function checkSyntax(
  path: string,
  code: string,
  parse: (code: string, options: { ecmaVersion: 2022; sourceType: "module" }) => unknown,
): readonly string[] {
  try {
    parse(code, { ecmaVersion: 2022, sourceType: "module" });
    // The parser admits it, and Observable Framework does, but every importing cell would wait.
    return /^await\b/m.test(code) ? [`${path}: top-level await`] : [];
  } catch (error) {
    return [`${path}: ${error instanceof Error ? error.message : error}`];
  }
}
