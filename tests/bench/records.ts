/**
 * Reading runs back. First the CPU time of opening a local store, of first pages by time, name,
 * parameter and metric, and of the viewer's poll, in stores of 1,000, 10,000 and 100,000 runs,
 * beside bare `node:sqlite` that reads the same rows by the same index. Exits with 1 if a median
 * misses its bar: 100 ms to open, 50 ms a page, 10 ms a poll. Then requests and time of listing the
 * same 1,000 runs (20 parameters, 5 metrics) with our `listRuns` and the official SageMaker Python
 * SDK's `list_runs`, on one endpoint.
 *
 *     deno run -A tests/bench/records.ts [runs to list]
 *     deno run -A tests/bench/records.ts --short    # 1,000 and 4,000 runs, and no Python
 *
 * @module
 */
import { listRuns, type Session, withRun } from "../../mod.ts";
import { serveLocal } from "../../src/local.ts";
import { sessionTo } from "../conformance/python_sdk/our_run.ts";
import { pythonEnvironment } from "../support/environment.ts";
import { pythonTool, runPython } from "../support/python.ts";
import { temporaryService } from "../support/services.ts";
import { median, range } from "../support/numbers.ts";
import { holdAgainst } from "./bars.ts";
import { measureSearches } from "./search_costs.ts";

const RUNS = Number(Deno.args.find((one) => !one.startsWith("-")) ?? 1_000);
const SCRIPT = new URL("./records.py", import.meta.url);
const REQUIREMENTS = new URL("../conformance/python_sdk/requirements.txt", import.meta.url);
const PARAMETERS = Array.from({ length: 20 }, (_, index) => `p${index}`);
const METRICS = Array.from({ length: 5 }, (_, index) => `m${index}`);

async function recordRuns(session: Session): Promise<void> {
  const waiting = range(RUNS);
  const work = async (): Promise<void> => {
    for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
      const value = index;
      await withRun({ experimentName: "bench", runName: `r${index}`, session }, (run) => {
        run.logParameters(Object.fromEntries(PARAMETERS.map((name) => [name, value])));
        for (const name of METRICS) run.logMetric(name, value, { step: 0 });
      });
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
}

async function compareListings(): Promise<void> {
  await using temporary = await temporaryService({ quotas: { componentsPerTrial: 10_000 } });
  let requests = 0;
  await using server = await serveLocal({
    ...temporary,
    async fetch(request) {
      requests++;
      return await temporary.fetch(request);
    },
  });
  await using session = await sessionTo(server);
  await recordRuns(session);
  const times: number[] = [];
  let sent = 0;
  for (let round = 0; round < 5; round++) {
    requests = 0;
    const started = performance.now();
    const runs = await Array.fromAsync(listRuns({ experimentName: "bench", session }));
    times.push(performance.now() - started);
    sent = requests;
    if (runs.length !== RUNS) throw new Error(`${runs.length} runs were listed, not ${RUNS}`);
  }
  const ours = median(times);
  const python = await pythonTool("sagemaker", REQUIREMENTS);
  requests = 0;
  const { milliseconds, runs, warmUp } = await runPython<
    { milliseconds: number; runs: number; warmUp: number }
  >(
    python,
    SCRIPT,
    { experimentName: "bench" },
    pythonEnvironment(server),
  );
  console.log(
    `listing ${RUNS} runs: ours ${
      ours.toFixed(0)
    } ms in ${sent} requests (median of 5); the Python ` +
      `SDK ${milliseconds.toFixed(0)} ms in ${requests - warmUp} requests for ${runs} runs: ` +
      `${(milliseconds / ours).toFixed(0)} times sooner`,
  );
}

const isShort = Deno.args.includes("--short");
for (const runs of isShort ? [1_000, 4_000] : [1_000, 10_000, 100_000]) {
  for (const { what, cpu, anchor, bar } of await measureSearches(runs)) {
    holdAgainst({
      what: `${what}, of ${runs} runs`,
      value: cpu,
      unit: "ms of CPU",
      bar: { atMost: bar },
      anchor: `bare SQLite ${anchor.toFixed(1)} ms`,
    });
  }
}
if (!isShort) await compareListings();
