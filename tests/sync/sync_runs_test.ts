import { assertEquals, assertRejects } from "@std/assert";
import { ArgumentError, syncRuns } from "../../mod.ts";
import { serviceSession } from "../../src/local.ts";
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

Deno.test("syncRuns() refuses a session as its own far side, and a rule that is none", async () => {
  await using near = await temporaryService();
  const from = await serviceSession(near);
  await assertRejects(() => syncRuns({ from, to: from }), ArgumentError);
  const to = await serviceSession(near);
  const onConflict = "newest" as "keep";
  await assertRejects(() => syncRuns({ from, to, onConflict }), ArgumentError, "onConflict");
});
