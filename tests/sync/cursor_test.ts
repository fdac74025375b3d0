import { assertEquals, assertRejects } from "@std/assert";
import { createExperiment, type RunRecord, type Session, SyncBusyError } from "../../mod.ts";
import { getExperiment } from "../../src/records/experiments/get_experiment.ts";
import { serviceSession } from "../../src/local.ts";
import {
  adoptPoints,
  type CursorShelf,
  newCursor,
  openShelf,
  restart,
  type SessionSide,
} from "../../src/sync/cursor.ts";
import { recordOf, summaryOf } from "../support/run_records.ts";
import { temporaryService } from "../support/services.ts";

const run = recordOf();

async function sideOf(session: Session): Promise<SessionSide> {
  await createExperiment({ experimentName: "demo", session });
  return { session, experiment: await getExperiment({ experimentName: "demo", session }) };
}

/** What a test does with two sides, of which the near one keeps cursors. */
async function withSides(
  work: (near: SessionSide, far: SessionSide) => Promise<void>,
): Promise<void> {
  await using one = await temporaryService();
  await using other = await temporaryService();
  await work(await sideOf(await serviceSession(one)), await sideOf(await serviceSession(other)));
}

/** As AWS: a side that keeps no cursors. */
function forgetful({ session, experiment }: SessionSide): SessionSide {
  return { experiment, session: { ...session, store: undefined } };
}

async function pointsIn(shelf: CursorShelf, of: RunRecord = run): Promise<number | undefined> {
  return (await shelf.load(of)).state.points["loss"];
}

async function note(shelf: CursorShelf, points: number): Promise<void> {
  const cursor = await shelf.load(run);
  cursor.state.points = { loss: points };
  await cursor.save();
}

Deno.test("a cursor that was saved is there for the next sync of the same two sides", async () => {
  await withSides(async (near, far) => {
    assertEquals((await (await openShelf(near, far)).load(run)).state, newCursor(run));
    await note(await openShelf(near, far), 7);
    assertEquals(await pointsIn(await openShelf(near, far)), 7);
    assertEquals(await pointsIn(await openShelf(far, near)), undefined, "the other way");
  });
});

Deno.test("the near side keeps the cursor if it can, else the far side, else the sync alone", async () => {
  await withSides(async (near, far) => {
    await note(await openShelf(near, forgetful(far)), 1);
    assertEquals(await pointsIn(await openShelf(near, forgetful(far))), 1);
    await note(await openShelf(forgetful(near), far), 2);
    assertEquals(await pointsIn(await openShelf(forgetful(near), far)), 2);
    const shelf = await openShelf(forgetful(near), forgetful(far));
    await note(shelf, 3);
    assertEquals(await pointsIn(shelf), undefined);
  });
});

Deno.test("a store that may only be read keeps no cursor, and the other side keeps it", async () => {
  await withSides(async (near, far) => {
    const readOnly = ({ session, experiment }: SessionSide): SessionSide => {
      const { store } = session;
      if (!store) throw new Error("the session has a store");
      return { experiment, session: { ...session, store: { ...store, readOnly: "its folder" } } };
    };
    await note(await openShelf(readOnly(near), far), 1);
    assertEquals(await pointsIn(await openShelf(readOnly(near), far)), 1);
    assertEquals(await pointsIn(await openShelf(near, far)), undefined, "the near side has none");
    await note(await openShelf(readOnly(near), readOnly(far)), 2);
    assertEquals(await pointsIn(await openShelf(readOnly(near), readOnly(far))), undefined);
  });
});

Deno.test("an experiment of AWS that was deleted and created anew shares no cursors with the first", async () => {
  await withSides(async (near, far) => {
    await note(await openShelf(near, forgetful(far)), 1);
    const creationTime = new Date(0);
    const anew = { ...forgetful(far), experiment: { ...far.experiment, creationTime } };
    assertEquals(await pointsIn(await openShelf(near, anew)), undefined);
  });
});

Deno.test("another run of the same name starts anew, over the cursor of the first", async () => {
  await withSides(async (near, far) => {
    await note(await openShelf(near, far), 7);
    const other = recordOf({ creationTime: new Date("2026-07-01T00:00:00Z") });
    const cursor = await (await openShelf(near, far)).load(other);
    assertEquals(cursor.state, { ...newCursor(other), version: 1 });
    await cursor.save();
    assertEquals(await pointsIn(await openShelf(near, far), other), undefined);
  });
});

Deno.test("of two syncs of a run the slower one stops, and writes no cursor after that", async () => {
  await withSides(async (near, far) => {
    const shelf = await openShelf(near, far);
    const slow = await shelf.load(run);
    await note(shelf, 7);
    slow.state.points = { loss: 1 };
    // The second would have the right version.
    const saves = [slow.save(), slow.save()];
    for (const save of saves) await assertRejects(() => save, SyncBusyError);
    await assertRejects(() => slow.save(), SyncBusyError);
    assertEquals(await pointsIn(shelf), 7);
  });
});

Deno.test("a cursor that is saved several times at once keeps the last state", async () => {
  await withSides(async (near, far) => {
    const shelf = await openShelf(near, far);
    const { state, save } = await shelf.load(run);
    await Promise.all([1, 2, 3].map((points) => {
      state.points = { loss: points };
      return save();
    }));
    assertEquals(await pointsIn(shelf), 3);
    assertEquals((await shelf.load(run)).state.version, 3);
  });
});

Deno.test("a copy that starts anew forgets everything but the cursor's version", () => {
  const cursor = { ...newCursor(run), version: 5, far: 1, seen: ["x"], groups: ["group"] };
  restart(cursor, run);
  assertEquals(cursor, { ...newCursor(run), version: 5 });
});

Deno.test("metrics that a far run already has count as sent, and those without points do not", () => {
  const near = recordOf({
    metrics: { loss: summaryOf(3, 1), rate: summaryOf(2, 1), more: summaryOf(4, 1) },
  });
  const far = recordOf({ metrics: { loss: summaryOf(1, 9), rate: summaryOf(0, NaN) } });
  const cursor = { ...newCursor(near), flight: [{ token: "t", spans: [] }] };
  adoptPoints(cursor, near, far);
  assertEquals([cursor.points, cursor.flight], [{ loss: 3 }, []]);
});
