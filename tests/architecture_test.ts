import { assert, assertEquals } from "@std/assert";
import { parse } from "acorn";
import * as runlog from "../mod.ts";
import {
  checkImports,
  checkNoCycles,
  checkSource,
  checkSyntax,
  type Graph,
  moduleGraph,
} from "./support/architecture.ts";
import { transpile } from "./support/bundle.ts";

const { exports } = JSON.parse(
  await Deno.readTextFile(new URL("../deno.json", import.meta.url)),
) as { exports: Record<string, string> };
const graph = await moduleGraph(Object.values(exports));
const shipped = [...graph.keys()].filter((path) => path === "mod.ts" || path.startsWith("src/"));

Deno.test("imports go one way, from entries down to leaves", () => {
  assertEquals(checkImports(graph), []);
});

Deno.test("no module imports itself through others, types included", () => {
  assertEquals(checkNoCycles(graph), []);
});

Deno.test("nothing of a runtime's own is reachable from mod.ts as code", async () => {
  const reachable = await moduleGraph(["mod.ts"]);
  const foreign = [...reachable].flatMap(([path, imports]) =>
    imports.filter(({ specifier, isTypeOnly }) => !isTypeOnly && /^(node|bun):/.test(specifier))
      .map(({ specifier }) => `${path}: ${specifier}`)
  );
  assertEquals(foreign.filter((line) => line.startsWith("src/") || line.startsWith("mod.ts")), []);
});

Deno.test("shipped code names no runtime outside the files that ask where they run", async () => {
  const found = await Promise.all(shipped.map(async (path) => checkSource(path, await read(path))));
  assertEquals(found.flat(), []);
});

Deno.test("shipped code is ES2022: no using, import attributes or top-level await", async () => {
  const files = await transpile(shipped);
  const found = files.flatMap(([path, code]) => checkSyntax(path, code, parse));
  assertEquals(found, []);
});

Deno.test("every entry has a module doc, and no source file is over 400 lines", async () => {
  for (const path of Object.values(exports)) {
    assert((await read(path)).includes("@module"), `${path} has no module doc`);
  }
  for (const path of shipped) {
    const lines = (await read(path)).split("\n").length;
    assert(lines <= 400, `${path} has ${lines} lines`);
  }
});

Deno.test("every public error is named after its class", () => {
  const errors = Object.entries(runlog).filter(([name]) => name.endsWith("Error"));
  assert(errors.length >= 10);
  for (const [name, value] of errors) {
    if (name === "isRunlogError") continue;
    const source = String(value);
    assert(source.includes(`"${name}"`), `${name} does not set its name`);
  }
});

Deno.test("checkImports() finds an import that points up, and one into the local service", () => {
  const bad = (from: string, to: string): Graph =>
    new Map([[from, [{ specifier: to, target: to, isTypeOnly: false, isDynamic: false }]], [
      to,
      [],
    ]]);
  assertEquals(checkImports(bad("src/session/session.ts", "src/run/run.ts")).length, 1);
  assertEquals(checkImports(bad("src/records/list.ts", "src/run/run.ts")).length, 1);
  assertEquals(checkImports(bad("src/curves/roc.ts", "src/errors.ts")).length, 1);
  assertEquals(checkImports(bad("src/local/service.ts", "src/limits.ts")).length, 1);
  assertEquals(checkImports(bad("src/session/local.ts", "src/local/service.ts")).length, 1);
  assertEquals(checkImports(bad("src/run/run.ts", "src/session/session.ts")), []);
});

Deno.test("checkNoCycles() finds a circle", () => {
  const edge = (
    target: string,
  ) => [{ specifier: target, target, isTypeOnly: true, isDynamic: false }];
  const circle: Graph = new Map([["a.ts", edge("b.ts")], ["b.ts", edge("a.ts")]]);
  assertEquals(checkNoCycles(circle).length, 1);
});

Deno.test("checkSource() finds a runtime's global and a computed dynamic import", () => {
  assertEquals(checkSource("src/run/x.ts", "Deno.exit()").length, 1);
  assertEquals(checkSource("src/run/x.ts", "await import(name)").length, 1);
  assertEquals(checkSource("src/run/x.ts", '// Deno.exit()\nimport("./a.ts"); "Bun.serve"'), []);
});

Deno.test("checkSyntax() finds what is past ES2022", () => {
  for (
    const code of [
      "{ using a = b; }",
      'import a from "./a.json" with { type: "json" };',
      "await 1;",
    ]
  ) assertEquals(checkSyntax("x.js", code, parse).length, 1, code);
  assertEquals(checkSyntax("x.js", "class A { #b = 1; static { } }", parse), []);
});

async function read(path: string): Promise<string> {
  return await Deno.readTextFile(new URL(`../${path}`, import.meta.url));
}
