import { assert, assertEquals, assertThrows } from "@std/assert";
import { ArgumentError } from "../../mod.ts";
import { compareCases, type LoggedCase } from "../../src/evals.ts";
import { signTest } from "../../src/evals/sign_test.ts";
import { sklearnPython } from "../conformance/sklearn/setup.ts";

const one = (
  id: string,
  scores: LoggedCase["scores"],
  error?: LoggedCase["error"],
): LoggedCase => ({
  id,
  input: 1,
  scores,
  error,
});
const ids = (pairs: readonly { readonly after: LoggedCase }[]) =>
  pairs.map(({ after }) => after.id);

Deno.test("compareCases() lists worse and better cases, the largest change first, and counts the rest", () => {
  const before = [
    one("a", { s: 1 }),
    one("b", { s: 1 }),
    one("c", { s: 0 }),
    one("d", { s: 0.5 }),
    one("e", { s: null }),
    one("f", { s: 1 }),
    one("g", { s: Infinity }),
    one("h", { s: 1 }),
  ];
  const after = [
    one("a", { s: 0.9 }),
    one("b", { s: 0.1 }),
    one("c", { s: 1 }),
    one("d", { s: 0.5 }),
    one("e", { s: 1 }),
    one("f", { s: NaN }),
    one("g", { s: Infinity }),
    one("i", { s: 1 }),
  ];
  const { scores, added, gone } = compareCases(before, after);
  const { s } = scores;
  assertEquals(ids(s?.worse ?? []), ["b", "a"]);
  assertEquals(ids(s?.better ?? []), ["c"]);
  assertEquals([s?.ties, s?.unscored, s?.pValue, s?.significant], [2, 2, 1, false]);
  assertEquals(added.map(({ id }) => id), ["i"]);
  assertEquals(gone.map(({ id }) => id), ["h"]);
});

Deno.test("compareCases() turns scores round of which less is better", () => {
  const { scores } = compareCases([one("a", { s: 0 })], [one("a", { s: 1 })], {
    lowerIsBetter: ["s"],
  });
  assertEquals(ids(scores["s"]?.worse ?? []), ["a"]);
});

Deno.test("compareCases() lists cases that broke and that were mended", () => {
  const error = { name: "Error", message: "x" };
  const { broken, mended, scores } = compareCases(
    [one("a", { s: 1 }), one("b", {}, error), one("c", {}, error)],
    [one("a", {}, error), one("b", { s: 1 }), one("c", {}, error)],
  );
  assertEquals([ids(broken), ids(mended), scores["s"]?.unscored], [["a"], ["b"], 3]);
});

Deno.test("compareCases() pairs cases without id by input, and repeated trials in order", () => {
  const trial = (input: unknown, s: number): LoggedCase => ({ input, scores: { s } });
  const before = [trial({ q: 1 }, 0), trial({ q: 1 }, 1), one("x", { s: 1 }), trial("x", 1)];
  const after = [trial({ q: 1 }, 0), trial({ q: 1 }, 0), trial("x", 1)];
  const { scores, added, gone } = compareCases(before, after);
  assertEquals([scores["s"]?.worse.length, scores["s"]?.ties], [1, 2]);
  assertEquals([added.length, gone.map(({ id }) => id)], [0, ["x"]]);
});

Deno.test("compareCases() calls six of six worse cases significant, and five not", () => {
  const cases = (count: number, s: number) =>
    Array.from({ length: count }, (_, index) => one(String(index), { s }));
  const significant = [5, 6].map((count) =>
    compareCases(cases(count, 1), cases(count, 0)).scores["s"]?.significant
  );
  assertEquals(significant, [false, true]);
  const { scores } = compareCases(cases(5, 1), cases(5, 0), { level: 0.0625 });
  assertEquals(scores["s"]?.significant, true);
});

Deno.test("compareCases() rejects what is no list of cases", () => {
  // JavaScript callers may pass anything.
  for (const wrong of [undefined, "cases", [7], [{ input: 1 }]] as never[]) {
    assertThrows(() => compareCases(wrong, []), ArgumentError);
    assertThrows(() => compareCases([], wrong), ArgumentError);
  }
});

Deno.test("the sign test has the p-values of SciPy's binomtest", async () => {
  const counts: [number, number][] = [];
  for (let worse = 0; worse <= 30; worse++) {
    for (let better = 0; better <= 30; better++) counts.push([worse, better]);
  }
  counts.push([480, 520], [4_900, 5_100], [100, 900], [0, 1_000], [12_345, 12_000]);
  const program = "import json, sys\nfrom scipy.stats import binomtest\n" +
    "print(json.dumps([binomtest(w, w + b, 0.5).pvalue if w + b else 1 " +
    "for w, b in json.loads(sys.argv[1])]))";
  const { stdout, success } = await new Deno.Command(await sklearnPython(), {
    args: ["-c", program, JSON.stringify(counts)],
    stderr: "inherit",
  }).output();
  assert(success);
  const expected: readonly number[] = JSON.parse(new TextDecoder().decode(stdout));
  assertEquals(expected.length, counts.length);
  for (const [index, [worse, better]] of counts.entries()) {
    const [ours, theirs] = [signTest(worse, better), expected[index] ?? NaN];
    assert(Math.abs(ours - theirs) <= 1e-9 * theirs, `${worse}:${better} ${ours} ${theirs}`);
  }
});
