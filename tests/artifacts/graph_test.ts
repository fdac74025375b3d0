import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import fc from "fast-check";
import { encodeGraph, nameGraph } from "../../src/artifacts/graph.ts";
import { ENTITY_NAME_PATTERN } from "../../src/limits.ts";

Deno.test("nameGraph() makes names that AWS's pattern and length admit, of any title", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), (title) => {
      const { artifactName, fileName } = nameGraph("ROCCurve", title, "experiment-run");
      assertMatch(artifactName, ENTITY_NAME_PATTERN);
      assert(artifactName.length <= 120);
      assertMatch(fileName, /^[a-zA-Z0-9-]+\.json$/);
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("nameGraph() keeps a legal title as the file's name, and tells runs apart", () => {
  const [one, other] = ["a-run", "b-run"].map((run) => nameGraph("ROCCurve", "fold-1", run));
  assertEquals(one?.fileName, "fold-1.json");
  assertEquals(other?.fileName, "fold-1.json");
  assert(one?.artifactName !== other?.artifactName);
});

Deno.test("nameGraph() tells titles apart that differ in refused characters only", () => {
  const titles = ["a b", "a-b", "a_b", "a.b", "é", "ü", "", " "];
  const names = titles.map((title) => nameGraph("ROCCurve", title, "run").fileName);
  assertEquals(new Set(names).size, titles.length);
});

Deno.test("encodeGraph() never writes what JSON does not have", () => {
  const graph = {
    type: "ROCCurve",
    version: 0,
    title: null,
    falsePositiveRate: [0, NaN],
    truePositiveRate: [0, 1],
    areaUnderCurve: 0.5,
  } as const;
  assertThrows(() => encodeGraph(graph), RangeError);
  const json = encodeGraph({ ...graph, falsePositiveRate: [0, 1] });
  assertEquals(JSON.parse(json), { ...graph, falsePositiveRate: [0, 1] });
});
