import { DatabaseSync } from "node:sqlite";
import { assertEquals, assertGreater, assertLess } from "@std/assert";
import { bundleForProcess } from "../../support/bundle.ts";
import { linesOf } from "../../support/children.ts";
import { copyFolder } from "../../support/copy_folder.ts";
import { fillStore } from "../../support/fill_store.ts";
import { seriesOf } from "../../support/points.ts";
import { RUNTIMES } from "../../support/runtimes.ts";
import { inFolder } from "../../support/temporary_folder.ts";
import { openStore } from "../test_service.ts";
import type { TurnCostReport } from "./turn_costs_child.ts";

/** How long another process holds the write lock, in milliseconds. */
const HELD_MS = 8_000;

const RUNS = 30_000;
const POINTS = 400_000;

/**
 * Most work between two turns of the event loop, in units of 50 ms on this machine. A turn is due
 * after 10 ms; the rest is for the collection of garbage and compilation, which count as well. All of
 * the search takes five units.
 */
const MOST_UNITS = 2;

async function fill(folder: string): Promise<void> {
  const store = openStore(folder);
  const names = { parameters: ["lr"], metrics: ["loss"] };
  await fillStore(store, { experimentName: "large", runs: RUNS, ...names });
  for (let start = 0; start < POINTS; start += 25_000) {
    const values = Array.from({ length: 25_000 }, (_, at) => start + at);
    await store.write(({ points }) => points.put(seriesOf("large-r7", "curve", values), 1));
  }
  await store.close();
}

/** Runs the child in a runtime, and holds the store's lock while the child writes. */
async function costsIn(
  program: readonly string[],
  script: string,
  folder: string,
): Promise<TurnCostReport> {
  const [command = "", ...args] = program;
  const child = new Deno.Command(command, {
    args: [...args, script, folder],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let last = "";
  let holding: Promise<void> | undefined;
  for await (const line of linesOf(child)) {
    if (line === "ready") {
      const database = new DatabaseSync(`${folder}/runlog.db`);
      // The child itself may be at the end of its upkeep.
      database.exec("PRAGMA busy_timeout = 60000");
      database.exec("BEGIN IMMEDIATE");
      holding = new Promise((resolve) => setTimeout(resolve, HELD_MS)).then(() => {
        database.exec("ROLLBACK");
        database.close();
      });
      const input = child.stdin.getWriter();
      await input.write(new TextEncoder().encode("go\n"));
      await input.close();
    }
    last = line;
  }
  await holding;
  assertEquals((await child.status).code, 0, last);
  // Printed by the child.
  return JSON.parse(last) as TurnCostReport;
}

Deno.test("a lock of 8 s, a search that finds nothing and a long deletion leave the event loop to others after little work of their own, in each runtime", () =>
  inFolder(async (folder) => {
    await fill(`${folder}/filled`);
    const script = await bundleForProcess("tests/local/store/turn_costs_child.ts", folder);
    const reports = await Promise.all(
      Object.entries(RUNTIMES).map(async ([runtime, programOf]) => {
        const store = `${folder}/${runtime}`;
        await copyFolder(`${folder}/filled`, store);
        return [runtime, await costsIn(await programOf(), script, store)] as const;
      }),
    );
    for (const [runtime, { reference, locked, reads, ...costs }] of reports) {
      for (const [work, { turn, lock, turns }] of Object.entries(costs)) {
        console.log(
          `${runtime}, ${work}: at most ${
            turn.toFixed(0)
          } ms of CPU between two of ${turns} turns, ` +
            `${lock.toFixed(0)} ms in a write; 50 ms of work take ${reference.toFixed(0)} ms`,
        );
        const most = MOST_UNITS * Math.max(50, reference);
        assertLess(turn, most, `${runtime}, ${work}: between two turns`);
        assertLess(lock, most, `${runtime}, ${work}: while it holds the write lock`);
      }
      assertGreater(costs.search.turns, 3, runtime);
      // A slice of the deletion has 5,000 rows.
      assertGreater(costs.deletion.turns, POINTS / 5_000 / 2, runtime);
      // An attempt that waits in place uses no processor time.
      assertEquals(locked.filter(({ waitMs }) => waitMs > 0), [], runtime);
      // At most 50 ms apart: 160 of them on an idle machine.
      assertGreater(new Set(locked.map(({ turn }) => turn)).size, 20, runtime);
      assertGreater(reads, 20, runtime);
    }
  }));
