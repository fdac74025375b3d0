import type { Graph, Import } from "./module_graph.ts";

/**
 * Floors of the house from the top: a module imports its own floor and those below. Rooms that are
 * named and not built yet stand where they will be.
 */
const LAYERS: readonly (readonly string[])[] = [
  ["src/cli/", "src/mcp/"],
  ["src/viewer.ts"],
  ["src/viewer/"],
  [
    "mod.ts",
    "src/curves.ts",
    "src/evals.ts",
    "src/import.ts",
    "src/local.ts",
    "src/local/store.ts",
    "src/mlflow.ts",
    "src/plot.ts",
    "src/session.ts",
  ],
  ["src/evals/", "src/import/", "src/mlflow/", "src/plot/", "src/server/"],
  ["src/run/", "src/sync/"],
  ["src/records/"],
  ["src/artifacts/", "src/metrics/"],
  ["src/connect/"],
  ["src/local/", "src/session/"],
  [
    "src/curves/",
    "src/oldest_runtimes.ts",
    "src/process.ts",
    "src/processes.ts",
    "src/runtime.ts",
  ],
  ["src/ports/"],
  ["src/rules/", "src/text/"],
  ["src/errors.ts", "src/kinds.ts", "src/options.ts", "src/version.ts"],
];

/** Doors for users: what the rooms for people and agents may import of ours, beside `text`. */
const DOORS: ReadonlySet<string> = new Set([
  "mod.ts",
  "src/curves.ts",
  "src/evals.ts",
  "src/import.ts",
  "src/local.ts",
  "src/local/store.ts",
  "src/mlflow.ts",
  "src/plot.ts",
  "src/session.ts",
  "src/viewer.ts",
]);

/** Rooms that keep to themselves, and what else each may import. */
const CLOSED: Readonly<Record<string, (target: string, loads: Import["loads"]) => boolean>> = {
  "src/curves/": isLeaf,
  "src/plot/": (target, loads) =>
    isLeaf(target) || target.startsWith("src/text/") || loads === "never",
  // Its rules come from AWS's own model, so that recorder and service check each other.
  "src/local/": (target) => isLeaf(target) || target.startsWith("src/ports/"),
  "src/viewer/": isForPeople,
  "src/cli/": (target) =>
    isForPeople(target) ||
    ["src/oldest_runtimes.ts", "src/runtime.ts", "src/version.ts"].includes(target),
  "src/mcp/": isForPeople,
};

function isLeaf(target: string): boolean {
  return ["src/errors.ts", "src/kinds.ts", "src/options.ts"].includes(target);
}

function isForPeople(target: string): boolean {
  return DOORS.has(target) || isLeaf(target) || target.startsWith("src/server/") ||
    target.startsWith("src/text/");
}

/** What opens a local store: the only room below the doors that knows both sides. */
const OPENERS: readonly string[] = ["src/connect/", "src/server/"];

/** Imports that point up, and those into or out of rooms that keep to themselves. */
export function checkImports(graph: Graph): readonly string[] {
  return importsWithin(graph)
    .filter(([path, one]) => !isAllowed(path, one))
    .map(([path, { target, loads }]) =>
      `${path} imports ${target}${loads === "never" ? " (types)" : ""}`
    );
}

function isAllowed(path: string, { target, loads }: Import): boolean {
  const [from, to] = [roomOf(path), roomOf(target)];
  if (from === to) return true;
  const [fromLayer, toLayer] = [layerOf(path), layerOf(target)];
  if (fromLayer === undefined || toLayer === undefined || fromLayer > toLayer) return false;
  const mayImport = CLOSED[from];
  if (mayImport) return mayImport(target, loads);
  if (to !== "src/local/" || DOORS.has(path)) return true;
  return OPENERS.includes(from) && (from === "src/server/" || loads !== "statically");
}

/** Circles of imports, types and `import()` included, each told by one of its paths. */
export function checkNoCycles(graph: Graph): readonly string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) {
      found.push([...trail.slice(trail.indexOf(path)), path].join(" -> "));
      return;
    }
    if (done.has(path)) return;
    for (const { target } of graph.get(path) ?? []) {
      if (graph.has(target)) visit(target, [...trail, path]);
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

/** A door is a room of its own: it stands beside the one that it opens. */
function roomOf(path: string): string {
  return DOORS.has(path) ? path : /^src\/\w+\//.exec(path)?.[0] ?? path;
}

function layerOf(path: string): number | undefined {
  const room = roomOf(path);
  const layer = LAYERS.findIndex((rooms) => rooms.includes(room));
  return layer === -1 ? undefined : layer;
}
