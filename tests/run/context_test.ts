import { assert, assertEquals } from "@std/assert";
import { currentRun, type Run, withRun } from "../../mod.ts";
import { serviceSession } from "../../src/local.ts";
import { temporaryService } from "../support/services.ts";

/** A run whose body goes on until it is let go. */
function openBeside(options: Parameters<typeof withRun>[0]) {
  const [begun, held] = [Promise.withResolvers<Run>(), Promise.withResolvers<void>()];
  const done = withRun(options, async (run) => {
    begun.resolve(run);
    await held.promise;
    assert(currentRun() === run, "the body's own run");
  });
  return { begun: begun.promise, end: () => (held.resolve(), done) };
}

Deno.test("a withRun() that nobody awaits is not the run of its caller, while it opens, runs and after it", async () => {
  await using service = await temporaryService();
  const session = await serviceSession(service);
  const options = { experimentName: "demo", session, captureEnvironment: false };
  const { begun, end } = openBeside(options);
  assertEquals(currentRun(), undefined, "while it opens");
  await begun;
  assertEquals(currentRun(), undefined, "while it runs");
  await Promise.all([0, 1].map(async () => {
    await Promise.resolve();
    assertEquals(currentRun(), undefined, "in what the caller does beside it");
  }));
  await end();
  assertEquals(currentRun(), undefined, "after it");
});

Deno.test("a withRun() that nobody awaits leaves the caller in the run that it was in", async () => {
  await using service = await temporaryService();
  const session = await serviceSession(service);
  const options = { experimentName: "demo", session, captureEnvironment: false };
  await withRun(options, async (outer) => {
    const { begun, end } = openBeside(options);
    assert(currentRun() === outer, "while it opens");
    assert(await begun !== outer);
    assert(currentRun() === outer, "while it runs");
    await end();
    assert(currentRun() === outer, "after it");
  });
  assertEquals(currentRun(), undefined);
});
