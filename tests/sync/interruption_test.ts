import { assertEquals, assertGreater, assertLessOrEqual } from "@std/assert";
import { awsSession, getRun, type Session, syncRuns, updateRun, withRun } from "../../mod.ts";
import { type LocalService, serviceSession } from "../../src/local.ts";
import { snapshotOf } from "../support/compare_stores.ts";
import { temporaryService } from "../support/services.ts";
import { mortal, recordEverything } from "../support/sync_sides.ts";

const FULL = [{ experimentName: "whole", runName: "full" }];

/** A session that knows no more of a service than of AWS: its protocol. */
async function awsTo(service: LocalService): Promise<Session> {
  return await awsSession({
    region: service.region,
    endpoint: "http://runlog.local",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
    fetch: (request) => service.fetch(request),
  });
}

/**
 * The two sides of a sync, and how many requests of a run may be on their way at once: its four files,
 * or as many batches as go to AWS.
 */
const DIRECTIONS = [
  { name: "from store to store", near: serviceSession, far: serviceSession, inFlight: 4 },
  { name: "from a store to AWS", near: serviceSession, far: awsTo, inFlight: 8 },
  { name: "from AWS to a store", near: awsTo, far: serviceSession, inFlight: 4 },
] as const;

for (const direction of DIRECTIONS) {
  Deno.test(`a sync ${direction.name} that dies at any of its requests is finished by the next one, which repeats what was on its way at most`, async () => {
    await using near = await temporaryService();
    await recordEverything(await serviceSession(near));
    const from = await direction.near(near);
    const clean = await cleanSync(from, direction.far);
    let interruptions = 0;
    for (const moment of ["before", "after"] as const) {
      for (let request = 1;; request++) {
        await using far = await temporaryService();
        const watched = mortal(far);
        const to = await direction.far(watched.service);
        const killed = new AbortController();
        watched.dieAt(request, moment, () => killed.abort(new Error("killed")));
        const sync = syncRuns({ from, to, runs: FULL, signal: killed.signal });
        if (await sync.then(() => true, () => false)) break;
        interruptions++;
        const before = watched.writes.length;
        watched.dieAt(undefined);
        await syncRuns({ from, to, runs: FULL });
        const which = `${moment} request ${request}`;
        assertLessOrEqual(
          before + watched.writes.length,
          clean.writes + direction.inFlight,
          which,
        );
        await syncRuns({ from, to });
        assertEquals(
          await snapshotOf(await serviceSession(far), "in any order"),
          clean.snapshot,
          which,
        );
      }
    }
    assertGreater(interruptions, 2 * clean.writes);
    console.log(`interrupted ${direction.name}: ${interruptions} trials, 0 failures`);
  });
}

for (const isCopied of [false, true]) {
  const state = isCopied ? "copied before" : "new";
  Deno.test(`a ${state} run that changes after its sync died at any request is copied by the next one, without a conflict`, async () => {
    const run = { experimentName: "demo", runName: "one" };
    let interruptions = 0;
    for (let request = 1;; request++) {
      await using near = await temporaryService();
      await using far = await temporaryService();
      const from = await serviceSession(near);
      const watched = mortal(far);
      const to = await serviceSession(watched.service);
      await withRun({ ...run, session: from, captureEnvironment: false }, () => {});
      if (isCopied) {
        await syncRuns({ from, to });
        await updateRun(run, { notes: "second" }, { session: from });
      }
      const killed = new AbortController();
      watched.dieAt(request, "after", () => killed.abort(new Error("killed")));
      const sync = syncRuns({ from, to, signal: killed.signal });
      if (await sync.then(() => true, () => false)) break;
      interruptions++;
      watched.dieAt(undefined);
      await updateRun(run, { notes: "third" }, { session: from });
      const { outcomes } = await syncRuns({ from, to });
      assertEquals(outcomes.conflict, 0, `after request ${request}`);
      assertEquals((await getRun(run, { session: to })).notes, "third", `after request ${request}`);
    }
    assertGreater(interruptions, 2);
  });
}

/** What a sync that nothing interrupts writes, and leaves. */
async function cleanSync(
  from: Session,
  open: (service: LocalService) => Promise<Session>,
): Promise<{ readonly writes: number; readonly snapshot: unknown }> {
  await using far = await temporaryService();
  const watched = mortal(far);
  const to = await open(watched.service);
  await syncRuns({ from, to, runs: FULL });
  const writes = watched.writes.length;
  await syncRuns({ from, to });
  return { writes, snapshot: await snapshotOf(await serviceSession(far), "in any order") };
}
