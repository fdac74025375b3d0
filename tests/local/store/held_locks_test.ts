import { DatabaseSync } from "node:sqlite";
import { assertEquals, assertGreater } from "@std/assert";
import { localService } from "../../../src/local.ts";
import { bundleForProcess } from "../../support/bundle.ts";
import { dice, SEED } from "../../support/dice.ts";
import { RUNTIMES } from "../../support/runtimes.ts";
import { inFolder } from "../../support/temporary_folder.ts";
import { openStore } from "../test_service.ts";

/** How long a lock is held, and how long the store is free then, in milliseconds. */
const HELD_MS = [400, 1_600] as const;
const FREE_MS = [50, 150] as const;
/** Part of the ticks of an idle process: waiting in place leaves about a tenth. */
const LEAST_TICKS = 0.3;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Holds the write lock of a store for random times until the signal aborts. */
async function holdLocks(path: string, roll: () => number, signal: AbortSignal): Promise<void> {
  const database = new DatabaseSync(`${path}/runlog.db`);
  while (!signal.aborted) {
    try {
      database.exec("BEGIN IMMEDIATE");
    } catch {
      await pause(1);
      continue;
    }
    await pause(between(roll, HELD_MS));
    database.exec("ROLLBACK");
    await pause(between(roll, FREE_MS));
  }
  database.close();
}

function between(roll: () => number, [least, most]: readonly [number, number]): number {
  return least + roll() * (most - least);
}

async function recordUnderLocks(program: readonly string[], path: string): Promise<unknown> {
  await (await localService({ path })).close();
  const [command = "", ...args] = program;
  const child = new Deno.Command(command, {
    args: [...args, path],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const ended = new AbortController();
  let [output, locks] = ["", Promise.resolve()];
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    const wasReady = output.includes("ready");
    output += text;
    if (wasReady || !output.includes("ready")) continue;
    locks = holdLocks(path, dice(SEED), ended.signal);
    const input = child.stdin.getWriter();
    await input.write(new TextEncoder().encode("go\n"));
    await input.close();
  }
  ended.abort();
  await locks;
  assertEquals((await child.status).code, 0, output);
  return JSON.parse(output.trim().split("\n").at(-1) ?? "");
}

for (const [runtime, programOf] of Object.entries(RUNTIMES)) {
  Deno.test(`four sessions of a thread in ${runtime} go on under another process's locks, and every point is kept`, () =>
    inFolder(async (folder) => {
      const script = await bundleForProcess("tests/local/store/held_locks_child.ts", folder);
      const path = `${folder}/store`;
      const found = await recordUnderLocks([...await programOf(), script], path);
      // Printed by the child.
      const { idle, ticks, recorded, left } = found as {
        readonly idle: number;
        readonly ticks: number;
        readonly recorded: readonly number[];
        readonly left: readonly string[];
      };
      assertEquals(recorded, [200, 200, 200, 200]);
      assertEquals(left, ["run-0", "run-2"]);
      assertGreater(ticks / idle, LEAST_TICKS);
    }));
}

Deno.test("while a write waits for another process's lock, reads of the same store are answered", () =>
  inFolder(async (folder) => {
    const store = openStore(folder);
    const other = new DatabaseSync(`${folder}/runlog.db`);
    other.exec("BEGIN IMMEDIATE");
    const order: string[] = [];
    const writes = ["first", "second"].map((name) =>
      store.write(({ objects }) => objects.createBucket(name, 1)).then(() => void order.push(name))
    );
    // One attempt is over.
    await pause(20);
    assertEquals(await store.read(({ objects }) => objects.buckets()), []);
    assertEquals(order, []);
    other.exec("ROLLBACK");
    other.close();
    await Promise.all(writes);
    assertEquals(order, ["first", "second"]);
    const buckets = await store.read(({ objects }) => objects.buckets());
    assertEquals(buckets.map(({ name }) => name), ["first", "second"]);
    await store.close();
  }));
