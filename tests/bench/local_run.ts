/**
 * What a run costs in a local store: opened, with 20 parameters and 5 metrics, and closed. In
 * processor time, by calls as a session does it, beside the same run by the AWS SDK's requests.
 * Measured once on 2 cores: trackio 13 ms, mlflow 35 ms, wandb 73 ms.
 *
 *     deno run -A tests/bench/local_run.ts [--short]
 *
 * @module
 */
import { startRun } from "../../mod.ts";
import { median } from "../support/numbers.ts";
import { inFolder } from "../support/temporary_folder.ts";
import { openBy, type Way } from "../support/through_requests.ts";
import { cpuOf, holdAgainst } from "./bars.ts";

const isShort = Deno.args.includes("--short");
/** Runs before code is compiled, runs of a round, and rounds. */
const [WARM, RUNS, ROUNDS] = isShort ? [300, 50, 7] : [300, 60, 15];

/** Returns the median of the processor time of a run, in milliseconds. */
async function measure(way: Way): Promise<number> {
  return await inFolder(async (folder) => {
    await using session = await openBy(way, { path: folder });
    const parameters = Object.fromEntries(
      Array.from({ length: 20 }, (_, i) => [`p${i}`, i % 2 === 0 ? i / 2 : `text ${i}`]),
    );
    let recorded = 0;
    const record = async (runs: number): Promise<void> => {
      for (let index = 0; index < runs; index++) {
        const runName = `run-${recorded++}`;
        const run = await startRun({ experimentName: "bench", runName, session });
        run.logParameters(parameters);
        for (let metric = 0; metric < 5; metric++) run.logMetric(`m${metric}`, metric, { step: 0 });
        await run.close();
      }
    };
    await record(WARM);
    const taken: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      taken.push(await cpuOf(() => record(RUNS)) / RUNS);
    }
    return median(taken);
  });
}

const [byCalls, byRequests] = [await measure("calls"), await measure("requests of the AWS SDK")];
holdAgainst({
  what: "a local run with 20 parameters and 5 metrics",
  value: byCalls,
  unit: "ms of CPU",
  bar: { atMost: 2 },
  anchor: `by requests of the AWS SDK ${byRequests.toFixed(2)}`,
});
