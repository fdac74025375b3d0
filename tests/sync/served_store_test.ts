import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import {
  awsSession,
  getMetricHistory,
  getRun,
  listRuns,
  type Session,
  syncRuns,
  withRun,
} from "../../mod.ts";
import { serveLocal, serviceSession } from "../../src/local.ts";
import fc from "../support/fast_check.ts";
import { range } from "../support/numbers.ts";
import { bytesOf } from "../support/sample_bytes.ts";
import { keysOf, type Reachable } from "../support/reach.ts";
import { temporaryService } from "../support/services.ts";

const RUNS = 100;
const POINTS = 1_000;

/** A session to a served store, as a program on this machine opens it, and what it sends. */
async function servedSession(
  server: Reachable,
  seen: string[],
  send: (request: Request) => Promise<Response> = fetch,
): Promise<Session> {
  return await awsSession({
    region: "local",
    endpoint: server.url,
    credentials: keysOf(server),
    notices: false,
    fetch: (request) => {
      const target = request.headers.get("x-amz-target")?.replace("SageMaker.", "");
      seen.push(target ?? `${request.method} ${new URL(request.url).pathname.split("/")[1]}`);
      return send(request);
    },
  });
}

async function recordRuns(session: Session, runs: number, points = POINTS): Promise<void> {
  for (const index of range(runs)) {
    const options = { experimentName: "many", runName: `r${index}`, session };
    await withRun({ ...options, captureEnvironment: false }, async (run) => {
      for (let step = 0; step < points / 2; step++) {
        run.logMetrics({ loss: 1 / (step + 1), accuracy: step / points }, { step });
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
  await using to = await servedSession(server, seen);
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
  const names = { experimentName: "many", runName: "r7" };
  const [near, copy] = await Promise.all([from, to].map((session) => getRun(names, { session })));
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

Deno.test("a served store of an earlier version gets the same runs, ten points per request", async () => {
  await using from = await serviceSession(await temporaryService());
  await using far = await temporaryService();
  const seen: string[] = [];
  // An earlier version answered as AWS does, and nothing else.
  await using to = await servedSession(
    { url: "http://runlog.local" },
    seen,
    (one) => far.fetch(one),
  );
  await recordRuns(from, 3, 200);
  const { points, files } = await syncRuns({ from, to });
  assertEquals([points, files], [600, 6]);
  assertEquals(seen.filter((one) => one === "PUT BatchPutMetrics").length, 60);
  assertEquals(seen.filter((one) => one.includes("PutPoints")), []);
  assertEquals((await syncRuns({ from, to })).outcomes.unchanged, 3);
});

Deno.test("a sync that ends at any request to a served store loses and doubles nothing", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat({ max: 30 }), { maxLength: 3 }),
      fc.boolean(),
      async (ends, isAfter) => {
        await using from = await serviceSession(await temporaryService());
        await using far = await temporaryService();
        await using server = await serveLocal(far);
        await recordRuns(from, 3, 100);
        for (const end of [...ends, Infinity]) {
          let requests = 0;
          const process = new AbortController();
          const die = (): never => {
            process.abort(new Error("the process is dead"));
            throw process.signal.reason;
          };
          await using to = await servedSession(server, [], async (request) => {
            const number = requests++;
            if (number > end || (number === end && !isAfter)) {
              die();
            }
            const answer = await fetch(request);
            if (number < end) return answer;
            await answer.body?.cancel();
            return die();
          });
          const { signal } = process;
          const synced = await syncRuns({ from, to, signal }).catch((error) => {
            if (end === Infinity) throw error;
          });
          if (end === Infinity) assertEquals(synced?.outcomes.failed, 0);
        }
        await using to = await serviceSession(far);
        const [near, copies] = await Promise.all(
          [from, to].map((session) =>
            Array.fromAsync(listRuns({ experimentName: "many", session }))
          ),
        );
        const metricsOf = (runs: typeof near) =>
          Object.fromEntries(runs!.map(({ runName, metrics }) => [runName, metrics]));
        assertEquals(metricsOf(copies), metricsOf(near));
      },
    ),
    { numRuns: 12 },
  );
});
