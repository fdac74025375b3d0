import { assertEquals, assertGreater, assertLessOrEqual, assertRejects } from "@std/assert";
import { FilesInFlight } from "../../src/artifacts/files_in_flight.ts";
import { FlightWindow } from "../../src/artifacts/flight_window.ts";
import fc from "../support/fast_check.ts";
import { range } from "../support/numbers.ts";

const MIB = 1024 * 1024;

/** A window that always admits the most. */
class WideWindow extends FlightWindow {
  override get size(): number {
    return 32;
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

Deno.test("files in flight hold at most 80 MiB, and every file is transferred once", async () => {
  const SIZE = fc.oneof(
    fc.nat({ max: 64 * MIB }),
    fc.constant(200_000 * MIB),
    fc.constant(undefined),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(SIZE, { maxLength: 80 }), async (sizes) => {
      let [held, open] = [0, 0];
      const done: number[] = [];
      await new FilesInFlight(new WideWindow()).all(sizes.entries(), async ([index, size], own) => {
        assertLessOrEqual(++open, 32);
        await own.room(size);
        // A file of 200 GB has parts of 20 MiB.
        const bytes = size === undefined
          ? 20 * MIB
          : Math.min(size, Math.max(20 * MIB, size / 2_500));
        held += bytes;
        assertLessOrEqual(held, Math.max(bytes, 80 * MIB));
        if (index % 3 > 0) await turn();
        [held, open] = [held - bytes, open - 1];
        done.push(index);
      });
      assertEquals(done.toSorted((a, b) => a - b), range(sizes.length));
    }),
    { numRuns: 30 },
  );
});

Deno.test("after a failure no file begins, those in flight end, and the first failure is thrown", async () => {
  const begun: number[] = [];
  const ended: number[] = [];
  const transfer = async (index: number): Promise<void> => {
    begun.push(index);
    await turn();
    if (index === 2) throw new Error("first");
    await turn();
    ended.push(index);
    if (index === 3) throw new Error("second");
  };
  await assertRejects(() => new FilesInFlight().all(range(100), transfer), Error, "first");
  assertEquals(ended.length, begun.length - 1);
  assertLessOrEqual(begun.length, 8);
});

Deno.test("a listing that fails ends the transfers, and is thrown when they have ended", async () => {
  const ended: number[] = [];
  async function* listing(): AsyncGenerator<number> {
    yield* [0, 1];
    await turn();
    throw new Error("no second page");
  }
  const all = new FilesInFlight().all(listing(), async (index) => {
    for (let waits = 0; waits < 5; waits++) await turn();
    ended.push(index);
  });
  await assertRejects(() => all, Error, "no second page");
  assertEquals(ended, [0, 1]);
});

Deno.test("several folders share one limit, and none of them waits for ever", async () => {
  const flight = new FilesInFlight();
  let [open, most] = [0, 0];
  const folder = () =>
    flight.all(range(50), async () => {
      most = Math.max(most, ++open);
      await turn();
      open--;
    });
  await Promise.all(range(10).map(folder));
  assertLessOrEqual(most, 32);
  assertGreater(most, 3);
});

Deno.test("files of which many end at once go 32 at a time as soon as those that end one by one", async () => {
  const FILES = 500;
  for (const atOnce of [1, 3, 32]) {
    let now = 0;
    const waiting: (() => void)[] = [];
    const done = new FilesInFlight(new FlightWindow(() => now)).all(
      range(FILES),
      () => new Promise<void>((resolve) => void waiting.push(resolve)),
    );
    let [ended, most, trips] = [0, 0, 0];
    // In each trip of 50 ms, all files that were in flight at its beginning end.
    while (ended < FILES) {
      await turn();
      const inFlight = waiting.splice(0);
      most = Math.max(most, inFlight.length);
      trips++;
      const groups = Math.ceil(inFlight.length / atOnce);
      for (let group = 0; group < groups; group++) {
        now += 50 / groups;
        const some = inFlight.slice(group * atOnce, (group + 1) * atOnce);
        for (const end of some) end();
        ended += some.length;
        await turn();
      }
    }
    await done;
    assertEquals(most, 32, `${atOnce} at once`);
    // 4, 8 and 16 files, and 32 in each of the others.
    assertLessOrEqual(trips, 25, `${atOnce} at once`);
  }
});
