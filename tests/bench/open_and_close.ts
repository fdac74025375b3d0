/**
 * Requests and time of opening and closing a run, ours and the official SageMaker Python SDK's, on one
 * endpoint with 50 ms of latency. Prints medians and their ratio.
 *
 *     deno run -A tests/bench/open_and_close.ts [rounds]
 *
 * @module
 */
import { startRun } from "../../mod.ts";
import { serveLocal } from "../../src/local.ts";
import { sessionTo } from "../conformance/python_sdk/our_run.ts";
import { pythonEnvironment } from "../support/environment.ts";
import { pythonTool, runPython } from "../support/python.ts";
import { temporaryService } from "../support/services.ts";
import { median } from "../support/numbers.ts";

const LATENCY_MS = 50;
const rounds = Number(Deno.args[0] ?? 5);
const SCRIPT = new URL("./open_and_close.py", import.meta.url);
const REQUIREMENTS = new URL("../conformance/python_sdk/requirements.txt", import.meta.url);

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
  await using session = await sessionTo(server);
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
    pythonEnvironment(server),
  );
  return { milliseconds, requests: requests - warmUp };
}

for (
  const [what, name] of [["a new run", (round: number) => `new-${round}`], [
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
