import { assert, assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { DeliveryError, type Run, startRun, withRun } from "../../mod.ts";
import { localSession, StoreError } from "../../src/local.ts";

/** What can happen to the folder of a store in use. */
const fates: Readonly<Record<string, (folder: string) => Promise<void>>> = {
  "deleted": (folder) => Deno.remove(folder, { recursive: true }),
  "moved away": (folder) => Deno.rename(folder, `${folder}-moved`),
  "deleted, and another store made there": async (folder) => {
    await Deno.remove(folder, { recursive: true });
    await using session = await localSession({ path: folder });
    await withRun({ experimentName: "another", session }, () => {});
  },
};

async function withStore(
  work: (run: Run, folder: string) => Promise<void>,
  path: (folder: string) => string = (folder) => folder,
): Promise<void> {
  const outer = await Deno.makeTempDir({ prefix: "runlog-vanished-" });
  const folder = `${outer}/store`;
  try {
    await using session = await localSession({ path: path(folder) });
    const run = await startRun({
      experimentName: "vanished",
      runName: "r",
      session,
      captureEnvironment: false,
    });
    run.logMetric("loss", 1);
    await run.flush();
    await work(run, folder);
  } finally {
    await Deno.remove(outer, { recursive: true });
  }
}

/** Asserts that an error is the store's, and names the folder. */
function assertGone(error: unknown, folder: string): void {
  assertInstanceOf(error, StoreError);
  assertEquals(error.folder, folder);
  assert(error.message.includes(`"${folder}"`), error.message);
  assert(/was (deleted or moved|replaced) while it was in use/.test(error.message), error.message);
}

for (const [fate, meet] of Object.entries(fates)) {
  Deno.test(`flush() and close() say that the folder of the store was ${fate}`, () =>
    withStore(async (run, folder) => {
      await meet(folder);
      run.logMetric("loss", 2);
      run.logParameter("late", true);
      assertGone(await assertRejects(() => run.flush()), folder);
      const error = await assertRejects(() => run.close(), DeliveryError);
      assertGone(error.cause, folder);
      assert(error.undelivered.some(({ name }) => name === "status"));
    }));

  Deno.test(`flush() without anything to send says that the folder was ${fate}`, () =>
    withStore(async (run, folder) => {
      await meet(folder);
      assertGone(await assertRejects(() => run.flush()), folder);
      const error = await assertRejects(() => run.close(), DeliveryError);
      assertGone(error.cause, folder);
    }));
}

Deno.test("a database that was deleted from its folder is reported", () =>
  withStore(async (run, folder) => {
    await Deno.remove(`${folder}/runlog.db`);
    assertGone(await assertRejects(() => run.flush()), folder);
    await assertRejects(() => run.close(), DeliveryError);
  }));

Deno.test("errors of a store of a relative path have its absolute one, wherever the process has gone since", async () => {
  const before = Deno.cwd();
  const outer = await Deno.realPath(await Deno.makeTempDir({ prefix: "runlog-relative-" }));
  try {
    Deno.chdir(outer);
    await using session = await localSession({ path: "./runs/here" });
    const run = await startRun({ experimentName: "relative", session });
    Deno.chdir(before);
    await run.flush();
    await Deno.remove(`${outer}/runs`, { recursive: true });
    assertGone(await assertRejects(() => run.flush()), `${outer}/runs/here`);
    await assertRejects(() => run.close(), DeliveryError);
  } finally {
    Deno.chdir(before);
    await Deno.remove(outer, { recursive: true });
  }
});
