import { assert, assertAlmostEquals, assertEquals, assertNotEquals } from "@std/assert";
import fc from "../../support/fast_check.ts";
import { readPenguins, type Sample } from "../../../examples/train_penguins/data.ts";
import { seededRandom } from "../../../examples/train_penguins/random.ts";
import {
  measureScaling,
  standardize,
  stratifiedSplit,
} from "../../../examples/train_penguins/split.ts";

const labels = fc.array(fc.nat(4), { minLength: 1, maxLength: 200 });

function samplesOf(labels: readonly number[]): Sample[] {
  return labels.map((label, i) => ({ features: Float64Array.of(i), label }));
}

Deno.test("stratifiedSplit() puts every sample into exactly one part", () => {
  fc.assert(fc.property(labels, fc.nat(), (labels, seed) => {
    const samples = samplesOf(labels);
    const { train, validation, test } = stratifiedSplit(samples, seededRandom(seed));
    const dealt = [...train, ...validation, ...test];
    assertEquals(dealt.length, samples.length);
    assertEquals(new Set(dealt), new Set(samples));
  }));
});

Deno.test("stratifiedSplit() gives each part its share of every label, to within a sample", () => {
  fc.assert(fc.property(labels, fc.nat(), (labels, seed) => {
    const { train, validation, test } = stratifiedSplit(samplesOf(labels), seededRandom(seed));
    for (const label of new Set(labels)) {
      const count = (part: readonly Sample[]) => part.filter((s) => s.label === label).length;
      const all = labels.filter((other) => other === label).length;
      assertAlmostEquals(count(train), all * 0.6, 1);
      assertAlmostEquals(count(validation), all * 0.2, 1);
      assertAlmostEquals(count(test), all * 0.2, 1);
    }
  }));
});

Deno.test("stratifiedSplit() is the same for the same seed and another for another", async () => {
  const samples = await readPenguins();
  const first = stratifiedSplit(samples, seededRandom(1));
  assertEquals(stratifiedSplit(samples, seededRandom(1)), first);
  assertNotEquals(stratifiedSplit(samples, seededRandom(2)), first);
});

Deno.test("standardize() gives the training features a mean of 0 and a deviation of 1", async () => {
  const split = stratifiedSplit(await readPenguins(), seededRandom(1));
  const { train } = standardize(split, measureScaling(split.train));
  const { mean, deviation } = measureScaling(train);
  assertEquals(mean.length, 4);
  mean.forEach((value) => assertAlmostEquals(value, 0, 1e-12));
  deviation.forEach((value) => assertAlmostEquals(value, 1, 1e-12));
});

Deno.test("standardize() scales validation and test samples by what was measured in training", () => {
  const split = {
    train: [{ features: Float64Array.of(10), label: 0 }, {
      features: Float64Array.of(14),
      label: 1,
    }],
    validation: [{ features: Float64Array.of(16), label: 1 }],
    test: [{ features: Float64Array.of(6), label: 0 }],
  };
  const scaled = standardize(split, measureScaling(split.train));
  assertEquals(scaled.validation, [{ features: Float64Array.of(2), label: 1 }]);
  assertEquals(scaled.test, [{ features: Float64Array.of(-3), label: 0 }]);
  assert(split.test[0]?.features[0] === 6);
});
