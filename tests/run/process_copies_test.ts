import { assert, assertEquals } from "@std/assert";
import { listRuns, type RunRecord } from "../../mod.ts";
import { localSession } from "../../src/local.ts";
import { linesOf, type ScriptRuntime } from "../support/children.ts";
import { bundleForProcess } from "../support/bundle.ts";
import { inFolder } from "../support/temporary_folder.ts";
import { bunPath, nodePath } from "../support/tools.ts";

const RUNTIMES: readonly ScriptRuntime[] = ["deno", "bun", "node"];

async function read(path: string): Promise<readonly RunRecord[]> {
  await using session = await localSession({ path });
  return await Array.fromAsync(
    listRuns({ experimentName: "copies", session, sortOrder: "ascending" }),
  );
}

/** Runs a script in a folder that holds the library as `runlog.mjs`. */
async function spawn(
  runtime: ScriptRuntime,
  folder: string,
  script: string,
  flags: readonly string[] = [],
): Promise<Deno.ChildProcess> {
  const [command, before] = runtime === "deno"
    ? [Deno.execPath(), ["run", "--allow-all", "--no-config"]]
    : runtime === "bun"
    ? [await bunPath(), ["run"]]
    : [await nodePath(), ["--disable-warning=ExperimentalWarning"]];
  return new Deno.Command(command, {
    args: [...before, ...flags, `${folder}/${script}`],
    cwd: folder,
    stdin: "null",
    stdout: "piped",
    stderr: "null",
    env: { NO_COLOR: "1" },
  }).spawn();
}

function inLibraryFolder(work: (folder: string) => Promise<void>): Promise<void> {
  return inFolder(async (folder) => {
    const bundled = await bundleForProcess("tests/run/process_copies_entry.ts", folder);
    await Deno.rename(bundled, `${folder}/runlog.mjs`);
    await work(folder);
  });
}

/** A program that records for ever and tells when it has begun. */
function recording(version: number, rest = ""): string {
  return `import { localSession, startRun } from "./runlog.mjs";
const session = await localSession({ path: "./store" });
const run = await startRun({ experimentName: "copies", runName: "v${version}", session });
for (let step = 0; step < 3; step++) run.logMetric("loss", step, { step });
console.log("started ${version} " + process.listenerCount("SIGTERM") + process.listenerCount("exit"));
setInterval(() => {
  try {
    run.logMetric("loss", 1);
  } catch (error) {
    console.log("closed ${version} " + error.name);
  }
}, 50);
${rest}`;
}

Deno.test("bun --hot: three reloads end three runs as Stopped, and listeners do not add up", () =>
  inLibraryFolder(async (folder) => {
    const script = `${folder}/train.ts`;
    await Deno.writeTextFile(script, recording(0));
    const child = await spawn("bun", folder, "train.ts", ["--hot"]);
    const lines: string[] = [];
    const started = new Set<string>();
    for await (const line of linesOf(child)) {
      lines.push(line);
      const [what, version = ""] = line.split(" ");
      if (what !== "started" || started.has(version)) continue;
      started.add(version);
      if (started.size === 4) setTimeout(() => child.kill("SIGINT"), 300);
      else await Deno.writeTextFile(script, recording(started.size));
    }
    assertEquals((await child.status).signal, "SIGINT");
    const counts = lines.filter((line) => line.startsWith("started")).map((line) => line.slice(10));
    assertEquals(new Set(counts), new Set(["11"]));
    const runs = await read(`${folder}/store`);
    assertEquals(
      runs.map(({ runName, status, statusMessage }) => [runName, status, statusMessage]),
      [
        ["v0", "Stopped", "The program was reloaded"],
        ["v1", "Stopped", "The program was reloaded"],
        ["v2", "Stopped", "The program was reloaded"],
        ["v3", "Stopped", "The process received SIGINT"],
      ],
    );
    for (const { endTime, metrics } of runs) {
      assert(endTime);
      assert((metrics["loss"]?.count ?? 0) >= 3);
    }
  }));

Deno.test("bun --hot: a reloaded program goes on with its run of the same name", () =>
  inLibraryFolder(async (folder) => {
    const script = `${folder}/train.ts`;
    const version = (count: number): string => `${recording(7)}console.log("loaded ${count}");`;
    await Deno.writeTextFile(script, version(0));
    const child = await spawn("bun", folder, "train.ts", ["--hot"]);
    const loaded = new Set<string>();
    for await (const line of linesOf(child)) {
      if (!line.startsWith("loaded") || loaded.has(line)) continue;
      loaded.add(line);
      const [run] = await read(`${folder}/store`);
      assertEquals([run?.status, run?.endTime], ["InProgress", undefined]);
      // One change may reload the program twice.
      if (loaded.size === 3) setTimeout(() => child.kill("SIGTERM"), 500);
      else await Deno.writeTextFile(script, version(loaded.size));
    }
    await child.status;
    const [run, ...others] = await read(`${folder}/store`);
    assertEquals([run?.status, others], ["Stopped", []]);
    assert((run?.metrics["loss"]?.count ?? 0) >= 9);
  }));

Deno.test("deno run --watch: a restart ends the run as Stopped, and the watcher lives on", () =>
  inLibraryFolder(async (folder) => {
    const script = `${folder}/train.ts`;
    await Deno.writeTextFile(script, recording(0));
    const child = await spawn("deno", folder, "train.ts", ["--watch"]);
    let started = 0;
    for await (const line of linesOf(child)) {
      if (!line.startsWith("started")) continue;
      started++;
      if (started === 4) child.kill("SIGINT");
      else {
        // The watcher begins to watch a moment after the program has started.
        await new Promise((resolve) => setTimeout(resolve, 500));
        await Deno.writeTextFile(script, recording(started));
      }
    }
    await child.status;
    const runs = await read(`${folder}/store`);
    assertEquals(runs.map(({ runName, status }) => [runName, status]), [
      ["v0", "Stopped"],
      ["v1", "Stopped"],
      ["v2", "Stopped"],
      ["v3", "Stopped"],
    ]);
    assert(runs.every(({ endTime }) => endTime));
  }));

for (const runtime of RUNTIMES) {
  Deno.test(`in ${runtime}, two copies of the library leave each other's runs alone, and share one listener`, () =>
    inLibraryFolder(async (folder) => {
      await Deno.copyFile(`${folder}/runlog.mjs`, `${folder}/other.mjs`);
      const other = recording(1).replace("./runlog.mjs", "./other.mjs");
      await Deno.writeTextFile(`${folder}/second.mjs`, other);
      const rest = `await import("./second.mjs");
console.log("statuses " + [run.closed, process.listenerCount("SIGINT"), process.listenerCount("exit")]);`;
      await Deno.writeTextFile(`${folder}/first.mjs`, recording(0, rest));
      const child = await spawn(runtime, folder, "first.mjs");
      for await (const line of linesOf(child)) {
        assert(!line.startsWith("closed"), line);
        if (!line.startsWith("statuses")) continue;
        assertEquals(line, "statuses false,1,1");
        child.kill("SIGINT");
      }
      assertEquals((await child.status).signal, "SIGINT");
      const runs = await read(`${folder}/store`);
      assertEquals(runs.map(({ runName, statusMessage }) => [runName, statusMessage]), [
        ["v0", "The process received SIGINT"],
        ["v1", "The process received SIGINT"],
      ]);
    }));
}

/** Ends of workers that their own code is told of. */
const WORKER_ENDS = {
  "process.exit(3)": ["Failed", "The process exited with code 3"],
  "process.exit(0)": ["Completed", undefined],
  "setTimeout(() => { throw new Error('late'); }, 5)": [
    "Failed",
    "The process ended with an uncaught error: late",
  ],
} as const;

for (const runtime of RUNTIMES) {
  Deno.test(`in ${runtime}, the end of a worker thread ends its run`, () =>
    inLibraryFolder(async (folder) => {
      for (const [index, [code, [status, message]]] of Object.entries(WORKER_ENDS).entries()) {
        await Deno.writeTextFile(
          `${folder}/worker.mjs`,
          `import process from "node:process";
import { localSession, startRun } from "./runlog.mjs";
const session = await localSession({ path: "./store" });
const run = await startRun({ experimentName: "copies", runName: "w${index}", session });
for (let step = 0; step < 3; step++) run.logMetric("loss", step, { step });
${code};`,
        );
        await Deno.writeTextFile(
          `${folder}/main.mjs`,
          `import { Worker } from "node:worker_threads";
const worker = new Worker(new URL("./worker.mjs", import.meta.url));
worker.on("error", () => {});
worker.on("exit", () => console.log("over"));`,
        );
        const child = await spawn(runtime, folder, "main.mjs");
        const lines = await Array.fromAsync(linesOf(child));
        await child.status;
        assertEquals(lines, ["over"]);
        const run = (await read(`${folder}/store`)).find(({ runName }) => runName === `w${index}`);
        assertEquals([run?.status, run?.statusMessage], [status, message]);
        assertEquals(run?.metrics["loss"]?.count, 3);
        assert(run?.endTime);
      }
    }));
}
