/**
 * What metrics cost: a call of `logMetric`, a pending point, 10,000 points over 50 ms of latency
 * against the official Python SDK, a million points into the local store against bare SQLite, and the
 * memory of five million on their way through. Exits 1 where a bar is missed.
 *
 *     deno run -A tests/bench/metrics.ts
 *
 * @module
 */
import { type Run, type Session, startRun } from "../../mod.ts";
import { serveLocal } from "../../src/local.ts";
import { sessionTo } from "../conformance/python_sdk/our_run.ts";
import { recordIn } from "../faults/launch.ts";
import { startScript } from "../support/children.ts";
import { pythonEnvironment } from "../support/environment.ts";
import { pythonTool, runPython } from "../support/python.ts";
import { temporaryService } from "../support/services.ts";
import { requireTool } from "../support/tools.ts";

const LATENCY_MS = 50;
const DELAYED_POINTS = 10_000;
const CALLS = 900_000;
const PASSING_POINTS = 5_000_000;
const MEBIBYTE = 2 ** 20;
const REQUIREMENTS = new URL("../conformance/python_sdk/requirements.txt", import.meta.url);

let missed = 0;

function judge(what: string, isKept: boolean): void {
  console.log(`${isKept ? "kept  " : "MISSED"}  ${what}`);
  if (!isKept) missed++;
}

await using temporary = await temporaryService();
await using server = await serveLocal({
  ...temporary,
  async fetch(request) {
    await new Promise((resolve) => setTimeout(resolve, LATENCY_MS));
    return await temporary.fetch(request);
  },
});

async function openRun(session: Session, runName: string): Promise<Run> {
  return await startRun({ experimentName: "bench", runName, session });
}

/** Time of a call, and memory of a point, while nothing leaves. */
async function measureCalls(): Promise<void> {
  await using real = await sessionTo(server);
  const held = Promise.withResolvers<readonly []>();
  const metrics = { largestBatch: 5_000, concurrency: 1, put: () => held.promise };
  const run = await openRun({ ...real, metrics }, "calls");
  for (let step = 0; step < 50_000; step++) run.logMetric("loss", step, { step });
  const before = heldBytes();
  const started = performance.now();
  for (let step = 0; step < CALLS; step++) run.logMetric("loss", step, { step });
  const rate = CALLS / (performance.now() - started) / 1000;
  const bytes = (heldBytes() - before) / CALLS;
  held.resolve([]);
  await run.close();
  judge(`logMetric: ${rate.toFixed(1)} M calls/s, at least 1`, rate >= 1);
  judge(`a pending point: ${bytes.toFixed(0)} bytes, at most 64`, bytes <= 64);
}

/** The heap and its buffers: what the process has of the system comes in larger steps. */
function heldBytes(): number {
  const { heapUsed, external } = Deno.memoryUsage();
  return heapUsed + external;
}

async function measureLatency(): Promise<void> {
  // From a process of its own, as Python is: the server's work is not the client's.
  const recording = { endpoint: server.url, runName: "ours", points: DELAYED_POINTS };
  const [recorded] = await recordIn("deno", [{ ...recording, closeMs: 60_000 }], 1);
  const own = recorded?.tookMs ?? NaN;
  const python = await pythonTool("sagemaker", REQUIREMENTS);
  const { milliseconds } = await runPython<{ milliseconds: number }>(
    python,
    new URL("./metrics.py", import.meta.url),
    { experimentName: "bench", runName: "python", points: DELAYED_POINTS },
    pythonEnvironment(server),
  );
  const ratio = milliseconds / own;
  judge(
    `${DELAYED_POINTS} points, ${LATENCY_MS} ms latency: ours ${
      own.toFixed(0)
    } ms, the Python SDK ` +
      `${milliseconds.toFixed(0)} ms: ${ratio.toFixed(1)} times sooner, at least 20`,
    ratio >= 20,
  );
}

async function measureStore(): Promise<void> {
  const script = new URL("./store.ts", import.meta.url).href;
  const output = await requireTool(Deno.execPath(), ["run", "--allow-all", script, "3"]);
  const ratio = Number(/ratio\s+([\d.]+)/.exec(output)?.[1]);
  const rate = /put\s+(.+)/.exec(output)?.[1];
  judge(`1,000,000 points stored: ${rate}, ${ratio} times bare SQLite, at most 2`, ratio <= 2);
}

async function measureMemory(): Promise<void> {
  const folder = await Deno.makeTempDir();
  const args = ["store", folder, "10000", String(PASSING_POINTS), "60000"];
  const child = await startScript("node", "tests/faults/memory_child.ts", args);
  const { stdout } = await child.output();
  await Deno.remove(folder, { recursive: true });
  const { logged, start, most, samples, loggedMs } = JSON.parse(new TextDecoder().decode(stdout));
  const grown = (most - start) / MEBIBYTE;
  const shown = samples.map((rss: number) => (rss / MEBIBYTE).toFixed(0)).join(" ");
  judge(
    `${logged} points through a store in Node, ${(loggedMs / 1000).toFixed(1)} s: ` +
      `${grown.toFixed(0)} MiB more at most, at most 64 (MiB: ${shown})`,
    logged === PASSING_POINTS + 10_000 && grown <= 64,
  );
}

await measureCalls();
await measureLatency();
await measureStore();
await measureMemory();
if (missed > 0) Deno.exit(1);
