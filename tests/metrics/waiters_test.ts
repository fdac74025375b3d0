import { assert, assertEquals, assertRejects } from "@std/assert";
import { Waiters } from "../../src/metrics/waiters.ts";

Deno.test("Waiters.until() resolves at once if its condition holds, and else when a check finds so", async () => {
  const waiters = new Waiters();
  await waiters.until(() => true);
  let level = 0;
  const reached: number[] = [];
  const waits = [2, 1].map((target) =>
    waiters.until(() => level >= target).then(() => void reached.push(target))
  );
  waiters.check();
  await Promise.resolve();
  assertEquals(reached, []);
  level = 1;
  waiters.check();
  await waits[1];
  assertEquals(reached, [1]);
  level = 2;
  waiters.check();
  await Promise.all(waits);
  assertEquals(reached, [1, 2]);
});

Deno.test("Waiters.until() rejects with the signal's reason and is not checked again", async () => {
  const waiters = new Waiters();
  const controller = new AbortController();
  let checks = 0;
  const isMet = (): boolean => ++checks < 0;
  const wait = waiters.until(isMet, controller.signal);
  const reason = new Error("enough");
  controller.abort(reason);
  assert(await assertRejects(() => wait) === reason);
  waiters.check();
  assertEquals(checks, 1);
  const aborted = waiters.until(isMet, AbortSignal.abort(reason));
  assert(await assertRejects(() => aborted) === reason);
});
