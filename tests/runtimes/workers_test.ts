import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "../support/fast_check.ts";
import { inWorkers, workersOf } from "./workers.ts";

Deno.test("inWorkers() does every job once, so many at a time, and gives the results in order", async () => {
  const durations = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(durations, fc.integer({ min: 1, max: 5 }), async (durations, workers) => {
      let [active, most] = [0, 0];
      const jobs = durations.map((duration, index) => ({ duration, index }));
      const results = await inWorkers(jobs, workers, async ({ duration, index }) => {
        most = Math.max(most, ++active);
        await new Promise((resolve) => setTimeout(resolve, duration));
        active--;
        return index;
      });
      assertEquals(results, jobs.map(({ index }) => index));
      assert(most <= workers, `${most} of ${workers}`);
      if (jobs.length >= workers) assertEquals(most, workers);
    }),
    { numRuns: 30 },
  );
});

Deno.test("workersOf() is one per processor and at most four, or what was asked for", () => {
  assertEquals([1, 2, 4, 64].map((processors) => workersOf(undefined, processors)), [1, 2, 4, 4]);
  assertEquals([workersOf("1", 64), workersOf("9", 1)], [1, 9]);
  for (const wish of ["", "0", "-1", "two", "1.5"]) assertThrows(() => workersOf(wish, 2), Error);
});
