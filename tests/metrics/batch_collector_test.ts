import { assertEquals } from "@std/assert";
import { BatchCollector } from "../../src/metrics/batch_collector.ts";
import { range } from "../support/numbers.ts";

function collector(points: number, { lingerMs = 60_000, onBatch = () => {} } = {}): BatchCollector {
  const made = new BatchCollector({
    client: { largestBatch: 10 },
    lingerMs,
    journal: undefined,
    onBatch,
  });
  for (const step of range(points)) made.append("loss", step, 0, step);
  return made;
}

function sizes(made: BatchCollector): number[] {
  const found: number[] = [];
  for (let batch = made.take(); batch; batch = made.take()) found.push(batch.points.values.length);
  return found;
}

Deno.test("BatchCollector gives full batches, and a part-filled one only in a hurry", () => {
  const made = collector(25);
  assertEquals(sizes(made), [10, 10]);
  made.hurry();
  assertEquals(sizes(made), [5]);
  assertEquals(made.taken, 25);
  made.append("loss", 1, 0, 25);
  assertEquals(sizes(made), []);
  made.stopLingering();
});

Deno.test("BatchCollector tells each batch its position among all points", () => {
  const made = collector(25);
  made.hurry();
  assertEquals([made.take(), made.take(), made.take()].map((batch) => batch?.first), [0, 10, 20]);
});

Deno.test("BatchCollector calls when a batch is full, and when points have lingered", async () => {
  let calls = 0;
  const lingered = Promise.withResolvers<void>();
  const onBatch = (): void => {
    calls++;
    if (calls === 2) lingered.resolve();
  };
  const made = collector(10, { lingerMs: 20, onBatch });
  assertEquals([calls, sizes(made)], [1, [10]]);
  made.append("loss", 0, 0, 10);
  await lingered.promise;
  assertEquals(sizes(made), [1]);
});

Deno.test("BatchCollector.takeAll() gives everything and stops its timer", () => {
  const made = collector(15, { lingerMs: 1 });
  assertEquals([...made.takeAll()].map(({ points }) => points.values.length), [15]);
  assertEquals([made.taken, sizes(made)], [15, []]);
});

Deno.test("BatchCollector gives batches that were sealed before later points", () => {
  const made = collector(15);
  made.seal();
  for (const step of range(10)) made.append("loss", step, 0, 15 + step);
  made.hurry();
  const order: (readonly [first: number, size: number])[] = [];
  for (let batch = made.take(); batch; batch = made.take()) {
    order.push([batch.first, batch.points.values.length]);
  }
  assertEquals(order, [[0, 10], [10, 5], [15, 10]]);
});
