import { assert, assertEquals, assertLess, assertLessOrEqual } from "@std/assert";
import { awsSession, type Session, startRun } from "../../mod.ts";
import { type LocalService, serveLocal } from "../../src/local.ts";
import { sendPoints } from "../../src/metrics/send_points.ts";
import type { MetricBatch } from "../../src/ports/metrics_client.ts";
import { COLUMNS_HEADER } from "../../src/ports/point_columns.ts";
import fc from "../support/fast_check.ts";
import { range } from "../support/numbers.ts";
import { keysOf } from "../support/reach.ts";
import { temporaryService } from "../support/services.ts";

const RUN = "demo-run";

/** What happens to a request of points: it is answered, its answer is lost, or it does not arrive. */
type Fate = "answered" | "unanswered" | "lost" | "busy";

interface Served extends AsyncDisposable {
  readonly service: LocalService;
  readonly session: Session;
  /** Numbers of points of the requests that were sent, by operation. */
  readonly sent: { readonly operation: string; readonly points: number }[];
  /** Opens a session as another program would. */
  open(): Promise<Session>;
  /** Lets another service answer: one that knows no request but AWS's. */
  replace(isOld: boolean): void;
  /** What happens to the next requests. */
  fates: Fate[];
}

/** A run in a served store, and a session to it. */
async function served(): Promise<Served> {
  const service = await temporaryService();
  const server = await serveLocal(service);
  const sessions: Session[] = [];
  let isOld = false;
  const through: Served = {
    service,
    sent: [],
    fates: [],
    replace: (old) => void (isOld = old),
    async open() {
      const session = await awsSession({
        region: "local",
        endpoint: server.url,
        credentials: keysOf(server),
        maxAttempts: 1,
        notices: false,
        fetch: pass,
      });
      sessions.push(session);
      return session;
    },
    get session() {
      return sessions[0]!;
    },
    async [Symbol.asyncDispose]() {
      for (const session of sessions) await session[Symbol.asyncDispose]();
      await server.close();
      await service.close();
    },
  };
  const pass = async (request: Request): Promise<Response> => {
    const operation = new URL(request.url).pathname.slice(1);
    const isPoints = operation.endsWith("PutMetrics") || operation.endsWith("PutPoints");
    if (!isPoints) return isOld ? await service.fetch(request) : await fetch(request);
    const members = await request.clone().json();
    through.sent.push({ operation, points: (members.MetricData ?? members.Values).length });
    const fate = through.fates.shift() ?? "answered";
    if (fate === "lost") throw new TypeError("connection reset");
    if (fate === "busy") return new Response("busy", { status: 503 });
    const answer = isOld ? await service.fetch(request) : await fetch(request);
    if (fate === "answered") return answer;
    await answer.body?.cancel();
    throw new TypeError("connection reset");
  };
  const session = await through.open();
  await session.sagemaker.call("CreateTrialComponent", { TrialComponentName: RUN });
  return through;
}

function batchOf(count: number, from = 0): MetricBatch {
  return {
    trialComponentName: RUN,
    token: crypto.randomUUID(),
    names: ["loss", "unused", "accuracy"],
    series: Uint32Array.from(range(count), (row) => row % 2 * 2),
    values: Float64Array.from(range(count), (row) => from + row),
    timestamps: Float64Array.from(range(count), () => Date.now()),
    steps: Float64Array.from(range(count), (row) => row % 3 === 0 ? NaN : from + row),
  };
}

/** All values that are stored, in numerical order. */
async function stored({ service }: Served): Promise<number[]> {
  const series = ["loss", "accuracy"].map((metricName) =>
    service.metrics.read({ trialComponentName: RUN, metricName, from: 0, limit: 1_000_000 })
  );
  return (await Promise.all(series)).flatMap(({ values }) => [...values]).toSorted((a, b) => a - b);
}

Deno.test("a run that is recorded to a served store sends thousands of points per request", async () => {
  await using at = await served();
  const run = await startRun({
    experimentName: "demo",
    session: at.session,
    captureEnvironment: false,
  });
  for (let step = 0; step < 30_000; step++) run.logMetric("loss", step, { step });
  await run.close();
  const { values } = await at.service.metrics.read({
    trialComponentName: run.trialComponentName,
    metricName: "loss",
    from: 0,
    limit: 100_000,
  });
  assertEquals([...values].toSorted((a, b) => a - b), range(30_000));
  // Eight requests of ten are in flight before the first answer offers more.
  assertLessOrEqual(at.sent.length, 8 + 8);
  assertEquals(at.sent.reduce((sum, { points }) => sum + points, 0), 30_000);
});

Deno.test("a service that offers nothing is sent ten points per request", async () => {
  await using at = await served();
  at.replace(true);
  const run = await startRun({
    experimentName: "demo",
    session: at.session,
    captureEnvironment: false,
  });
  for (let step = 0; step < 300; step++) run.logMetric("loss", step, { step });
  await run.close();
  assert(at.sent.every(({ operation, points }) => operation === "BatchPutMetrics" && points <= 10));
  assertEquals(at.sent.length, 30);
});

Deno.test("a served store that an earlier version replaces gets every point, and later one more at a time", async () => {
  await using at = await served();
  const { session } = at;
  assertEquals(await sendPoints(session, batchOf(10), {}), []);
  assertEquals(await sendPoints(session, batchOf(400, 10), {}), []);
  at.replace(true);
  assertEquals(await sendPoints(session, batchOf(95, 410), {}), []);
  assertEquals(await sendPoints(session, batchOf(10, 505), {}), []);
  at.replace(false);
  assertEquals(await sendPoints(session, batchOf(10, 515), {}), []);
  assertEquals(await sendPoints(session, batchOf(400, 525), {}), []);
  assertEquals(await stored(at), range(925));
  assertEquals(at.sent.map(({ points }) => points), [
    10,
    400,
    95,
    ...range(9).map(() => 10),
    5,
    10,
    10,
    400,
  ]);
});

Deno.test("a batch of an earlier program is sent as it was, so that nothing is stored twice", async () => {
  await using at = await served();
  const batch = batchOf(500);
  await sendPoints(at.session, batchOf(10, 1_000), {});
  at.fates = ["unanswered"];
  assertEquals(await sendPoints(at.session, batch, {}).catch(({ name }) => name), "NetworkError");
  // The program ends here. The next one has had no answer yet.
  assertEquals(await sendPoints(await at.open(), batch, {}), []);
  assertEquals(await stored(at), [...range(500), ...range(10).map((row) => 1_000 + row)]);
});

Deno.test("rejected points are named by their place in the batch, whatever it is sent in", async () => {
  const refusal = (index: number) => ({ index, verdict: "refuse", code: "VALIDATION_ERROR" });
  for (const isOld of [false, true]) {
    await using at = await served();
    await sendPoints(at.session, batchOf(10, 1_000), {});
    at.replace(isOld);
    const nowhere = { ...batchOf(64), trialComponentName: "missing-run" };
    assertEquals<unknown>(await sendPoints(at.session, nowhere, {}), range(64).map(refusal));
  }
  await using at = await served();
  await sendPoints(at.session, batchOf(10, 1_000), {});
  const batch = batchOf(60);
  for (const row of [7, 31, 59]) batch.timestamps[row] = 8.64e15;
  assertEquals<unknown>(await sendPoints(at.session, batch, {}), [7, 31, 59].map(refusal));
  assertEquals((await stored(at)).length, 10 + 57);
});

Deno.test("whatever happens to the requests, every point is stored exactly once", async () => {
  const FATE = fc.constantFrom<Fate>("answered", "unanswered", "lost", "busy");
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 5 }),
      fc.array(FATE, { maxLength: 12 }),
      async (sizes, fates) => {
        await using at = await served();
        at.fates = fates;
        let from = 0;
        for (const size of sizes) {
          const batch = batchOf(size, from);
          from += size;
          for (;;) {
            const refusals = await sendPoints(at.session, batch, {}).catch(() => undefined);
            if (!refusals) continue;
            assertEquals(refusals, []);
            break;
          }
        }
        assertEquals(await stored(at), range(from));
      },
    ),
    { numRuns: 25 },
  );
});

Deno.test("an offer is taken only as a number of points, and at most 5,000", async () => {
  const { offeredBatch } = await import("../../src/metrics/offered_batch.ts");
  const offered = (text: string) => offeredBatch({ [COLUMNS_HEADER]: text });
  assertEquals(["5000", "2000", "11", "9999999"].map(offered), [5_000, 2_000, 11, 5_000]);
  for (const text of ["", "10", "0", "-5", "1e3", "many", "0x10", " 20", "12345678901"]) {
    assertEquals(offered(text), undefined);
  }
  assertEquals(offeredBatch(undefined), undefined);
  assertLess(offeredBatch({}) ?? 0, 1);
});
