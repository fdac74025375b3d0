import { assert, assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import fc from "../support/fast_check.ts";
import { decodeGraph, encodeGraph, type Graph, nameGraph } from "../../src/artifacts/graph.ts";
import { GraphFormatError } from "../../src/artifacts/graph_format_error.ts";
import { ENTITY_NAME_PATTERN } from "../../src/rules/limits.ts";

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
    falsePositiveRate: [0, 1],
    truePositiveRate: [0, 1],
    areaUnderCurve: 0.5,
  } as const;
  for (const wrong of [NaN, Infinity, -Infinity]) {
    assertThrows(() => encodeGraph({ ...graph, falsePositiveRate: [0, wrong] }), RangeError);
    assertThrows(() => encodeGraph({ ...graph, areaUnderCurve: wrong }), RangeError);
  }
  const json = encodeGraph({ ...graph, falsePositiveRate: [0, 1] });
  assertEquals(JSON.parse(json), { ...graph, falsePositiveRate: [0, 1] });
});

Deno.test("decodeGraph() reads what encodeGraph() wrote", () => {
  const graphs: readonly Graph[] = [
    {
      type: "ROCCurve",
      version: 0,
      title: "ü",
      falsePositiveRate: [0, 0.5, 1],
      truePositiveRate: [0, 1, 1],
      areaUnderCurve: 0.75,
      originalPointCount: 60_000,
    },
    {
      type: "PrecisionRecallCurve",
      version: 0,
      title: null,
      precision: [0.5, 1],
      recall: [1, 0],
      averagePrecisionScore: 0.5,
      noSkill: null,
    },
    {
      type: "ConfusionMatrix",
      version: 0,
      title: "CM",
      confusionMatrix: [[2, 0], [1, 3]],
      labels: ["cat", "dog"],
    },
  ];
  for (const graph of graphs) assertEquals(decodeGraph(encodeGraph(graph)), graph);
});

Deno.test("decodeGraph() names the classes of a matrix without labels by position", () => {
  const json =
    '{"type":"ConfusionMatrix","version":0,"title":null,"confusionMatrix":[[1,0],[0,1]]}';
  const graph = decodeGraph(json);
  assertEquals(graph.type === "ConfusionMatrix" && graph.labels, ["0", "1"]);
});

Deno.test("decodeGraph() refuses everything else by what it must have", () => {
  for (
    const [json, rule] of [
      ["", "be JSON"],
      ['{"type":"ROCCurve","areaUnderCurve":NaN}', "be JSON"],
      ["7", "be an object"],
      ["null", "be an object"],
      ["[]", "be of type"],
      ['{"type":"Scatter"}', "be of type"],
      ['{"type":"ROCCurve","falsePositiveRate":[0,"1"]}', '"falsePositiveRate"'],
      ['{"type":"ROCCurve","falsePositiveRate":[],"truePositiveRate":[]}', '"areaUnderCurve"'],
      ['{"type":"ConfusionMatrix","confusionMatrix":[[1,2]]}', "square"],
    ] as const
  ) assertStringIncludes(assertThrows(() => decodeGraph(json), GraphFormatError).rule, rule);
  fc.assert(fc.property(fc.json(), (json) => {
    assertThrows(() => decodeGraph(json), GraphFormatError);
  }));
});
