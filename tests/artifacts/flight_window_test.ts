import { assert, assertEquals, assertGreaterOrEqual, assertLessOrEqual } from "@std/assert";
import { FlightWindow } from "../../src/artifacts/flight_window.ts";
import fc from "../support/fast_check.ts";

/** Sizes of a window's rounds, where a round of so many files takes so long. */
function roundsOf(tookMs: (size: number, round: number) => number, rounds: number): number[] {
  let now = 0;
  const window = new FlightWindow(() => now);
  const sizes: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const { size } = window;
    sizes.push(size);
    for (let file = 0; file < size; file++) window.begin();
    now += tookMs(size, round);
    for (let file = 0; file < size; file++) window.end();
  }
  return sizes;
}

Deno.test("files that wait for latency go 32 at a time from the fourth round on", () => {
  assertEquals(roundsOf(() => 50, 6), [4, 8, 16, 32, 32, 32]);
});

Deno.test("more files that only slow each other down are tried less and less often", () => {
  const sizes = roundsOf((size) => size ** 1.5, 20);
  assertEquals(sizes.slice(0, 12), [4, 8, 4, 8, 4, 4, 8, 4, 4, 4, 4, 8]);
  assertLessOrEqual(sizes.filter((size) => size > 4).length, 5);
});

Deno.test("one slow round delays the growth, and does not end it", () => {
  const sizes = roundsOf((_, round) => round === 2 ? 200 : 50, 14);
  assertEquals(sizes.at(-1), 32);
});

Deno.test("a round that was not full tells nothing", () => {
  let now = 0;
  const window = new FlightWindow(() => now);
  for (let file = 0; file < 40; file++) {
    window.begin();
    now += 10;
    window.end();
  }
  assertEquals(window.size, 4);
});

Deno.test("as many files are in flight as latency asks for, and no more than twice what a server bears", () => {
  fc.assert(
    fc.property(
      fc.nat({ max: 500 }),
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 4, max: 64 }),
      (latencyMs, workMs, bearable) => {
        // Work is done one after the other, and the wait for the network at the same time. Beyond
        // what it bears, a server is slower with each file.
        const slowdown = (size: number): number => Math.max(1, size / bearable) ** 2;
        const sizes = roundsOf(
          (size) => Math.max(latencyMs + workMs, size * workMs) * slowdown(size),
          60,
        );
        for (const size of sizes) assert(size >= 4 && size <= 32);
        const wanted = (latencyMs + workMs) / workMs;
        const usual = sizes.toSorted((a, b) => a - b)[30] ?? NaN;
        assertLessOrEqual(usual, 2 * bearable);
        assertGreaterOrEqual(usual, Math.min(32, wanted / 2, bearable / 2));
      },
    ),
  );
});
