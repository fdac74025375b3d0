import { assert, assertEquals } from "@std/assert";
import {
  closeStaleRuns,
  getMetricHistory,
  getRun,
  listRuns,
  startRun,
  syncRuns,
} from "../../mod.ts";
import { createLocalService, serviceSession } from "../../src/local.ts";
import { openStore } from "./test_service.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

for (const [how, jump] of [["an hour", HOUR], ["a day", DAY], ["to 1970", Infinity]] as const) {
  Deno.test(`a clock that jumps back by ${how} in mid-run keeps order, values and the run alive`, async () => {
    const folder = await Deno.makeTempDir({ prefix: "runlog-clock-" });
    const realNow = Date.now;
    let behind = 0;
    const now = (): number => behind === Infinity ? realNow() - 1.79e12 : realNow() - behind;
    Date.now = now;
    try {
      const service = createLocalService({ store: openStore(folder), now });
      await using session = await serviceSession(service);
      const names = { experimentName: "clocks", runName: "first" };
      const run = await startRun({ ...names, session });
      for (let step = 0; step < 100; step++) run.logMetric("loss", step, { step });
      await run.flush();
      behind = jump;
      for (let step = 100; step < 200; step++) run.logMetric("loss", step, { step });
      await run.flush();

      const { values } = await getMetricHistory(names, "loss", { session });
      assertEquals(values, Float64Array.from({ length: 200 }, (_, step) => step));
      assertEquals(await closeStaleRuns({ session }), [], "it lives, whatever its clock says");

      const second = await startRun({ experimentName: "clocks", runName: "second", session });
      await second.close();
      await run.close();
      const listed = await Array.fromAsync(listRuns({ experimentName: "clocks", session }));
      assertEquals(listed.map(({ runName }) => runName).sort(), ["first", "second"]);
      assert(listed.every(({ status }) => status === "Completed"));
      assertEquals((await getRun(names, { session })).metrics["loss"]?.count, 200);

      await using copy = await serviceSession(
        createLocalService({ store: openStore(`${folder}/copy`), now }),
      );
      const first = await syncRuns({ from: session, to: copy });
      assertEquals([first.outcomes.created, first.points], [2, 200]);
      const again = await syncRuns({ from: session, to: copy });
      assertEquals([again.outcomes.unchanged, again.points], [2, 0]);
    } finally {
      Date.now = realNow;
      await Deno.remove(folder, { recursive: true });
    }
  });
}
