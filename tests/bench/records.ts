/**
 * Reading runs back. First requests and time of listing the same 1,000 runs (20 parameters, 5
 * metrics) with our `listRuns` and the official SageMaker Python SDK's `list_runs`, on one endpoint.
 * Then the first page of a search by a range of a parameter in the order of a metric, in local stores
 * of 10,000 and of 100,000 runs. Prints medians and their ratios.
 *
 *     deno run -A tests/bench/records.ts [runs to list]
 *
 * @module
 */
import { listRuns, searchRuns, type Session, withRun } from "../../mod.ts";
import { serveLocal, serviceSession } from "../../src/local.ts";
import { sessionTo } from "../conformance/python_sdk/our_run.ts";
import { openStore } from "../local/test_service.ts";
import { createLocalService } from "../../src/local.ts";
import { fillStore } from "../support/fill_store.ts";
import { pythonEnvironment } from "../support/environment.ts";
import { pythonTool, runPython } from "../support/python.ts";
import { temporaryService } from "../support/services.ts";
import { median, range } from "../support/numbers.ts";

const RUNS = Number(Deno.args[0] ?? 1_000);
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
  await using session = await sessionTo(server.url);
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
    pythonEnvironment(server.url),
  );
  console.log(
    `listing ${RUNS} runs: ours ${
      ours.toFixed(0)
    } ms in ${sent} requests (median of 5); the Python ` +
      `SDK ${milliseconds.toFixed(0)} ms in ${requests - warmUp} requests for ${runs} runs: ` +
      `${(milliseconds / ours).toFixed(0)} times sooner`,
  );
}

async function measureSearch(runs: number): Promise<number> {
  const folder = await Deno.makeTempDir({ prefix: "runlog-bench-" });
  try {
    const store = openStore(folder);
    await fillStore(store, {
      experimentName: "bench",
      runs,
      parameters: PARAMETERS,
      metrics: METRICS,
    });
    await using session = await serviceSession(createLocalService({ store }));
    const times: number[] = [];
    for (let round = 0; round < 9; round++) {
      const started = performance.now();
      const found = await Array.fromAsync(searchRuns({
        experimentName: "bench",
        where: { "parameters.p3": { gte: 100, lt: 600 } },
        sortBy: "metrics.m0.last",
        sortOrder: "ascending",
        maxResults: 100,
        session,
      }));
      times.push(performance.now() - started);
      if (found.length !== 100) throw new Error(`${found.length} runs were found, not 100`);
    }
    const taken = median(times);
    console.log(
      `first 100 of ${runs} runs by a parameter's range, in the order of a metric: ` +
        `${taken.toFixed(1)} ms (median of 9)`,
    );
    return taken;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const [small, large] = [await measureSearch(10_000), await measureSearch(100_000)];
console.log(`10 times the runs: ${(large / small).toFixed(2)} times the time`);
await compareListings();
