import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  ArgumentError,
  currentRun,
  getRun,
  loadRun,
  NoRunError,
  RunClosedError,
  startRun,
  withRun,
} from "../../mod.ts";
import { type SuiteContext, uniqueName } from "./suite.ts";
import { namesOf } from "../support/names_of.ts";

/** How runs are loaded, in any runtime over any session. */
export function loadingSuite({ test, session: open }: SuiteContext): void {
  test("loadRun() by name goes on with a run, and ends it again", async () => {
    const session = await open();
    const options = { experimentName: uniqueName(), runName: "kept", session };
    await withRun(options, (run) => run.logParameter("first", 1));
    {
      await using run = await loadRun(options);
      assert(currentRun() === run);
      assertEquals((await getRun(namesOf(options), { session })).status, "InProgress");
      run.logParameter("second", 2);
    }
    const { parameters, status } = await getRun(namesOf(options), { session });
    assertEquals([parameters["first"], parameters["second"], status], [1, 2, "Completed"]);
  });

  test("loadRun() by name makes a run that is not there", async () => {
    const options = { experimentName: uniqueName(), runName: "fresh", session: await open() };
    await using run = await loadRun(options);
    assertEquals([run.runName, run.experimentName], ["fresh", options.experimentName]);
  });

  test("loadRun() inside a run's scope is the same run, which goes on when it closes", async () => {
    const session = await open();
    await withRun({ experimentName: uniqueName(), session }, async (outer) => {
      {
        await using inner = await loadRun();
        assertEquals(inner.arn, outer.arn);
        inner.logMetric("loss", 1, { step: 0 });
        inner.logParameter("from", "inner");
      }
      assert(!outer.closed && currentRun() === outer);
      outer.logMetric("loss", 0.5, { step: 1 });
      const names = { experimentName: outer.experimentName, runName: outer.runName, session };
      assertEquals((await getRun(namesOf(names), { session })).status, "InProgress");
      assertEquals(outer.stats.logged, 2);
    });
  });

  test("an inner handle's failure is the run's, and it refuses log calls once closed", async () => {
    const session = await open();
    const run = await withRun({ experimentName: uniqueName(), session }, async (outer) => {
      const inner = await loadRun();
      inner.fail(new Error("inner trouble"));
      await inner.close();
      await assertRejects(() => inner.flush(), RunClosedError);
      return outer;
    });
    const names = { experimentName: run.experimentName, runName: run.runName, session };
    const { status, statusMessage } = await getRun(namesOf(names), { session });
    assertEquals([status, statusMessage], ["Failed", "inner trouble"]);
  });

  test("loading another run inside a run makes it current, and then the outer again", async () => {
    const session = await open();
    const experimentName = uniqueName();
    await withRun({ experimentName, session }, async (outer) => {
      const other = await loadRun({ experimentName, runName: "other", session });
      assert(other.arn !== outer.arn);
      await other.close();
      assert(currentRun() === outer);
    });
  });

  test("loadRun() with nothing to load says so", async () => {
    const session = await open();
    await assertRejects(() => loadRun({ session }), NoRunError);
    assertEquals(currentRun(), undefined);
  });

  test("loadRun() with a run's name alone is refused", async () => {
    const session = await open();
    const error = await assertRejects(() => loadRun({ runName: "x", session }), ArgumentError);
    assertEquals(error.argument, "experimentName");
  });

  test("a run that starts while another is open has times and status of its own", async () => {
    const session = await open();
    const experimentName = uniqueName();
    const first = await startRun({ experimentName, session });
    const second = await startRun({ experimentName, session });
    await first.close();
    const names = { experimentName, runName: second.runName, session };
    assertEquals((await getRun(namesOf(names), { session })).status, "InProgress");
    await second.close();
  });
}
