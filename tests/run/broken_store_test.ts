import { DatabaseSync } from "node:sqlite";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { DeliveryError, getRun, startRun } from "../../mod.ts";
import { serviceSession } from "../../src/local.ts";
import { temporaryService } from "../support/services.ts";
import { namesOf } from "../support/names_of.ts";

Deno.test("a run whose store breaks ends at once, with its status written and every point reported", async () => {
  const service = await temporaryService();
  await using session = await serviceSession(service);
  const names = { experimentName: "broken", runName: "r", session };
  const run = await startRun(names);
  // The run's first sign of life is on its way.
  await session.store?.heartbeats.last(run.trialComponentName);
  const database = new DatabaseSync(`${service.folder}/runlog.db`);
  database.exec("DROP TABLE points");
  database.close();
  for (let step = 0; step < 25; step++) run.logMetric("loss", step, { step });
  const error = await assertRejects(() => run.close(), DeliveryError);
  const lost = error.undelivered.filter((one) => one.kind === "metric");
  assertEquals(lost.map(({ name, reason }) => [name, reason]), [["loss", "StoreError"]]);
  assertEquals(lost.flatMap((points) => [...points]).map(({ step }) => step), [
    ...Array(25).keys(),
  ]);
  assert(error.message.includes(service.folder), error.message);
  const { logged, refused, pending } = run.stats;
  assertEquals([logged, refused, pending], [25, 25, 0]);
  assertEquals((await getRun(namesOf(names), { session })).status, "Completed");
});
