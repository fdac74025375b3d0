import { assert, assertEquals } from "@std/assert";
import { slowness, watchPace } from "./pace.ts";

Deno.test("a watch counts what its process waits and computes, and not what other programs had", () => {
  let [passed, used] = [0, 0];
  using pace = watchPace({ now: () => passed, usedMs: () => used });
  assertEquals(pace.ownMs(), 0);
  passed += 4;
  assertEquals(pace.ownMs(), 4);
  // Computed for a second without a pause.
  [passed, used] = [passed + 1_000, used + 1_000];
  assertEquals(pace.ownMs(), 1_004);
  // The timer was due after five milliseconds, and the processor was elsewhere.
  passed += 1_000;
  assertEquals(pace.ownMs(), 1_009);
  // Others had three quarters of the time.
  [passed, used] = [passed + 1_000, used + 250];
  assertEquals(pace.ownMs(), 1_259);
  // 995 and 750 ms were lost.
  assertEquals(pace.limitOf(0), 1_745);
});

Deno.test("a watch takes a short delay for the machine's own", () => {
  let passed = 0;
  using pace = watchPace({ now: () => passed, usedMs: () => 0 });
  for (let look = 0; look < 100; look++) {
    passed += 9;
    pace.ownMs();
  }
  assertEquals([pace.ownMs(), pace.limitOf(0)], [900, 0]);
});

Deno.test("a watch of this process sees what it waits, by its timer", async () => {
  using pace = watchPace();
  const began = performance.now();
  await new Promise((resolve) => setTimeout(resolve, 200));
  const own = pace.ownMs();
  assert(own > 0 && own <= performance.now() - began + 1, `${own}`);
  assert(pace.limitOf(100) >= 200);
  assert(slowness() >= 1);
});
