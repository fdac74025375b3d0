import { assert, assertEquals, assertGreaterOrEqual } from "@std/assert";
import { shippedFiles } from "../support/module_graph.ts";
import { MUTANTS } from "./all.ts";
import { mutate } from "./mutant.ts";

const ROOT = `${import.meta.dirname}/../..`;

Deno.test("every mutant fits its file: its text occurs once there, and becomes another", async () => {
  const stale: string[] = [];
  for (const mutant of MUTANTS) {
    const source = await Deno.readTextFile(`${ROOT}/${mutant.file}`);
    try {
      if (mutate(source, mutant) === source) stale.push(`${mutant.name} changes nothing`);
    } catch (error) {
      stale.push(String(error));
    }
  }
  assertEquals(stale, []);
});

Deno.test("every mutant has a name of its own, a promise in words, and tests that exist", async () => {
  const names = new Set(MUTANTS.map(({ name }) => name));
  assertEquals(names.size, MUTANTS.length, "names that stand twice");
  for (const { name, promise, tests } of MUTANTS) {
    assert(/^[a-z0-9]+\/[a-z0-9-]+$/.test(name), name);
    assert(promise.includes(" ") && !promise.endsWith("."), name);
    assert(tests.length > 0, name);
    for (const path of tests) {
      assert(path.startsWith("tests/") && path.endsWith("_test.ts"), `${name}: ${path}`);
      assert((await Deno.stat(`${ROOT}/${path}`)).isFile, `${name}: ${path}`);
    }
  }
});

Deno.test("there are at least 250 mutants, in every folder of the source with code of its own", async () => {
  assertGreaterOrEqual(MUTANTS.length, 250);
  const folders = (path: string): string => path.split("/").slice(1, 2).join("");
  // The page is built and walked through in a browser.
  const files = (await shippedFiles()).filter((path) =>
    /^src\/[^/]+\//.test(path) && !path.startsWith("src/viewer/page/")
  );
  const mutated = new Set(MUTANTS.map(({ file }) => folders(file)));
  const without = new Set(files.map(folders).filter((folder) => !mutated.has(folder)));
  // Interfaces, of which nothing is left at run time.
  without.delete("ports");
  assertEquals([...without], []);
  assertEquals(MUTANTS.filter(({ file }) => !file.startsWith("src/")), []);
});
