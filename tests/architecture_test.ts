import { assert, assertEquals } from "@std/assert";
import { checkImports, checkNoCycles, checkNoRuntimeModules } from "./support/architecture.ts";
import { transpile } from "./support/bundle.ts";
import {
  type Graph,
  type Import,
  moduleGraph,
  shippedFiles,
  testFiles,
} from "./support/module_graph.ts";
import { RunlogError } from "../src/errors.ts";
import {
  checkArgumentNames,
  checkCode,
  checkErrorFamily,
  checkErrorNames,
  checkLength,
  checkModuleDoc,
  countCodeLines,
  errorClasses,
} from "./support/source_rules.ts";

const ROOT = new URL("../", import.meta.url);
const { exports, tasks } = JSON.parse(await read("deno.json")) as {
  readonly exports: Readonly<Record<string, string>>;
  readonly tasks: Readonly<Record<string, string>>;
};
const entries = Object.values(exports).map((path) => path.replace(/^\.\//, ""));
const shipped = await shippedFiles();
const graph = await moduleGraph(shipped);

Deno.test("imports go one way, from entries down to leaves", () => {
  assert(graph.size === shipped.length && entries.every((entry) => graph.has(entry)));
  assertEquals(checkImports(graph), []);
});

Deno.test("no module imports itself through others, types included", () => {
  assertEquals(checkNoCycles(graph), []);
});

Deno.test("no module of a runtime is loaded with mod.ts", async () => {
  assertEquals(checkNoRuntimeModules(await moduleGraph(["mod.ts"])), []);
});

Deno.test("shipped code is ES2022 that asks for no runtime and does nothing when loaded", async () => {
  const files = await transpile(shipped);
  assertEquals(files.flatMap(([path, code]) => checkCode(path, code)), []);
});

Deno.test("every entry says what it is", async () => {
  const found = await Promise.all(
    entries.map(async (path) => checkModuleDoc(path, await read(path))),
  );
  assertEquals(found.flat(), []);
});

Deno.test("the check task lints the documentation of every entry", () => {
  const [, linted = ""] = /deno doc --lint ([^&]+) &&/.exec(tasks["check"] ?? "") ?? [];
  assertEquals(linted.split(" ").toSorted(), entries.toSorted());
});

Deno.test("no source file has more than 250 lines of code", async () => {
  const found = await Promise.all(shipped.map(async (path) => checkLength(path, await read(path))));
  assertEquals(found.flat(), []);
});

Deno.test("every property test takes its seed from the test run", async () => {
  const direct: string[] = [];
  for (const path of await testFiles()) {
    if (/^import .* from "fast-check";$/m.test(await read(path))) direct.push(path);
  }
  assertEquals(direct, ["tests/support/fast_check.ts"]);
});

Deno.test("every public error carries the name of its class", async () => {
  for (const entry of entries.filter((entry) => !entry.startsWith("src/cli/"))) {
    const exported: Record<string, unknown> = await import(new URL(entry, ROOT).href);
    assertEquals(checkErrorNames(exported), []);
    if (entry === "mod.ts") assert(errorClasses(exported).length >= 10);
  }
});

Deno.test("every public error is a RunlogError", async () => {
  for (const entry of entries.filter((entry) => !entry.startsWith("src/cli/"))) {
    const exported: Record<string, unknown> = await import(new URL(entry, ROOT).href);
    assertEquals(checkErrorFamily(exported), []);
  }
});

Deno.test("no error names an argument by the parameter that holds the options", async () => {
  const found = await Promise.all(
    shipped.map(async (path) => checkArgumentNames(path, await read(path))),
  );
  assertEquals(found.flat(), []);
});

Deno.test("checkImports() finds what points up, and what enters or leaves a closed room", () => {
  const refused = [
    ["src/records/runs/list_runs.ts", "src/run/run.ts"],
    ["src/session/session.ts", "src/metrics/put_metrics.ts"],
    ["src/errors.ts", "src/curves/roc.ts"],
    ["src/run/run.ts", "mod.ts"],
    ["src/run/run.ts", "src/curves.ts"],
    ["mod.ts", "src/cli/main.ts"],
    ["src/curves/roc.ts", "src/rules/limits.ts"],
    ["src/local/service.ts", "src/rules/limits.ts"],
    ["src/local/service.ts", "src/session/session.ts"],
    ["src/session/session.ts", "src/local/service.ts"],
    ["src/connect/local_session.ts", "src/local/service.ts"],
    ["src/run/start_run.ts", "src/local/service.ts"],
    ["src/cli/main.ts", "src/run/run.ts"],
    ["src/viewer/page/app.tsx", "src/cli/main.ts"],
    ["src/viewer/page/app.tsx", "src/records/listing.ts"],
    ["src/plot/roc_plot.ts", "src/curves/roc.ts"],
    ["src/helpers/text.ts", "src/errors.ts"],
    ["src/run/run.ts", "src/helpers/text.ts"],
  ] as const;
  for (const [from, to] of refused) {
    assertEquals(checkImports(edges([from, to])), [`${from} imports ${to}`]);
  }
  assertEquals(
    checkImports(edges(["src/session/session.ts", "src/local/service.ts", "dynamically"])).length,
    1,
  );
});

Deno.test("checkImports() takes what points down, and types and import() where they are allowed", () => {
  assertEquals(
    checkImports(edges(
      ["src/cli/main.ts", "mod.ts"],
      ["src/cli/main.ts", "src/text/condition.ts"],
      ["mod.ts", "src/run/run.ts"],
      ["src/run/run.ts", "src/curves/roc.ts"],
      ["src/records/runs/list_runs.ts", "src/session/session.ts"],
      ["src/connect/local_session.ts", "src/local/service.ts", "dynamically"],
      ["src/server/serve_local.ts", "src/local/service.ts"],
      ["src/curves/roc.ts", "src/errors.ts"],
      ["src/local/service.ts", "src/ports/metrics_client.ts"],
      ["src/session/session.ts", "src/ports/metrics_client.ts"],
      ["src/plot/roc_plot.ts", "src/curves/roc.ts", "never"],
      ["src/plot/roc_plot.ts", "src/errors.ts"],
      ["src/local.ts", "src/connect/local_session.ts"],
      ["src/local.ts", "src/local/service.ts"],
    )),
    [],
  );
});

Deno.test("checkNoCycles() finds a circle of any length, also one of types or through import()", () => {
  assertEquals(
    checkNoCycles(edges(["a.ts", "b.ts"], ["b.ts", "c.ts", "never"], ["c.ts", "a.ts"])),
    ["b.ts -> c.ts -> a.ts -> b.ts"],
  );
  assertEquals(
    checkNoCycles(edges(["a.ts", "b.ts"], ["b.ts", "a.ts", "dynamically"])),
    ["b.ts -> a.ts -> b.ts"],
  );
  assertEquals(checkNoCycles(edges(["a.ts", "b.ts"], ["a.ts", "c.ts"], ["b.ts", "c.ts"])), []);
});

Deno.test("checkNoRuntimeModules() finds a static import of code, and no type or import()", () => {
  assertEquals(checkNoRuntimeModules(edges(["src/a.ts", "node:fs"])), [
    "src/a.ts imports node:fs",
  ]);
  assertEquals(checkNoRuntimeModules(edges(["src/a.ts", "node:fs", "never"])), []);
});

Deno.test("checkCode() finds what is past ES2022", () => {
  const refused = [
    "function a() { using b = c; }",
    "async function a() { await using b = c; }",
    'import a from "./a.json" with { type: "json" };',
    "const a = /[\\p{L}--[a-z]]/v;",
  ];
  for (const code of refused) assertEquals(checkCode("src/a.ts", code).length, 1, code);
  assertEquals(checkCode("src/a.ts", "class A { #b = 1; async c() { await this.#b; } }"), []);
});

Deno.test("checkCode() finds a runtime's name outside comments and texts, in any file but the two that ask for it", () => {
  for (
    const code of ["const a = Deno.args;", "const a = globalThis.Bun;", 'const a = "Bun" in b;']
  ) {
    assertEquals(checkCode("src/run/run.ts", code), ["src/run/run.ts names a runtime"]);
    for (const path of ["src/process.ts", "src/runtime.ts"]) {
      assertEquals(checkCode(path, code), []);
    }
  }
  assertEquals(checkCode("src/a.ts", 'const a = "Deno.args"; // Deno.args\n/* Bun */'), []);
});

Deno.test("checkCode() finds a computed import()", () => {
  assertEquals(checkCode("a.ts", "const a = (b) => import(b);"), [
    "a.ts imports by a computed name",
  ]);
  assertEquals(checkCode("a.ts", "const a = (b) => import(`./${b}.ts`);").length, 1);
  assertEquals(checkCode("a.ts", 'const a = () => import("./b.ts");'), []);
});

Deno.test("checkCode() finds what a module does or awaits when it is loaded", () => {
  assertEquals(checkCode("a.ts", "start();").length, 1);
  assertEquals(checkCode("a.ts", "if (a) b();").length, 1);
  for (
    const code of ["const a = await b;", "export default (await a).b;", "class A { [await b]; }"]
  ) {
    assertEquals(checkCode("a.ts", code), ["a.ts awaits when it is loaded"]);
  }
});

Deno.test("checkModuleDoc() wants prose and the tag in the first comment of a file", () => {
  assertEquals(checkModuleDoc("a.ts", "/**\n * Curves.\n *\n * @module\n */\n"), []);
  assertEquals(checkModuleDoc("a.ts", "/** @module */\n").length, 1);
  assertEquals(checkModuleDoc("a.ts", "/** Curves. */\n/** Late. @module */\n").length, 1);
  assertEquals(checkModuleDoc("a.ts", "export const a = 1;\n").length, 1);
});

Deno.test("checkLength() finds a file with more than 250 lines of code", () => {
  assertEquals(checkLength("a.ts", "a;\n".repeat(250)), []);
  assertEquals(checkLength("a.ts", "a;\n".repeat(251)), ["a.ts has 251 lines of code"]);
});

Deno.test("checkLength() counts neither comments nor blank lines", () => {
  const documented =
    "/**\n * What it does.\n *\n * @module\n */\n/** One line. */\n// Why.\n\n  a;\n";
  assertEquals(countCodeLines(documented), 1);
  assertEquals(checkLength("a.ts", documented.repeat(250)), []);
  assertEquals(countCodeLines('a; // Why.\nconst globs = ["**/*.ts"];\n/* */\nb;\n'), 3);
});

Deno.test("checkErrorFamily() finds errors that are no RunlogError", () => {
  class StrayError extends Error {}
  class NamedError extends RunlogError {}
  assertEquals(checkErrorFamily({ NamedError, RunlogError, isError: () => true }), []);
  assertEquals(checkErrorFamily({ StrayError }), ["StrayError is no RunlogError"]);
});

Deno.test("checkArgumentNames() finds arguments that begin with options", () => {
  for (const code of ['{ argument: "options.port" }', "check(`options.${name}`);"]) {
    assertEquals(checkArgumentNames("a.ts", code), ["a.ts names an argument options.…"]);
  }
  assertEquals(checkArgumentNames("a.ts", "read(options.port); // `options.port`"), []);
});

Deno.test("checkErrorNames() finds errors without a name, or with that of another", () => {
  class NamedError extends Error {
    override name = "NamedError";
  }
  class InheritedError extends NamedError {}
  assertEquals(checkErrorNames({ NamedError, isError: () => true, LIMIT: 1 }), []);
  assertEquals(checkErrorNames({ InheritedError }).length, 1);
  assertEquals(checkErrorNames({ OtherError: NamedError }).length, 1);
});

type Edge = readonly [from: string, to: string, loads?: Import["loads"]];

function edges(...edges: readonly Edge[]): Graph {
  const graph = new Map<string, Import[]>();
  for (const [from, to, loads = "statically"] of edges) {
    if (!to.includes(":") && !graph.has(to)) graph.set(to, []);
    const imports = graph.get(from) ?? [];
    graph.set(from, [...imports, {
      specifier: to,
      target: to,
      loads,
      hasTypes: loads === "never",
    }]);
  }
  return graph;
}

async function read(path: string): Promise<string> {
  return await Deno.readTextFile(new URL(path, ROOT));
}
