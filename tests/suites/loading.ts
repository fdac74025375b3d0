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
export function loadingSuite({ test, session: open, store }: SuiteContext): void {
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

  test("two handles of one run in a local store count as two, and the last to close ends it", async () => {
    await using session = await store("two-handles");
    const names = { experimentName: uniqueName(), runName: "shared", session };
    const first = await startRun(names);
    const { startTime } = await getRun(namesOf(names), { session });
    const second = await startRun(names);
    second.logMetric("loss", 1);
    await first.close();
    const held = await getRun(namesOf(names), { session });
    assertEquals([held.status, held.startTime, held.endTime], ["InProgress", startTime, undefined]);
    await second.close();
    const { status, endTime } = await getRun(namesOf(names), { session });
    assertEquals([status, endTime !== undefined], ["Completed", true]);
  });

  test("a run that is started again has no end until it ends again, in a local store", async () => {
    await using session = await store("started-again");
    const names = { experimentName: uniqueName(), runName: "again", session };
    await withRun(names, () => {});
    await withRun(names, async () => {
      const { status, endTime } = await getRun(namesOf(names), { session });
      assertEquals([status, endTime], ["InProgress", undefined]);
    });
    assert((await getRun(namesOf(names), { session })).endTime);
  });

  test("loadRun() with a token opens the run in its place, and leaves it to its owner", async () => {
    await using session = await store("by-token");
    const owner = await startRun({ experimentName: uniqueName(), session });
    const guest = await loadRun({ token: owner.token });
    assertEquals([guest.arn, guest.token], [owner.arn, owner.token]);
    guest.logMetric("loss", 1);
    guest.fail(new Error("guest trouble"));
    await guest.close();
    const names = { experimentName: owner.experimentName, runName: owner.runName };
    assertEquals((await getRun(names, { session })).status, "InProgress");
    await owner.close();
    const { status, metrics } = await getRun(names, { session });
    assertEquals([status, metrics["loss"]?.count], ["Completed", 1]);
  });

  test("loadRun() with a token and a session takes the session, and leaves the run open", async () => {
    const session = await open();
    const owner = await startRun({ experimentName: uniqueName(), session });
    const guest = await loadRun({ token: owner.token, session });
    assertEquals(guest.arn, owner.arn);
    await guest.close();
    const names = { experimentName: owner.experimentName, runName: owner.runName };
    assertEquals((await getRun(names, { session })).status, "InProgress");
    await owner.close();
    assertEquals((await getRun(names, { session })).status, "Completed");
  });

  test("loadRun() with leaveOpen leaves an open run open, and an ended one ended", async () => {
    const session = await open();
    const names = { experimentName: uniqueName(), runName: "stepwise", session };
    const status = async (): Promise<string | undefined> =>
      (await getRun(namesOf(names), { session })).status;
    for (const what of ["new", "open"]) {
      await (await loadRun({ ...names, leaveOpen: true })).close();
      assertEquals(await status(), "InProgress", what);
    }
    await (await loadRun({ ...names, leaveOpen: false })).close();
    assertEquals(await status(), "Completed");
    const late = await loadRun({ ...names, leaveOpen: true });
    late.logMetric("late", 1);
    await late.close();
    const { status: last, metrics } = await getRun(namesOf(names), { session });
    assertEquals([last, metrics["late"]?.count], ["Completed", 1]);
  });

  test("a handle with leaveOpen inside a run's scope is the same run, which goes on", async () => {
    const session = await open();
    await withRun({ experimentName: uniqueName(), session }, async (outer) => {
      const inner = await loadRun({ leaveOpen: true });
      await inner.close();
      assert(inner.arn === outer.arn && !outer.closed);
    });
  });

  test("loadRun() refuses a damaged token, and one beside names", async () => {
    const session = await open();
    await withRun({ experimentName: uniqueName(), session }, async ({ token }) => {
      const { experimentName, runName } = { experimentName: "demo", runName: "first" };
      for (const options of [{ token: token.slice(1) }, { token, experimentName, runName }]) {
        const error = await assertRejects(() => loadRun({ ...options, session }), ArgumentError);
        assertEquals(error.argument, "token");
      }
      // A caller without types.
      const leaveOpen = "yes" as unknown as boolean;
      const error = await assertRejects(() => loadRun({ leaveOpen, session }), ArgumentError);
      assertEquals(error.argument, "leaveOpen");
    });
  });
}
