import { DatabaseSync } from "node:sqlite";
import { assert, assertEquals, assertGreater } from "@std/assert";
import { startRun } from "../../../mod.ts";
import { localSession } from "../../../src/local.ts";
import { bundleForProcess } from "../../support/bundle.ts";
import { inFolder } from "../../support/temporary_folder.ts";
import { bunPath, nodePath } from "../../support/tools.ts";

/** How long the locks are held, in milliseconds: 300 ticks of the timer. */
const HELD_MS = 3_000;
/** Far below the ticks of a process that goes on, and far above those of one that waits in place. */
const LEAST_TICKS = 30;

interface Waiting {
  readonly ticks: number;
  readonly waited: boolean;
}

interface Report {
  readonly flushed: Waiting;
  readonly opened: Waiting;
  readonly read: Waiting;
  readonly points: number;
}

/** Locks the stores that a child uses, as another process does, until it is released. */
function lockStores(folder: string): () => void {
  const recorded = new DatabaseSync(`${folder}/store/runlog.db`);
  recorded.exec("BEGIN IMMEDIATE");
  Deno.mkdirSync(`${folder}/fresh`);
  const fresh = new DatabaseSync(`${folder}/fresh/runlog.db`);
  fresh.exec("BEGIN EXCLUSIVE");
  return () => {
    for (const database of [recorded, fresh]) {
      database.exec("COMMIT");
      database.close();
    }
  };
}

async function runChild(command: string, args: readonly string[], folder: string): Promise<Report> {
  const child = new Deno.Command(command, {
    args: [...args, folder],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let output = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    const wasReady = output.includes("ready");
    output += text;
    if (wasReady || !output.includes("ready")) continue;
    const release = lockStores(folder);
    await Deno.writeTextFile(`${folder}/locked`, "");
    setTimeout(() => {
      Deno.writeTextFileSync(`${folder}/released`, "");
      release();
    }, HELD_MS);
  }
  assertEquals((await child.status).code, 0, output);
  return JSON.parse(output.trim().split("\n").at(-1) ?? "");
}

const runtimes: Readonly<Record<string, () => Promise<readonly string[]>>> = {
  Deno: () => Promise.resolve([Deno.execPath(), "run", "--allow-all"]),
  Bun: async () => [await bunPath()],
  Node: async () => [await nodePath()],
};

for (const [runtime, find] of Object.entries(runtimes)) {
  Deno.test(`timers of ${runtime} tick while another process has locked the store, and nothing is lost`, () =>
    inFolder(async (folder) => {
      const script = await bundleForProcess("tests/local/store/locked_child.ts", folder);
      const [command = "", ...args] = await find();
      const { flushed, opened, read, points } = await runChild(command, [...args, script], folder);
      assertEquals(points, 100);
      assert(flushed.waited && opened.waited);
      // Only writers and those that create a store wait.
      assert(!read.waited);
      assertGreater(flushed.ticks, LEAST_TICKS);
      assertGreater(opened.ticks, LEAST_TICKS);
    }));
}

Deno.test("the last words of a process wait in place for another's write", () =>
  inFolder(async (folder) => {
    await using session = await localSession({ path: folder });
    const run = await startRun({ experimentName: "dying", runName: "r", session });
    // The first heartbeat has been written.
    const { trialComponentName } = run;
    const [holder] = await session.store?.heartbeats.holders(trialComponentName) ?? [];
    const locker = new Worker(import.meta.resolve("./lock_worker.ts"), { type: "module" });
    locker.postMessage(`${folder}/runlog.db`);
    await new Promise((resolve) => locker.onmessage = resolve);
    const end = { status: "Failed" as const, message: "the end" };
    session.store?.writeLast?.({ trialComponentName, batches: [], changes: {}, end, holder });
    locker.terminate();
    const { Status } = await session.sagemaker.call("DescribeTrialComponent", {
      TrialComponentName: run.trialComponentName,
    });
    assertEquals([Status?.PrimaryStatus, Status?.Message], ["Failed", "the end"]);
    await run.close();
  }));
