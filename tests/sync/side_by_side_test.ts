import { assertEquals, assertLessOrEqual, assertRejects } from "@std/assert";
import { sideBySide } from "../../src/sync/side_by_side.ts";

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

Deno.test("sideBySide() works on every item, and on no more at a time than it may", async () => {
  let [underWay, most] = [0, 0];
  const items = Array.from({ length: 20 }, (_, index) => index);
  const results = await sideBySide(
    items,
    { most: 4, stop: new AbortController() },
    async (item) => {
      most = Math.max(most, ++underWay);
      await pause(item % 3);
      underWay--;
      return 2 * item;
    },
  );
  assertEquals(most, 4);
  assertEquals(results.toSorted((a, b) => a - b), items.map((item) => 2 * item));
});

Deno.test("sideBySide() takes an item only when there is room for it", async () => {
  let [taken, done] = [0, 0];
  async function* items(): AsyncGenerator<number> {
    for (; taken < 10;) yield taken++;
  }
  await sideBySide(items(), { most: 2, stop: new AbortController() }, async () => {
    assertLessOrEqual(taken - done, 3);
    await pause(1);
    done++;
  });
  assertEquals([taken, done], [10, 10]);
});

Deno.test("once the work on one item fails, sideBySide() begins no other and throws that error", async () => {
  const stop = new AbortController();
  const begun: number[] = [];
  let ended = 0;
  const error = await assertRejects(() =>
    sideBySide([0, 1, 2, 3, 4, 5], { most: 2, stop }, async (item) => {
      begun.push(item);
      if (item === 1) throw new Error("no");
      await pause(5);
      ended++;
    })
  );
  assertEquals((error as Error).message, "no");
  assertEquals([begun, ended], [[0, 1], 1]);
  assertEquals(stop.signal.reason, error);
});

Deno.test("sideBySide() throws the reason of an abort, and what its items throw", async () => {
  const stop = new AbortController();
  const work = (): Promise<void> => Promise.resolve(stop.abort(new Error("stopped")));
  await assertRejects(() => sideBySide([1, 2], { most: 1, stop }, work), Error, "stopped");
  async function* failing(): AsyncGenerator<number> {
    yield 1;
    await pause(1);
    throw new Error("no more");
  }
  const other = { most: 2, stop: new AbortController() };
  await assertRejects(() => sideBySide(failing(), other, () => pause(1)), Error, "no more");
});

Deno.test("sideBySide() of nothing is done", async () => {
  const stop = new AbortController();
  assertEquals(await sideBySide([], { most: 8, stop }, () => Promise.resolve(1)), []);
});
