import { assert, assertEquals, assertGreater, assertLess } from "@std/assert";
import { readPenguins } from "../../../examples/train_penguins/data.ts";
import { createNetwork, evaluate } from "../../../examples/train_penguins/model.ts";
import { seededRandom } from "../../../examples/train_penguins/random.ts";
import {
  measureScaling,
  standardize,
  stratifiedSplit,
} from "../../../examples/train_penguins/split.ts";
import {
  type EpochResult,
  train,
  type TrainOptions,
} from "../../../examples/train_penguins/train.ts";

const options: TrainOptions = { epochs: 20, batchSize: 16, learningRate: 0.1, weightDecay: 0 };

async function trainOnPenguins(seed: number, changed: Partial<TrainOptions> = {}) {
  const random = seededRandom(seed);
  const parts = stratifiedSplit(await readPenguins(), random);
  const split = standardize(parts, measureScaling(parts.train));
  const network = createNetwork({ inputs: 4, hiddenUnits: 16, classes: 3 }, random);
  const results = await Array.fromAsync(train(network, split, { ...options, ...changed }, random));
  return { network, split, results };
}

function lossOf(result: EpochResult | undefined): number {
  assert(result);
  return result.trainLoss;
}

for (const seed of [1, 2, 3]) {
  Deno.test(`train() learns to tell penguins it has not seen apart, with seed ${seed}`, async () => {
    const { network, split } = await trainOnPenguins(seed);
    assertGreater(evaluate(network, split.test).accuracy, 0.95);
  });
}

Deno.test("train() yields each epoch in order, with a training loss that falls", async () => {
  const { results } = await trainOnPenguins(1, { learningRate: 0.01 });
  assertEquals(results.map((result) => result.epoch), Array.from({ length: 20 }, (_, i) => i + 1));
  for (let i = 1; i < results.length; i++) {
    assertLess(lossOf(results[i]), lossOf(results[i - 1]));
  }
});

Deno.test("train() yields what the network does on the samples at the end of the epoch", async () => {
  const { network, split, results } = await trainOnPenguins(1, { epochs: 2 });
  const { loss, accuracy } = evaluate(network, split.validation);
  assertEquals(results.at(-1), {
    epoch: 2,
    trainLoss: evaluate(network, split.train).loss,
    validationLoss: loss,
    validationAccuracy: accuracy,
  });
});

Deno.test("train() gives the same network for the same seed", async () => {
  const [first, second] = await Promise.all([trainOnPenguins(4), trainOnPenguins(4)]);
  assertEquals(first.network.parameters, second.network.parameters);
});

Deno.test("train() leaves smaller weights the stronger they decay", async () => {
  const length = async (weightDecay: number) => {
    const { network } = await trainOnPenguins(1, { weightDecay });
    return Math.hypot(...network.hidden.weights, ...network.output.weights);
  };
  const [free, weak, strong] = await Promise.all([length(0), length(0.01), length(0.1)]);
  assertLess(weak, free);
  assertLess(strong, weak);
});
