import { assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "../../support/fast_check.ts";
import type { Sample } from "../../../examples/train_penguins/data.ts";
import {
  createNetwork,
  emptyNetwork,
  evaluate,
  lossGradient,
  predict,
  type Shape,
} from "../../../examples/train_penguins/model.ts";
import { seededRandom } from "../../../examples/train_penguins/random.ts";

const shapes = fc.record({
  inputs: fc.integer({ min: 1, max: 4 }),
  hiddenUnits: fc.integer({ min: 1, max: 5 }),
  classes: fc.integer({ min: 2, max: 4 }),
});

function randomSamples({ inputs, classes }: Shape, count: number, seed: number): Sample[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => ({
    features: Float64Array.from({ length: inputs }, () => 4 * random() - 2),
    label: Math.floor(random() * classes),
  }));
}

Deno.test("lossGradient() agrees with finite differences of the loss", () => {
  const nudge = 1e-5;
  fc.assert(fc.property(shapes, fc.nat(), (shape, seed) => {
    const network = createNetwork(shape, seededRandom(seed));
    const samples = randomSamples(shape, 5, seed + 1);
    const gradient = lossGradient(network, samples).parameters;
    network.parameters.forEach((value, i) => {
      network.parameters[i] = value + nudge;
      const above = evaluate(network, samples).loss;
      network.parameters[i] = value - nudge;
      const below = evaluate(network, samples).loss;
      network.parameters[i] = value;
      assertAlmostEquals(gradient[i] ?? NaN, (above - below) / (2 * nudge), 1e-8);
    });
  }));
});

Deno.test("predict() gives probabilities that add up to 1, however large the inputs are", () => {
  const size = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(fc.property(shapes, fc.nat(), size, (shape, seed, size) => {
    const network = createNetwork(shape, seededRandom(seed));
    network.parameters.forEach((value, i) => network.parameters[i] = value * 1e6);
    const probabilities = predict(network, new Float64Array(shape.inputs).fill(size));
    assertEquals(probabilities.length, shape.classes);
    assertAlmostEquals(probabilities.reduce((sum, p) => sum + p), 1, 1e-12);
  }));
});

Deno.test("a network of zeros finds all classes equally likely", () => {
  const shape = { inputs: 4, hiddenUnits: 3, classes: 3 };
  const network = emptyNetwork(shape);
  assertEquals(predict(network, Float64Array.of(1, 2, 3, 4)), new Float64Array(3).fill(1 / 3));
  assertAlmostEquals(evaluate(network, randomSamples(shape, 9, 1)).loss, Math.log(3), 1e-12);
});

Deno.test("evaluate() counts the samples whose likeliest class is their label", () => {
  const network = emptyNetwork({ inputs: 1, hiddenUnits: 1, classes: 2 });
  network.hidden.weights[0] = 1;
  network.output.weights.set([-1, 1]); // the second class where the input is positive
  const samples = [[-2, 0], [-1, 0], [1, 1], [2, 0]].map(([input, label]) => ({
    features: Float64Array.of(input ?? NaN),
    label: label ?? NaN,
  }));
  const { accuracy, predicted } = evaluate(network, samples);
  assertEquals(predicted, [0, 0, 1, 1]);
  assertEquals(accuracy, 0.75);
});

Deno.test("createNetwork() gives the same network for the same seed", () => {
  const shape = { inputs: 4, hiddenUnits: 3, classes: 3 };
  const make = () => createNetwork(shape, seededRandom(5)).parameters;
  assertEquals(make(), make());
});
