import { assertEquals, assertRejects } from "@std/assert";
import {
  deleteRun,
  getRun,
  listGraphs,
  loadRun,
  type Run,
  type Session,
  startRun,
  SyncConflictError,
  type SyncProgress,
  syncRuns,
  updateRun,
  withRun,
} from "../../mod.ts";
import { serviceSession } from "../../src/local.ts";
import { compareStores, snapshotOf } from "../support/compare_stores.ts";
import { temporaryService } from "../support/services.ts";
import { recordEverything } from "../support/sync_sides.ts";

interface Sides extends AsyncDisposable {
  readonly from: Session;
  readonly to: Session;
}

async function twoSides(): Promise<Sides> {
  const [from, to] = await Promise.all([
    temporaryService().then(serviceSession),
    temporaryService().then(serviceSession),
  ]);
  return {
    from,
    to,
    async [Symbol.asyncDispose]() {
      await from[Symbol.asyncDispose]();
      await to[Symbol.asyncDispose]();
    },
  };
}

const names = { experimentName: "demo", runName: "one" };

async function record(session: Session, body: (run: Run) => unknown): Promise<void> {
  await withRun({ ...names, session, captureEnvironment: false }, async (run) => {
    await body(run);
  });
}

Deno.test("a second sync sends what has changed: points, parameters, removals, tags, new files", async () => {
  await using sides = await twoSides();
  const { from, to } = sides;
  await recordEverything(from);
  await syncRuns(sides);
  const full = { experimentName: "whole", runName: "full" };
  {
    await using run = await loadRun({ ...full, session: from });
    for (let step = 40; step < 47; step++) run.logMetric("loss", 0, { step });
    run.logMetric("accuracy", 1, { step: 0 });
    run.logParameter("rate", 0.2);
    await run.logFile(new Blob(["new"]), { name: "new.txt" });
    await run.logRocCurve([0, 1, 1, 0], [0.5, 0.4, 0.35, 0.8], { title: "test" });
  }
  const tags = { team: null, stage: "last", owner: "ada" };
  await updateRun(full, { notes: null, parameters: { optimizer: null }, tags }, { session: from });
  const { runs } = await syncRuns(sides);
  assertEquals(
    runs.map(({ runName, outcome, points, files }) => [runName, outcome, points, files]),
    [["broken", "unchanged", 0, 0], ["full", "updated", 8, 2]],
  );
  await compareStores(from, to);
});

Deno.test("points of a run in progress arrive with each sync, and its end with the last", async () => {
  await using sides = await twoSides();
  const { from, to } = sides;
  {
    await using run = await startRun({ ...names, session: from });
    for (let round = 1; round <= 3; round++) {
      for (let point = 0; point < 10; point++) run.logMetric("loss", point, { step: point });
      await run.flush();
      assertEquals((await syncRuns(sides)).points, 10);
      assertEquals((await getRun(names, { session: to })).metrics["loss"]?.count, 10 * round);
    }
    assertEquals((await syncRuns(sides)).outcomes.unchanged, 1);
    assertEquals((await getRun(names, { session: to })).status, "InProgress");
  }
  await syncRuns(sides);
  assertEquals((await getRun(names, { session: to })).status, "Completed");
  await compareStores(from, to);
});

Deno.test("a run that was changed at the far side alone, or on both, is decided by onConflict", async () => {
  await using sides = await twoSides();
  const { from, to } = sides;
  await record(from, (run) => run.logParameter("rate", 1));
  await syncRuns(sides);
  await updateRun(names, { parameters: { rate: 2 } }, { session: to });
  assertEquals((await syncRuns(sides)).outcomes.unchanged, 1, "nothing has changed here");
  await updateRun(names, { parameters: { rate: 3 } }, { session: from });
  const error = await assertRejects(
    () => syncRuns({ ...sides, onConflict: "error" }),
    SyncConflictError,
  );
  assertEquals([error.experimentName, error.runName], ["demo", "one"]);
  const rate = async () => (await getRun(names, { session: to })).parameters["rate"];
  assertEquals((await syncRuns(sides)).outcomes.conflict, 1);
  assertEquals(await rate(), 2);
  assertEquals((await syncRuns({ ...sides, onConflict: "overwrite" })).outcomes.updated, 1);
  assertEquals(await rate(), 3);
  await compareStores(from, to);
  assertEquals((await syncRuns(sides)).outcomes.unchanged, 1);
});

Deno.test("another run of the same names at the far side is a conflict; the same run is none", async () => {
  await using sides = await twoSides();
  const { from, to } = sides;
  await record(from, (run) => run.logMetric("loss", 1, { step: 0 }));
  await record(to, (run) => {
    run.logParameter("other", true);
    run.logMetrics({ loss: 5, more: 1 }, { step: 0 });
  });
  assertEquals((await syncRuns(sides)).outcomes.conflict, 1);
  const { runs } = await syncRuns({ ...sides, onConflict: "overwrite" });
  assertEquals(runs[0]?.points, 0, "points that are there cannot be replaced");
  const { parameters, metrics } = await getRun(names, { session: to });
  assertEquals([parameters, metrics["loss"]?.last], [{}, 5]);

  await using third = await twoSides();
  await syncRuns({ from, to: third.to });
  await using copy = await twoSides();
  await syncRuns({ from: third.to, to: copy.to });
  const again = await syncRuns({ from, to: copy.to });
  assertEquals([again.outcomes.unchanged, again.points], [1, 0], "it came by another way");
  await compareStores(from, copy.to);
});

Deno.test("a run that is deleted here and made anew is no copy of the first", async () => {
  await using sides = await twoSides();
  const { from } = sides;
  await record(from, (run) => run.logMetric("loss", 1, { step: 0 }));
  await syncRuns(sides);
  await deleteRun(names, { session: from });
  await record(from, (run) => run.logMetric("loss", 2, { step: 0 }));
  assertEquals((await syncRuns(sides)).outcomes.conflict, 1);
});

Deno.test("a run that is deleted at the far side comes back whole once it changes here", async () => {
  await using sides = await twoSides();
  const { from, to } = sides;
  await recordEverything(from);
  await syncRuns(sides);
  const full = { experimentName: "whole", runName: "full" };
  await deleteRun(full, { session: to });
  assertEquals((await syncRuns(sides)).outcomes.unchanged, 2);
  await updateRun(full, { parameters: { rate: 9 } }, { session: from });
  assertEquals((await syncRuns(sides)).outcomes.created, 1);
  await compareStores(from, to);
});

Deno.test("a graph that an open run links without a change of itself is copied by the next sync", async () => {
  await using sides = await twoSides();
  const { from, to } = sides;
  await using run = await startRun({ ...names, session: from, captureEnvironment: false });
  await syncRuns(sides);
  assertEquals((await syncRuns(sides)).outcomes.unchanged, 1);
  await run.logConfusionMatrix(["a", "b"], ["a", "a"], { title: "validation" });
  const links = async (session: Session): Promise<number> =>
    (await Array.fromAsync(listGraphs(names, { session }))).length;
  assertEquals([await links(from), await links(to)], [1, 0]);
  await syncRuns(sides);
  assertEquals(await links(to), 1);
});

Deno.test("syncs of the same sides at the same time leave every point once", async () => {
  await using sides = await twoSides();
  const { from, to } = sides;
  await recordEverything(from);
  for (let index = 0; index < 5; index++) {
    await withRun({ ...names, runName: `r${index}`, session: from }, (run) => {
      for (let step = 0; step < 1_000; step++) run.logMetric("loss", step, { step });
    });
  }
  const syncs = await Promise.all([1, 2, 3].map(() => syncRuns(sides)));
  assertEquals(syncs.reduce((sum, { outcomes }) => sum + outcomes.conflict, 0), 0);
  await compareStores(from, to);
});

Deno.test("a dry run says what a sync would do, and writes nothing", async () => {
  await using sides = await twoSides();
  const { from, to } = sides;
  await recordEverything(from);
  const planned = await syncRuns({ ...sides, dryRun: true });
  assertEquals(await snapshotOf(to), {});
  const done = await syncRuns(sides);
  const facts = ({ outcomes, points, files, bytes }: typeof done) => [
    outcomes,
    points,
    files,
    bytes,
  ];
  assertEquals(facts(planned), facts(done));
  const again = await syncRuns({ ...sides, dryRun: true });
  assertEquals(again.outcomes.unchanged, 2);
});

Deno.test("progress counts up to what the summary says", async () => {
  await using sides = await twoSides();
  await recordEverything(sides.from);
  const seen: SyncProgress[] = [];
  const onProgress = (progress: SyncProgress): void => void seen.push(progress);
  const { points, files, bytes } = await syncRuns({ ...sides, onProgress });
  assertEquals(seen.at(-1), { runs: 2, points, files, bytes });
  const counts = seen.map((progress) => progress.points);
  assertEquals(counts, counts.toSorted((a, b) => a - b));
});

Deno.test("what a sync takes can be limited to an experiment or to runs", async () => {
  await using sides = await twoSides();
  const { from, to } = sides;
  for (const experimentName of ["a", "b"]) {
    for (const runName of ["x", "y"]) {
      await withRun({ experimentName, runName, session: from }, () => {});
    }
  }
  const wanted = { experimentName: "B", runName: "X" };
  assertEquals((await syncRuns({ ...sides, runs: [wanted] })).runs.length, 1);
  assertEquals((await syncRuns({ ...sides, experimentName: "A" })).outcomes.created, 2);
  const record = await getRun({ experimentName: "b", runName: "y" }, { session: from });
  assertEquals((await syncRuns({ ...sides, runs: [record] })).outcomes.created, 1);
  await compareStores(from, to);
});
