import { assert, assertEquals, assertLessOrEqual, assertRejects } from "@std/assert";
import { ArgumentError, syncRuns } from "../../mod.ts";
import { serviceSession } from "../../src/local/mod.ts";
import { compareStores } from "../support/compare_stores.ts";
import { temporaryService } from "../support/services.ts";
import { mortal, recordEverything } from "../support/sync_sides.ts";

Deno.test("syncRuns() makes the far side what the near side is, and asks it for nothing more then", async () => {
  await using near = await temporaryService();
  await using far = await temporaryService({ region: "eu-west-1", accountId: "123456789012" });
  const watched = mortal(far);
  const [from, to] = [await serviceSession(near), await serviceSession(watched.service)];
  await recordEverything(from);
  const first = await syncRuns({ from, to });
  assertEquals(first.outcomes, { created: 2, updated: 0, unchanged: 0, conflict: 0, failed: 0 });
  assertEquals([first.points, first.files], [46, 4]);
  await compareStores(from, to);
  watched.dieAt(undefined);
  const second = await syncRuns({ from, to });
  assertEquals(second.outcomes.unchanged, 2);
  assertEquals([watched.requests(), watched.writes], [1, []], "DescribeExperiment");
});

for (const moment of ["before", "after"] as const) {
  Deno.test(`a sync that dies ${moment} each of its requests in turn is finished by the next one, with that request repeated at most`, async () => {
    await using near = await temporaryService();
    const from = await serviceSession(near);
    await recordEverything(from);
    const writes = await writesOfSync(near);
    let interruptions = 0;
    for (let request = 1;; request++) {
      await using far = await temporaryService();
      const watched = mortal(far);
      const to = await serviceSession(watched.service);
      const killed = new AbortController();
      watched.dieAt(request, moment, () => killed.abort(new Error("killed")));
      const sync = syncRuns({ from, to, runs: FULL, signal: killed.signal });
      const died = await sync.then(() => false, () => true);
      if (!died) break;
      interruptions++;
      const before = watched.writes.length;
      watched.dieAt(undefined);
      await syncRuns({ from, to, runs: FULL });
      assertLessOrEqual(before + watched.writes.length, writes + 1, `request ${request}`);
      await syncRuns({ from, to });
      await compareStores(from, to);
    }
    assert(interruptions > writes, `${interruptions}`);
  });
}

const FULL = [{ experimentName: "whole", runName: "full" }];

async function writesOfSync(near: Parameters<typeof serviceSession>[0]): Promise<number> {
  await using far = await temporaryService();
  const watched = mortal(far);
  const to = await serviceSession(watched.service);
  await syncRuns({ from: await serviceSession(near), to, runs: FULL });
  return watched.writes.length;
}

Deno.test("syncRuns() refuses a session as its own far side, and a rule that is none", async () => {
  await using near = await temporaryService();
  const from = await serviceSession(near);
  await assertRejects(() => syncRuns({ from, to: from }), ArgumentError);
  const to = await serviceSession(near);
  const onConflict = "newest" as "keep";
  await assertRejects(() => syncRuns({ from, to, onConflict }), ArgumentError, "onConflict");
});
