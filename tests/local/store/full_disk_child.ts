// Bundled for Deno, Bun and Node: records on a small disk until it is full, and goes on once there is
// space. Prints what it was told.
import { rmSync, writeFileSync } from "node:fs";
import process from "node:process";
import { getMetricHistory, getRun, openArtifact, startRun } from "../../../mod.ts";
import { localSession, StoreFullError } from "../../../src/local.ts";

/** What the child prints. */
export interface FullDisk {
  /** Errors of `startRun`, `logFile`, `flush` and `close` on the full disk. */
  readonly errors: Readonly<Record<"start" | "file" | "flush" | "close", readonly string[]>>;
  /** What was logged as a warning. */
  readonly warnings: readonly string[];
  /** Number of points that `flush` had confirmed when the disk was full. */
  readonly acknowledged: number;
  /** Number of points logged until then. */
  readonly logged: number;
  /** Steps that were read back. */
  readonly steps: readonly number[];
  /** Status of the run. */
  readonly status: string | undefined;
  /** Texts of files from before and after. */
  readonly texts: readonly string[];
}

const [path = ""] = process.argv.slice(2);
const experimentName = "full";
const ballast = `${path}/ballast`;
const warnings: string[] = [];
const logger = { ...console, warn: (text: unknown) => void warnings.push(String(text)) };

/** Names, and whether it is the store's error, of what a call rejects with. */
async function errorOf(call: () => Promise<unknown>): Promise<readonly string[]> {
  try {
    await call();
    return ["none"];
  } catch (error) {
    return [error instanceof StoreFullError ? "StoreFullError" : "another", String(error)];
  }
}

writeFileSync(ballast, new Uint8Array(2_000_000));
const session = await localSession({ path: `${path}/store`, logger });
const run = await startRun({ experimentName, runName: "r", session, captureEnvironment: false });
const others = await Promise.all(
  Array.from(
    { length: 60 },
    () => startRun({ experimentName, session, captureEnvironment: false }),
  ),
);
await run.logText("kept", { name: "kept.txt" });
const large = new Blob([new Uint8Array(3_000_000)]);
const file = await errorOf(() => run.logFile(large, { name: "large.bin" }));

let [logged, acknowledged] = [0, 0];
let flush: readonly string[] = ["none"];
// A slow machine may pass the limit with space left.
while (!flush.some((text) => text.includes("full"))) {
  for (let point = 0; point < 1_000; point++, logged++) run.logMetric("loss", 1, { step: logged });
  flush = await errorOf(() => run.flush({ timeoutMs: 2_000 }));
  acknowledged = run.stats.acknowledged;
}
// What points leave free is little, but enough for some rows.
for (let part = 0, size = 1 << 16; size > 256;) {
  try {
    writeFileSync(`${path}/rest${part}`, new Uint8Array(size));
    part++;
  } catch {
    size >>= 1;
  }
}
// SQLite's log may have room for some runs, and for some ends of runs, which are smaller.
let start: readonly string[] = ["none"];
for (let attempt = 0; attempt < 1_000 && start[0] === "none"; attempt++) {
  start = await errorOf(() => startRun({ experimentName, session, captureEnvironment: false }));
}
let close: readonly string[] = ["none"];
for (const other of others) {
  if (close[0] === "none") close = await errorOf(() => other.close({ timeoutMs: 2_000 }));
}

rmSync(ballast);
await run.logText("later", { name: "later.txt" });
await run.close();
const names = { experimentName, runName: "r" };
const history = await getMetricHistory(names, "loss", { session });
const record = await getRun(names, { session });
const read = async (name: string): Promise<string> =>
  await (await openArtifact(record, name, { session })).text();
const told: FullDisk = {
  errors: { start, file, flush, close },
  warnings,
  acknowledged,
  logged,
  steps: history.kind === "point" ? [...history.steps] : [],
  status: record.status,
  texts: [await read("kept.txt"), await read("later.txt")],
};
await session[Symbol.asyncDispose]();
console.log(JSON.stringify(told));
