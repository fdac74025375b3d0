import { assert, assertEquals, assertLess, assertStringIncludes } from "@std/assert";
import { getRun, type RunRecord } from "../../mod.ts";
import { localSession } from "../../src/local.ts";
import { linesOf, type ScriptRuntime, startScript } from "../support/children.ts";
import { type FaultServer, faultServer } from "../support/fault_server.ts";
import type { Reachable } from "../support/reach.ts";
import { startServedStore } from "../support/served_store.ts";

const CHILD = "tests/run/process_end_child.ts";
const RUNTIMES: readonly ScriptRuntime[] = ["deno", "bun", "node"];

interface End {
  readonly code: number;
  readonly signal: Deno.Signal | null;
  readonly stderr: string;
}

async function end(
  runtime: ScriptRuntime,
  { url, token }: Reachable,
  ending: string,
  signals: readonly Deno.Signal[] = [],
  breakMs = 0,
): Promise<End> {
  const child = await startScript(runtime, CHILD, [url, ending], {
    env: token === undefined ? {} : { RUNLOG_TOKEN: token },
  });
  const stderr = new Response(child.stderr).text();
  for await (const line of linesOf(child)) {
    if (line !== "ready") continue;
    for (const signal of signals) {
      child.kill(signal);
      await new Promise((resolve) => setTimeout(resolve, breakMs));
    }
  }
  const { code, signal } = await child.status;
  return { code, signal, stderr: await stderr };
}

async function read(path: string, runName: string): Promise<RunRecord> {
  await using session = await localSession({ path });
  return await getRun({ experimentName: "endings", runName }, { session });
}

/** Answers everything that opens a run, and nothing after that. */
function dyingServer(): Promise<FaultServer> {
  const opening = ["ExperimentArn", "TrialComponentArn", "TrialArn"];
  return faultServer((socket, request) => {
    if (request >= 5) return;
    const body = JSON.stringify(
      Object.fromEntries(opening.map((name) => [name, "arn:a:b:c:d:e/f"])),
    );
    const fields = `content-type: application/x-amz-json-1.1\r\ncontent-length: ${body.length}`;
    socket.write(`HTTP/1.1 200 OK\r\n${fields}\r\n\r\n${body}`);
  });
}

for (const runtime of RUNTIMES) {
  Deno.test(`in ${runtime}, a run towards an endpoint is delivered and closed at the natural end`, async () => {
    await using store = await startServedStore();
    for (
      const [ending, code, status, message] of [
        ["natural", 0, "Completed", undefined],
        ["scope", 0, "Completed", undefined],
        ["scope-then-exit", 3, "Completed", undefined],
        ["failed", 0, "Failed", "too hot"],
        ["exit-code-5", 5, "Failed", "The process exited with code 5"],
      ] as const
    ) {
      assertEquals(await end(runtime, store, ending), { code, signal: null, stderr: "" });
      const run = await read(store.folder, ending);
      assertEquals([run.status, run.statusMessage], [status, message]);
      assertEquals([run.metrics["loss"]?.count, run.parameters["lr"]], [3, 0.1]);
      assert(run.endTime);
    }
  });

  Deno.test(`in ${runtime}, a signal delivers and stops a run towards an endpoint`, async () => {
    await using store = await startServedStore();
    for (const sent of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      const { signal, stderr } = await end(runtime, store, "go-on", [sent]);
      assertEquals([signal, stderr], [sent, ""]);
      const run = await read(store.folder, "go-on");
      assertEquals([run.status, run.statusMessage], ["Stopped", `The process received ${sent}`]);
      assert((run.metrics["loss"]?.count ?? 0) >= 3);
      assert(run.endTime);
    }
  });

  Deno.test(`in ${runtime}, what process.exit() and an error leave undelivered is named on stderr`, async () => {
    await using store = await startServedStore();
    for (
      const [ending, code, how, status] of [
        ["exit-3", 3, "exited", "Failed"],
        ["exit", 0, "exited", "Completed"],
        ["deno-exit-4", 4, "exited", "Failed"],
        ["close-not-awaited", 0, "exited", "Completed"],
        ["throw", 1, "ended with an uncaught error", "Failed"],
        ["reject", 1, "ended with an uncaught error", "Failed"],
      ] as const
    ) {
      const own = await end(runtime, store, ending);
      assertEquals([own.code, own.signal], [code, null]);
      assertStringIncludes(
        own.stderr,
        `runlog: run "${ending}" of experiment "endings" is left InProgress in ${store.url}: the process ${how} ` +
          `with 3 points, 1 entry and its status (${status}) undelivered`,
      );
      assertEquals(own.stderr.split("left InProgress").length, 2);
      assertEquals((await read(store.folder, ending)).status, "InProgress");
    }
  });

  Deno.test(`in ${runtime}, a second signal ends the process at once while nothing answers`, async () => {
    await using server = await dyingServer();
    const started = performance.now();
    const { signal } = await end(runtime, server, "ready-once", ["SIGINT", "SIGINT"], 300);
    assertEquals(signal, "SIGINT");
    // The time limit alone would take 10 seconds.
    assertLess(performance.now() - started, 8_000);
  });
}
