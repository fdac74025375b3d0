/**
 * Opening and closing a run. First into a local store, in processor time, by calls and by the AWS SDK's
 * requests. Then requests and time on one endpoint with 50 ms of latency, ours and the official
 * SageMaker Python SDK's. Prints medians and their ratio.
 *
 *     deno run -A tests/bench/open_and_close.ts [rounds]
 *     deno run -A tests/bench/open_and_close.ts local
 *
 * @module
 */
import process from "node:process";
import { startRun } from "../../mod.ts";
import { serveLocal } from "../../src/local.ts";
import { inFolder } from "../support/temporary_folder.ts";
import { openBy, type Way } from "../support/through_requests.ts";
import { sessionTo } from "../conformance/python_sdk/our_run.ts";
import { pythonEnvironment } from "../support/environment.ts";
import { pythonTool, runPython } from "../support/python.ts";
import { temporaryService } from "../support/services.ts";
import { median } from "../support/numbers.ts";

const LATENCY_MS = 50;
const isLocalOnly = Deno.args[0] === "local";
const rounds = isLocalOnly ? 0 : Number(Deno.args[0] ?? 5);

/** What a run into a local store may take, in milliseconds of processor time. */
const LOCAL_BAR_MS = 2;
/** The same run by others, measured once on 2 cores. */
const ANCHORS_MS = { trackio: 13, mlflow: 35, wandb: 73 } as const;
const SCRIPT = new URL("./open_and_close.py", import.meta.url);
const REQUIREMENTS = new URL("../conformance/python_sdk/requirements.txt", import.meta.url);

/** Processor time of a run with 20 parameters and 5 metrics in a local store, in milliseconds. */
async function measureLocal(
  way: Way,
): Promise<{ readonly least: number; readonly middle: number }> {
  return await inFolder(async (folder) => {
    await using session = await openBy(way, { path: folder });
    const parameters = Object.fromEntries(
      Array.from({ length: 20 }, (_, i) => [`p${i}`, i % 2 === 0 ? i / 2 : `text ${i}`]),
    );
    let recorded = 0;
    const record = async (): Promise<void> => {
      const runName = `run-${recorded++}`;
      const run = await startRun({ experimentName: "bench", runName, session });
      run.logParameters(parameters);
      for (let metric = 0; metric < 5; metric++) run.logMetric(`m${metric}`, metric, { step: 0 });
      await run.close();
    };
    const RUNS = 60;
    for (let run = 0; run < 5 * RUNS; run++) await record();
    const taken: number[] = [];
    for (let round = 0; round < 15; round++) {
      const before = process.cpuUsage();
      for (let run = 0; run < RUNS; run++) await record();
      const { user, system } = process.cpuUsage(before);
      taken.push((user + system) / 1_000 / RUNS);
    }
    return { least: Math.min(...taken), middle: median(taken) ?? NaN };
  });
}

for (const way of ["calls", "requests of the AWS SDK"] as const) {
  const { least, middle } = await measureLocal(way);
  console.log(
    `a local run by ${way}: ${middle.toFixed(2)} ms of processor time (median), ` +
      `${least.toFixed(2)} at least; bar ${LOCAL_BAR_MS}, ` +
      Object.entries(ANCHORS_MS).map(([name, ms]) => `${name} ${ms}`).join(", "),
  );
}

await using temporary = await temporaryService({ quotas: { componentsPerTrial: 10_000 } });
let requests = 0;
await using server = await serveLocal({
  ...temporary,
  async fetch(request) {
    requests++;
    await new Promise((resolve) => setTimeout(resolve, LATENCY_MS));
    return await temporary.fetch(request);
  },
});

interface Measured {
  readonly milliseconds: number;
  readonly requests: number;
}

async function measureOurs(runName: string): Promise<Measured> {
  await using session = await sessionTo(server.url);
  // Connections and the SDK's code are ready, as they are in the Python process.
  await session.sagemaker.call("ListExperiments", {});
  requests = 0;
  const started = performance.now();
  await (await startRun({ experimentName: "bench", runName, session })).close();
  return { milliseconds: performance.now() - started, requests };
}

async function measurePython(runName: string): Promise<Measured> {
  const python = await pythonTool("sagemaker", REQUIREMENTS);
  requests = 0;
  const { milliseconds, warmUp } = await runPython<{ milliseconds: number; warmUp: number }>(
    python,
    SCRIPT,
    { experimentName: "bench", runName },
    pythonEnvironment(server.url),
  );
  return { milliseconds, requests: requests - warmUp };
}

for (
  const [what, name] of isLocalOnly ? [] : [["a new run", (round: number) => `new-${round}`], [
    "a known run",
    () => "known",
  ]] as const
) {
  const ours: Measured[] = [];
  const python: Measured[] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(await measureOurs(`ours-${name(round)}`));
    python.push(await measurePython(`python-${name(round)}`));
  }
  const [own, their] = [ours, python].map((all) =>
    median(all.map(({ milliseconds }) => milliseconds))
  );
  const sent = [ours, python].map((all) => median(all.map(({ requests }) => requests)));
  console.log(
    `opening and closing ${what}, ${LATENCY_MS} ms latency, median of ${rounds}: ` +
      `ours ${own?.toFixed(0)} ms in ${sent[0]} requests, the Python SDK ${their?.toFixed(0)} ms ` +
      `in ${sent[1]}: ${((their ?? NaN) / (own ?? NaN)).toFixed(1)} times sooner`,
  );
}
