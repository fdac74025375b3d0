import { DatabaseSync } from "node:sqlite";
import { assert, assertEquals, assertGreaterOrEqual, assertLess } from "@std/assert";
import { getRun, type RunRecord } from "../../mod.ts";
import { localSession } from "../../src/local.ts";
import { linesOf, type ScriptRuntime, startScript } from "../support/children.ts";
import { faultServer } from "../support/fault_server.ts";
import { watchPace } from "../support/pace.ts";
import { inFolder } from "../support/temporary_folder.ts";

const CHILD = "tests/run/endings_child.ts";
const RUNTIMES: readonly ScriptRuntime[] = ["deno", "bun", "node"];

async function read(path: string, runName: string): Promise<RunRecord> {
  await using session = await localSession({ path });
  return await getRun({ experimentName: "endings", runName }, { session });
}

/** What SQLite itself says of the store, before anything else has opened it. */
function integrityOf(folder: string): unknown {
  const database = new DatabaseSync(`${folder}/runlog.db`);
  try {
    return database.prepare("PRAGMA integrity_check").get()?.["integrity_check"];
  } finally {
    database.close();
  }
}

for (const runtime of RUNTIMES) {
  for (const ending of ["left-by-error", "open-at-error"]) {
    Deno.test(`in ${runtime}, a run ${ending} of a dying process is Failed, and earlier ones are untouched`, () =>
      inFolder(async (folder) => {
        const child = await startScript(runtime, CHILD, [folder, ending]);
        const { code, stderr } = await child.output();
        assert(code !== 0);
        assert(new TextDecoder().decode(stderr).includes("out of range"));
        const { status, statusMessage, endTime } = await read(folder, ending);
        assertEquals(status, "Failed");
        assertEquals(statusMessage, "The process ended with an uncaught error: out of range");
        assert(endTime);
        assertEquals((await read(folder, "before")).status, "Completed");
      }));
  }

  Deno.test(`in ${runtime}, handleSignals() ends open runs as Stopped and exits as shells expect`, () =>
    inFolder(async (folder) => {
      const child = await startScript(runtime, CHILD, [folder, "signal"]);
      for await (const line of linesOf(child)) if (line === "ready") break;
      child.kill("SIGTERM");
      const { code } = await child.status;
      await child.stderr.cancel();
      assertEquals(code, 143);
      const { status, statusMessage } = await read(folder, "signal");
      assertEquals([status, statusMessage], ["Stopped", "The process received SIGTERM"]);
    }));

  Deno.test(`in ${runtime}, an endpoint that dies ends in one error within the time limit, and the process exits`, async () => {
    const opening = ["ExperimentArn", "TrialComponentArn", "TrialArn"];
    // Everything that opens a run is answered; after that, nothing is.
    await using server = await faultServer((socket, request) => {
      if (request >= 5) return;
      const body = JSON.stringify(
        Object.fromEntries(opening.map((name) => [name, "arn:a:b:c:d:e/f"])),
      );
      const fields = `content-type: application/x-amz-json-1.1\r\ncontent-length: ${body.length}`;
      socket.write(`HTTP/1.1 200 OK\r\n${fields}\r\n\r\n${body}`);
    });
    using pace = watchPace();
    const child = await startScript(runtime, CHILD, [server.url, "dead-endpoint"]);
    let closed: { name: string; points: number; took: number } | undefined;
    let closedAt = 0;
    for await (const line of linesOf(child)) {
      closed = JSON.parse(line);
      closedAt = performance.now();
    }
    await child.status;
    await child.stderr.cancel();
    assertEquals([closed?.name, closed?.points], ["DeliveryError", 25]);
    const livedOnMs = performance.now() - closedAt;
    assertLess(closed?.took ?? Infinity, 500 + pace.limitOf(125));
    assertLess(livedOnMs, pace.limitOf(500));
  });
}

Deno.test("kill -9 in the middle of recording loses no point that a flush acknowledged", async () => {
  const seed = Number(Deno.env.get("RUNLOG_SEED") ?? 20261123);
  const trials = 20;
  let state = seed;
  const random = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  for (let trial = 0; trial < trials; trial++) {
    await inFolder(async (folder) => {
      const runtime = RUNTIMES[trial % RUNTIMES.length] ?? "deno";
      const child = await startScript(runtime, CHILD, [folder, "killed"]);
      let acknowledged = 0;
      let timer: ReturnType<typeof setTimeout> | undefined;
      for await (const line of linesOf(child)) {
        acknowledged = Number(line);
        timer ??= setTimeout(() => child.kill("SIGKILL"), 5 + random() * 200);
      }
      clearTimeout(timer);
      const { signal } = await child.status;
      await child.stderr.cancel();
      const which = `trial ${trial}, seed ${seed}`;
      assertEquals(signal, "SIGKILL", which);
      assertEquals(integrityOf(folder), "ok", which);
      const { metrics, status } = await read(folder, "killed");
      assert(metrics["loss"], which);
      const { count, min, max, last, avg } = metrics["loss"];
      assertGreaterOrEqual(count, acknowledged, which);
      // The values are 0, 1, 2 and so on: none between is missing, and none is there twice.
      assertEquals([min, max, last, avg], [0, count - 1, count - 1, (count - 1) / 2], which);
      assertEquals(status, "InProgress", which);
    });
  }
  console.log(`kill -9 while recording: ${trials} trials, 0 failures (seed ${seed})`);
});
