import { assert, assertEquals } from "@std/assert";
import { listRuns, type Session, withRun } from "../../mod.ts";
import { serviceSession } from "../../src/local.ts";
import { Forwarder } from "../../src/sync/forwarder.ts";
import fc from "../support/fast_check.ts";
import { memoryLogger } from "../support/loggers.ts";
import { awsRefusal, scriptedAws } from "../support/scripted_aws.ts";
import { temporaryService } from "../support/services.ts";
import { until } from "../support/until.ts";

/** Runs that are recorded, while the destination lets nobody in or does. */
const ROUND = fc.record({ isShut: fc.boolean(), runs: fc.integer({ min: 1, max: 2 }) });

Deno.test("whatever syncs of a durable session failed before, its runs are all at the destination in the end", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(ROUND, { minLength: 1, maxLength: 4 }), async (rounds) => {
      await using near = await temporaryService();
      await using far = await temporaryService();
      const logger = memoryLogger();
      const from = await serviceSession(near, { logger });
      let isShut = false;
      const { session: to, calls } = await scriptedAws(
        far,
        () => isShut ? awsRefusal("AccessDeniedException", "not now") : undefined,
        { turns: 0 },
      );
      // A first sync takes all that is there: later ones take only what they were told.
      const recorded = [await record(from, "first")];
      const forwarder = new Forwarder(from, to, 0);
      forwarder.note("demo-first");
      await until(async () => (await namesIn(far)).includes("first"), "the first run");
      for (const [index, round] of rounds.entries()) {
        isShut = round.isShut;
        const before = calls.length;
        for (let number = 0; number < round.runs; number++) {
          const name = await record(from, `run-${index}-${number}`);
          recorded.push(name);
          forwarder.note(`demo-${name}`);
        }
        const [last = ""] = recorded.slice(-1);
        await until(
          async () => isShut ? calls.length > before : (await namesIn(far)).includes(last),
          `an answer about ${last}`,
        );
      }
      isShut = false;
      // Nothing is noted anymore: what is left of the failed syncs is sent at the end.
      await forwarder.finish(600_000);
      assertEquals(await namesIn(far), recorded.toSorted());
    }),
    { numRuns: 5 },
  );
});

Deno.test("runs that an earlier process left are copied by a later sync, if the first one fails", async () => {
  await using near = await temporaryService();
  await using far = await temporaryService();
  const from = await serviceSession(near, { logger: memoryLogger() });
  let isShut = true;
  const { session: to, calls } = await scriptedAws(
    far,
    // The sync of the noted run passes; that of all runs, which asks for the other experiment, fails.
    ({ members }) =>
      isShut && members["ExperimentName"] === "other"
        ? awsRefusal("AccessDeniedException", "not now")
        : undefined,
    { turns: 0 },
  );
  await withRun({ experimentName: "other", runName: "left", session: from }, () => {});
  await record(from, "own");
  const forwarder = new Forwarder(from, to, 0);
  forwarder.note("demo-own");
  await until(
    () => Promise.resolve(calls.some(({ members }) => members["ExperimentName"] === "other")),
    "a request for the other experiment",
  );
  isShut = false;
  forwarder.note("demo-own");
  await forwarder.finish(600_000);
  const found = await far.operations?.call("DescribeTrialComponent", {
    TrialComponentName: "other-left",
  });
  assert(found?.kind === "output", JSON.stringify(found));
});

Deno.test("a destination that is away is reported once in a row, and again after it was there", async () => {
  await using near = await temporaryService();
  await using far = await temporaryService();
  const logger = memoryLogger();
  const from = await serviceSession(near, { logger });
  let isShut = true;
  const { session: to, calls } = await scriptedAws(
    far,
    () => isShut ? awsRefusal("AccessDeniedException", "not now") : undefined,
    { turns: 0 },
  );
  const warnings = (): number =>
    logger.lines.filter((line) => line.includes("cannot copy runs yet")).length;
  const forwarder = new Forwarder(from, to, 0);
  for (let round = 0; round < 3; round++) {
    const before = calls.length;
    forwarder.note(`demo-${await record(from, `shut-${round}`)}`);
    await until(() => Promise.resolve(calls.length > before && warnings() >= 1), "a warning");
    assertEquals(warnings(), 1);
  }
  isShut = false;
  forwarder.note(`demo-${await record(from, "open")}`);
  await until(async () => (await namesIn(far)).length === 4, "four runs");
  isShut = true;
  forwarder.note(`demo-${await record(from, "shut-again")}`);
  await until(() => Promise.resolve(warnings() === 2), "a second warning");
  isShut = false;
  await forwarder.finish(600_000);
  assertEquals(warnings(), 2);
});

async function record(session: Session, runName: string): Promise<string> {
  await withRun({ experimentName: "demo", runName, session, captureEnvironment: false }, () => {});
  return runName;
}

async function namesIn(service: Awaited<ReturnType<typeof temporaryService>>) {
  const lasting = { ...service, close: () => Promise.resolve() };
  const session = await serviceSession(lasting);
  try {
    const runs = await Array.fromAsync(listRuns({ experimentName: "demo", session }));
    return runs.map(({ runName }) => runName).sort();
  } catch {
    // The experiment is not there yet.
    return [];
  }
}
