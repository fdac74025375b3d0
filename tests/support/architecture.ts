import type { Graph, Import } from "./module_graph.ts";

/** Layers from the top; a module imports its own layer and those below. */
const LAYERS: readonly (readonly string[])[] = [
  ["src/cli/", "src/viewer/", "src/plot/"],
  ["mod.ts", "src/local/mod.ts"],
  ["src/run/", "src/sync/"],
  ["src/metrics/", "src/artifacts/", "src/records/"],
  ["src/session/"],
  ["src/curves/"],
  [
    "src/server/",
    "src/errors.ts",
    "src/limits.ts",
    "src/names.ts",
    "src/arguments.ts",
    "src/tags.ts",
    "src/parameters.ts",
  ],
];

/** Entries for users: what the entries for people may import of ours. */
const PUBLISHED: ReadonlySet<string> = new Set([
  "mod.ts",
  "src/curves/mod.ts",
  "src/local/mod.ts",
  "src/plot/mod.ts",
]);

/** The file that loads the local service, only when a local store is asked for. */
const LOADER = "src/session/local.ts";

/** Imports that point up, and those into or out of folders that keep to themselves. */
export function checkImports(graph: Graph): readonly string[] {
  return importsWithin(graph)
    .filter(([path, one]) => !isAllowed(path, one))
    .map(([path, { target, loads }]) =>
      `${path} imports ${target}${loads === "never" ? " (types)" : ""}`
    );
}

function isAllowed(path: string, { target, loads }: Import): boolean {
  const [from, to] = [folderOf(path), folderOf(target)];
  if (layerOf(path) === undefined && from !== "src/local/") return false;
  switch (from) {
    case "src/curves/":
      return to === from;
    case "src/local/":
      if (path !== "src/local/mod.ts") return to === from || to === "src/server/";
      break;
    case "src/cli/":
    case "src/viewer/":
      return PUBLISHED.has(target) ||
        ["src/cli/", "src/server/", "src/viewer/"].includes(to);
    case "src/plot/":
      return to === from || target === "src/errors.ts" || loads === "never";
  }
  if (to === "src/local/" && target !== "src/local/mod.ts") {
    return from === to || path === LOADER && loads !== "statically";
  }
  return (layerOf(path) ?? Infinity) <= (layerOf(target) ?? -1);
}

/** Circles of imports, types included and `import()` not, each told by one of its paths. */
export function checkNoCycles(graph: Graph): readonly string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) {
      found.push([...trail.slice(trail.indexOf(path)), path].join(" -> "));
      return;
    }
    if (done.has(path)) return;
    for (const { target, loads, hasTypes } of graph.get(path) ?? []) {
      if (graph.has(target) && (loads !== "dynamically" || hasTypes)) {
        visit(target, [...trail, path]);
      }
    }
    done.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  return found;
}

/** Modules of a runtime that are loaded with a module, so that browsers could not load it. */
export function checkNoRuntimeModules(graph: Graph): readonly string[] {
  return [...graph].flatMap(([path, imports]) =>
    imports
      .filter(({ target, loads }) => loads === "statically" && /^(node|bun|deno):/.test(target))
      .map(({ target }) => `${path} imports ${target}`)
  );
}

function importsWithin(graph: Graph): readonly (readonly [path: string, Import])[] {
  return [...graph].flatMap(([path, imports]) =>
    imports.filter(({ target }) => graph.has(target)).map((one) => [path, one] as const)
  );
}

function folderOf(path: string): string {
  return /^src\/\w+\//.exec(path)?.[0] ?? path;
}

function layerOf(path: string): number | undefined {
  const layer = LAYERS.findIndex((names) =>
    names.some((name) => name.endsWith("/") ? path.startsWith(name) : path === name)
  );
  return layer === -1 ? undefined : layer;
}
