import { assert, assertEquals } from "@std/assert";
import { startRun } from "../../../mod.ts";
import { localSession } from "../../../src/local.ts";
import { inFolder } from "../../support/temporary_folder.ts";

/** How often the list of locks is read. */
const READINGS = 20;

/**
 * This process's lock on the index of a store's log, as Linux lists it. It lasts as long as a
 * connection: byte 128, by which SQLite tells an index in use from an abandoned one.
 */
async function locksOf(folder: string): Promise<readonly string[]> {
  const { ino } = await Deno.stat(`${folder}/runlog.db-shm`);
  const found = new Set<string>();
  // Linux may leave a lock out of its list, or list it twice, while others come and go.
  for (let reading = 0; reading < READINGS; reading++) {
    const lines = (await Deno.readTextFile("/proc/locks")).split("\n");
    for (const line of lines) {
      const isOwn = line.includes(` ${Deno.pid} `) && line.endsWith(`:${ino} 128 128`);
      // Without the number of the line.
      if (isOwn) found.add(line.slice(line.indexOf(":") + 1));
    }
  }
  return [...found];
}

Deno.test("opening a store once more leaves this process's locks on it", () =>
  inFolder(async (path) => {
    await using first = await localSession({ path });
    await using run = await startRun({ experimentName: "locks", session: first });
    await run.flush();
    const before = await locksOf(path);
    assert(before.length > 0, "SQLite locks the index of its log");
    await using second = await localSession({ path });
    assertEquals(await locksOf(path), before);
    await second[Symbol.asyncDispose]();
    assertEquals(await locksOf(path), before);
  }));

Deno.test("a worker that opens the same store and ends leaves this process's locks on it", () =>
  inFolder(async (path) => {
    await using session = await localSession({ path });
    await using run = await startRun({ experimentName: "locks", session });
    await run.flush();
    const before = await locksOf(path);
    assertEquals(before.length, 1);
    const worker = new Worker(new URL("./locks_worker.ts", import.meta.url), { type: "module" });
    const { promise, resolve } = Promise.withResolvers<unknown>();
    worker.onmessage = ({ data }) => resolve(data);
    worker.postMessage(path);
    assertEquals(await promise, "closed");
    worker.terminate();
    // The end of a thread is not announced.
    await new Promise((resolve) => setTimeout(resolve, 200));
    assertEquals(await locksOf(path), before);
  }));
