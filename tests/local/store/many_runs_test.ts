import { assertEquals } from "@std/assert";
import { searchRuns } from "../../../mod.ts";
import { localSession } from "../../../src/local.ts";
import { type ScriptRuntime, startScript } from "../../support/children.ts";

const PROCESSES: readonly ScriptRuntime[] = ["deno", "bun", "node", "deno"];
const RUNS = 32;
const POINTS = 1_000;

Deno.test("4 processes of three runtimes record 32 runs each into one store at once, and no point is lost", async () => {
  const folder = await Deno.makeTempDir({ prefix: "runlog-crowd-" });
  try {
    const waits = await Promise.all(PROCESSES.map(async (runtime, index) => {
      const args = [folder, `p${index}`, String(RUNS), String(POINTS)];
      const child = await startScript(runtime, "tests/local/store/many_runs_child.ts", args);
      const { code, stdout, stderr } = await child.output();
      assertEquals(code, 0, new TextDecoder().decode(stderr));
      return Number(new TextDecoder().decode(stdout));
    }));
    await using session = await localSession({ path: folder });
    const found = await Array.fromAsync(searchRuns({ experimentName: "crowd", session }));
    assertEquals(found.length, PROCESSES.length * RUNS);
    for (const { runName, status, metrics } of found) {
      const { count, min, max, avg } = metrics["loss"] ?? {};
      const mean = (POINTS - 1) / 2;
      assertEquals([status, count, min, max, avg], [
        "Completed",
        POINTS,
        0,
        POINTS - 1,
        mean,
      ], runName);
    }
    console.log(
      `R14: ${found.length} runs of ${POINTS} points by ${PROCESSES.length} processes, 0 lost; the ` +
        `longest of ${found.length * POINTS / 100} flushes took ${
          Math.max(...waits).toFixed(0)
        } ms`,
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
