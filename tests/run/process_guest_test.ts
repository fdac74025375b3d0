import { assert, assertEquals } from "@std/assert";
import { getRun, loadRun, type Run, type RunRecord, type Session, startRun } from "../../mod.ts";
import { localSession } from "../../src/local.ts";
import { linesOf, type ScriptRuntime, startScript } from "../support/children.ts";
import { inFolder } from "../support/temporary_folder.ts";

const CHILD = "tests/run/process_end_child.ts";
const CRASHED = "The process ended with an uncaught error: out of range";

/** Starts the child, and sends a signal as soon as it is ready and the work is done. */
async function runChild(
  runtime: ScriptRuntime,
  args: readonly [place: string, ending: string],
  onReady: () => Promise<void> = () => Promise.resolve(),
): Promise<string> {
  const child = await startScript(runtime, CHILD, args);
  const stderr = new Response(child.stderr).text();
  for await (const line of linesOf(child)) {
    if (line !== "ready") continue;
    await onReady();
    child.kill("SIGTERM");
  }
  await child.status;
  return await stderr;
}

async function read(session: Session, { experimentName, runName }: Run): Promise<RunRecord> {
  return await getRun({ experimentName, runName }, { session });
}

for (const runtime of ["deno", "bun", "node"] as const) {
  Deno.test(`in ${runtime}, a signal to the owner of a run leaves it to its guest, who ends it as Stopped`, () =>
    inFolder(async (path) => {
      await using session = await localSession({ path });
      let guest: Run | undefined;
      await runChild(runtime, [path, "go-on"], async () => {
        guest = await loadRun({ experimentName: "endings", runName: "go-on", session });
      });
      assert(guest);
      const held = await read(session, guest);
      assertEquals([held.status, held.endTime], ["InProgress", undefined]);
      assert((held.metrics["loss"]?.count ?? 0) >= 3);
      await guest.close();
      const ended = await read(session, guest);
      assertEquals([ended.status, ended.statusMessage], [
        "Stopped",
        "The process received SIGTERM",
      ]);
    }));

  for (const [ending, reason] of [["go-on", "The process received SIGTERM"], ["throw", CRASHED]]) {
    Deno.test(`in ${runtime}, a guest that ends by ${ending} leaves its last point, and the run to its owner`, () =>
      inFolder(async (path) => {
        await using session = await localSession({ path });
        const runName = ending ?? "";
        const run = await startRun({ experimentName: "endings", runName, session });
        const stderr = await runChild(runtime, [path, runName]);
        const told =
          `a guest of run "${run.trialComponentName}" failed; the run continues: ${reason}`;
        assertEquals(stderr.split(told).length, 2, stderr);
        const held = await read(session, run);
        assertEquals([held.status, held.endTime], ["InProgress", undefined]);
        assertEquals(held.parameters["lr"], 0.1);
        assert((held.metrics["loss"]?.count ?? 0) >= 3);
        await run.close();
        assertEquals((await read(session, run)).status, "Completed");
      }));
  }
}
