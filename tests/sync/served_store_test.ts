import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import {
  awsSession,
  getMetricHistory,
  listRuns,
  type Session,
  syncRuns,
  withRun,
} from "../../mod.ts";
import { serveLocal, serviceSession } from "../../src/local.ts";
import { range } from "../support/numbers.ts";
import { bytesOf } from "../support/sample_bytes.ts";
import { temporaryService } from "../support/services.ts";

const RUNS = 100;
const POINTS = 1_000;

/** A session to a served store, as a program on this machine opens it, and what it sends. */
async function servedSession(url: string, seen: string[]): Promise<Session> {
  return await awsSession({
    region: "local",
    endpoint: url,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    notices: false,
    fetch: (request) => {
      const target = request.headers.get("x-amz-target")?.replace("SageMaker.", "");
      seen.push(target ?? `${request.method} ${new URL(request.url).pathname.split("/")[1]}`);
      return fetch(request);
    },
  });
}

async function recordRuns(session: Session, runs: number): Promise<void> {
  for (const index of range(runs)) {
    const options = { experimentName: "many", runName: `r${index}`, session };
    await withRun({ ...options, captureEnvironment: false }, async (run) => {
      for (let step = 0; step < POINTS / 2; step++) {
        run.logMetrics({ loss: 1 / (step + 1), accuracy: step / POINTS }, { step });
      }
      for (const name of ["model.bin", "log.txt"]) await run.logFile(bytesOf(100), { name });
    });
  }
}

Deno.test("100 runs of 1,000 points and two files go to a served store in 800 requests", async () => {
  await using from = await serviceSession(await temporaryService());
  await using far = await temporaryService();
  await using server = await serveLocal(far);
  const seen: string[] = [];
  await using to = await servedSession(server.url, seen);
  await recordRuns(from, RUNS);
  const { points, files, outcomes } = await syncRuns({ from, to });
  assertEquals([points, files, outcomes.created], [RUNS * POINTS, 2 * RUNS, RUNS]);
  const counts = Object.fromEntries(
    [...Map.groupBy(seen, (one) => one)].map(([k, v]) => [k, v.length]),
  );
  console.log(seen.length, counts);
  assertLessOrEqual(seen.length, 800);
  assertEquals(counts["DescribeTrialComponent"], RUNS);
  assertEquals(counts["PUT RunlogPutPoints"], RUNS);
  assertEquals(counts["PUT BatchPutMetrics"], undefined);
  const [near] = await Array.fromAsync(listRuns({ experimentName: "many", session: from }));
  const [copy] = await Array.fromAsync(listRuns({ experimentName: "many", session: to }));
  assert(near && copy);
  assertEquals(copy.metrics, near.metrics);
  for (const name of ["loss", "accuracy"]) {
    assertEquals(
      (await getMetricHistory(copy, name, { session: to })).values,
      (await getMetricHistory(near, name, { session: from })).values,
    );
  }
  seen.length = 0;
  assertEquals((await syncRuns({ from, to })).outcomes.unchanged, RUNS);
  assertEquals(seen, ["DescribeExperiment"]);
});
