import { assertEquals, assertRejects } from "@std/assert";
import { showProgress } from "../../../examples/train_penguins/progress.ts";
import type { EpochResult } from "../../../examples/train_penguins/train.ts";

const results: readonly EpochResult[] = [
  { epoch: 1, trainLoss: 1, validationLoss: 1.1, validationAccuracy: 0.5 },
  { epoch: 2, trainLoss: 0.5, validationLoss: 0.6, validationAccuracy: 0.9 },
];

async function* training(error?: Error): AsyncGenerator<EpochResult> {
  yield* results;
  if (error) throw error;
}

Deno.test("showProgress() passes every epoch on", async () => {
  assertEquals(await Array.fromAsync(showProgress("run", 2, training())), results);
});

Deno.test("showProgress() passes on the error that ends the training", async () => {
  const error = new RangeError("loss is not a number");
  const epochs = showProgress("run", 3, training(error));
  assertEquals(await assertRejects(() => Array.fromAsync(epochs), RangeError), error);
});
