import { assert, assertEquals } from "@std/assert";
import { getRun, listRuns, type RunRecord } from "../../mod.ts";
import { localSession } from "../../src/local.ts";
import { linesOf, type ScriptRuntime, startScript } from "../support/children.ts";
import { inFolder } from "../support/temporary_folder.ts";

const CHILD = "tests/run/process_end_child.ts";
const RUNTIMES: readonly ScriptRuntime[] = ["deno", "bun", "node"];

/** How a process ended. */
interface End {
  readonly code: number;
  readonly signal: Deno.Signal | null;
  readonly stderr: string;
}

interface StartOptions {
  /** Sent once the child is ready. */
  readonly signals?: readonly Deno.Signal[];
}

/** Runs the child to its end. */
async function end(
  runtime: ScriptRuntime,
  place: string,
  ending: string,
  { signals = [] }: StartOptions = {},
): Promise<End> {
  const child = await startScript(runtime, CHILD, [place, ending]);
  const stderr = new Response(child.stderr).text();
  for await (const line of linesOf(child)) {
    if (line === "ready") { for (const signal of signals) child.kill(signal); }
  }
  const { code, signal } = await child.status;
  return { code, signal, stderr: await stderr };
}

async function read(path: string, runName: string): Promise<RunRecord> {
  await using session = await localSession({ path });
  return await getRun({ experimentName: "endings", runName }, { session });
}

/** Asserts what a run is in the end, and that all that was logged is there. */
function assertEnded(run: RunRecord, status: string, message?: string): void {
  assertEquals([run.status, run.statusMessage], [status, message]);
  assert(run.endTime && run.startTime && run.endTime >= run.startTime);
  assertEquals(run.parameters["lr"], 0.1);
  const { count, last } = run.metrics["loss"] ?? {};
  assert(count !== undefined && count >= 3, `${count} points`);
  if (count === 3) assertEquals(last, 2);
}

const CRASHED = "The process ended with an uncaught error: out of range";

/** Status and message of each ending, and what stderr says of the error. */
const ENDINGS: Readonly<Record<string, readonly [status: string, message?: string]>> = {
  "natural": ["Completed"],
  "failed": ["Failed", "too hot"],
  "exit": ["Completed"],
  "exit-3": ["Failed", "The process exited with code 3"],
  "deno-exit-4": ["Failed", "The process exited with code 4"],
  "exit-code-5": ["Failed", "The process exited with code 5"],
  "close-not-awaited": ["Completed"],
  "throw": ["Failed", CRASHED],
  "reject": ["Failed", CRASHED],
  "throw-under-await": ["Failed", CRASHED],
  "reject-under-await": ["Failed", CRASHED],
  "throw-from-scope": ["Failed", CRASHED],
  "scope": ["Completed"],
  "scope-then-exit": ["Completed"],
  "throw-caught": ["Completed"],
  "throw-prevented": ["Completed"],
};

for (const runtime of RUNTIMES) {
  for (const [ending, [status, message]] of Object.entries(ENDINGS)) {
    Deno.test(`in ${runtime}, a local run of a process that ends by ${ending} is ${status} with its last point, and the process ends as without it`, () =>
      inFolder(async (folder) => {
        const [bare, own] = [
          await end(runtime, "none", ending),
          await end(runtime, folder, ending),
        ];
        assertEquals([own.code, own.signal], [bare.code, bare.signal]);
        assertEquals(withoutPlaces(own.stderr), withoutPlaces(bare.stderr));
        assertEnded(await read(folder, ending), status, message);
      }));
  }

  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    Deno.test(`in ${runtime}, ${signal} ends open local runs as Stopped with their points, and the process as without them`, () =>
      inFolder(async (folder) => {
        const signals = [signal];
        const bare = await end(runtime, "none", "go-on", { signals });
        const own = await end(runtime, folder, "go-on", { signals });
        assertEquals([own.code, own.signal, own.stderr], [bare.code, bare.signal, bare.stderr]);
        assertEquals(own.signal, signal);
        assertEnded(await read(folder, "go-on"), "Stopped", `The process received ${signal}`);
      }));
  }
}

for (const runtime of RUNTIMES) {
  Deno.test(`in ${runtime}, a signal ends a process that opens run after run, and none is in progress then`, () =>
    inFolder(async (folder) => {
      const { signal, stderr } = await end(runtime, folder, "run-after-run", {
        signals: ["SIGTERM"],
      });
      assertEquals([signal, stderr], ["SIGTERM", ""]);
      await using session = await localSession({ path: folder });
      const runs = await Array.fromAsync(listRuns({ experimentName: "endings", session }));
      assert(runs.length > 3);
      const open = runs.filter(({ status }) => status === "InProgress");
      assertEquals(open.map(({ runName }) => runName), []);
    }));
}

/** A report of an error, without what differs between two programs: places and excerpts. */
function withoutPlaces(stderr: string): string {
  return stderr.split("\n")
    .filter((line) => !/^\s*at |^\s*\d+ \||^\s*\^/.test(line)).join("\n");
}

for (const runtime of RUNTIMES) {
  Deno.test(`in ${runtime}, a run whose body still runs at process.exit(0) is ended too`, () =>
    inFolder(async (folder) => {
      await end(runtime, folder, "body-not-awaited");
      assertEnded(await read(folder, "body"), "Completed");
    }));

  Deno.test(`in ${runtime}, a signal ends every open run`, () =>
    inFolder(async (folder) => {
      const { signal } = await end(runtime, folder, "many-runs", { signals: ["SIGTERM"] });
      assertEquals(signal, "SIGTERM");
      for (const runName of ["m0", "m1", "m2"]) {
        assertEnded(await read(folder, runName), "Stopped", "The process received SIGTERM");
      }
    }));

  Deno.test(`in ${runtime}, handleSignals(false) leaves signals alone, and a list names those to handle`, () =>
    inFolder(async (folder) => {
      for (const ending of ["go-on-unheeded", "go-on-heeding-one"]) {
        const { signal } = await end(runtime, folder, ending, { signals: ["SIGINT"] });
        assertEquals(signal, "SIGINT");
        const { status, endTime } = await read(folder, ending);
        assertEquals([status, endTime], ["InProgress", undefined]);
      }
      const { signal } = await end(runtime, folder, "go-on-heeding-one", { signals: ["SIGTERM"] });
      assertEquals(signal, "SIGTERM");
      const { status } = await read(folder, "go-on-heeding-one");
      assertEquals(status, "Stopped");
    }));

  Deno.test(`in ${runtime}, a signal that the program listens to is the program's`, () =>
    inFolder(async (folder) => {
      const signals = ["SIGINT"] as const;
      const own = await end(runtime, folder, "own-listener", { signals });
      assertEquals([own.code, own.signal], [7, null]);
      assertEnded(await read(folder, "own-listener"), "Stopped", "The process received SIGINT");
      const closing = await end(runtime, folder, "own-listener-closes", { signals });
      assertEquals([closing.code, closing.signal], [0, null]);
      assertEnded(await read(folder, "own-listener-closes"), "Completed");
    }));

  Deno.test(`in ${runtime}, a signal after the last run has closed changes nothing`, () =>
    inFolder(async (folder) => {
      const { signal } = await end(runtime, folder, "closed", { signals: ["SIGINT"] });
      assertEquals(signal, "SIGINT");
      assertEnded(await read(folder, "closed"), "Completed");
    }));
}

Deno.test("in Deno, a signal that Deno.addSignalListener hears does not end the process, and its run goes on", () =>
  inFolder(async (folder) => {
    const { code, signal } = await end("deno", folder, "deno-listener", { signals: ["SIGINT"] });
    assertEquals([code, signal], [0, null]);
    assertEnded(await read(folder, "deno-listener"), "Completed");
  }));

for (const runtime of RUNTIMES) {
  Deno.test(`entries that are rejected at the exit take no point and no end with them, in ${runtime}`, () =>
    inFolder(async (path) => {
      const { code, stderr } = await end(runtime, path, "entries-refused");
      assertEquals(code, 0, stderr);
      const run = await read(path, "entries-refused");
      assertEquals([run.status, run.metrics["loss"]?.count], ["Completed", 6]);
      assertEquals(run.parameters["first-279"], 279);
      assert(/lost 101 entries, which are rejected/.test(stderr), stderr);
    }));
}
