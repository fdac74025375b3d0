import { assert, assertEquals, assertLess, assertRejects } from "@std/assert";
import {
  ArgumentError,
  awsSession,
  durableSession,
  getRun,
  type Session,
  startRun,
  withRun,
} from "../../mod.ts";
import { type LocalService, serviceSession } from "../../src/local.ts";
import { compareStores } from "../support/compare_stores.ts";
import { memoryLogger } from "../support/loggers.ts";
import { watchPace } from "../support/pace.ts";
import { awsRefusal, scriptedAws } from "../support/scripted_aws.ts";
import { temporaryService } from "../support/services.ts";
import { recordEverything } from "../support/sync_sides.ts";

const names = { experimentName: "demo", runName: "one" };

/** The service behind a network that can be away. */
async function remoteTo(
  service: LocalService,
  isAway: () => boolean = () => false,
): Promise<Session> {
  return await awsSession({
    region: service.region,
    endpoint: "http://runlog.local",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
    fetch: (request) =>
      isAway() ? Promise.reject(new TypeError("network is away")) : service.fetch(request),
  });
}

/** Sessions over the services that stay open when they are disposed. */
async function lasting(service: LocalService): Promise<Session> {
  return await serviceSession({ ...service, close: () => Promise.resolve() }, {
    logger: memoryLogger(),
  });
}

Deno.test("what a durable session records is there and, once it is disposed, at the far side", async () => {
  await using near = await temporaryService();
  await using far = await temporaryService();
  {
    await using session = await durableSession({
      local: lasting(near),
      remote: remoteTo(far),
    });
    await recordEverything(session);
  }
  await compareStores(await lasting(near), await lasting(far), "in any order");
});

Deno.test("points of an open run are sent on beside it", async () => {
  await using near = await temporaryService();
  await using far = await temporaryService();
  const { promise: arrived, resolve } = Promise.withResolvers<void>();
  const watched: LocalService = {
    ...far,
    async fetch(request) {
      const response = await far.fetch(request);
      if (new URL(request.url).pathname === "/BatchPutMetrics") resolve();
      return response;
    },
  };
  const remote = await remoteTo(watched);
  await using session = await durableSession({ local: lasting(near), remote, intervalMs: 20 });
  await using run = await startRun({ ...names, session });
  run.logMetric("loss", 1, { step: 0 });
  await arrived;
  const { metrics, status } = await getRun(names, { session: await lasting(far) });
  assertEquals([metrics["loss"]?.count, status], [1, "InProgress"]);
});

Deno.test("a far side that is away breaks nothing, is reported once, and gets all of it from the next session", async () => {
  await using near = await temporaryService();
  await using far = await temporaryService();
  const logger = memoryLogger();
  const local = await serviceSession({ ...near, close: () => Promise.resolve() }, { logger });
  const remote = await remoteTo(far, () => true);
  using pace = watchPace();
  {
    await using session = await durableSession({
      local,
      remote,
      intervalMs: 5,
      closeTimeoutMs: 200,
    });
    await withRun({ ...names, session }, async (run) => {
      for (let step = 0; step < 100; step++) run.logMetric("loss", step, { step });
      await run.flush();
    });
  }
  assertLess(pace.ownMs(), 5_000);
  assertEquals(logger.lines.length, 1, logger.lines.join("\n"));
  assert(logger.lines[0]?.includes("cannot copy runs yet"));
  assertEquals((await getRun(names, { session: await lasting(near) })).status, "Completed");
  {
    await using session = await durableSession({ local: lasting(near), remote: remoteTo(far) });
    await withRun({ ...names, runName: "two", session }, () => {});
  }
  await compareStores(await lasting(near), await lasting(far), "in any order");
});

Deno.test("a run that the far side refuses, or that was changed there, is named", async () => {
  await using near = await temporaryService();
  await using far = await temporaryService();
  await withRun({ ...names, session: await lasting(far) }, (run) => run.logParameter("other", 1));
  const { session: remote } = await scriptedAws(
    far,
    ({ operation, members }) =>
      operation === "CreateTrialComponent" && members["TrialComponentName"] === "demo-two"
        ? awsRefusal("ValidationException", "no two here")
        : undefined,
  );
  for (
    const [runName, said] of [["one", "it changed at the destination"], ["two", "no two here"]]
  ) {
    const logger = memoryLogger();
    const local = await serviceSession({ ...near, close: () => Promise.resolve() }, { logger });
    {
      await using session = await durableSession({
        local,
        remote: { ...remote, [Symbol.asyncDispose]: () => Promise.resolve() },
      });
      await withRun({ ...names, runName, session }, () => {});
    }
    const [line = ""] = logger.lines;
    assert(line.includes(`"${runName}"`) && line.includes(said ?? ""), line);
  }
});

Deno.test("a far side that cannot even be opened is the same to a run", async () => {
  await using near = await temporaryService();
  await using session = await durableSession({
    local: lasting(near),
    remote: Promise.reject(new Error("no credentials")),
    closeTimeoutMs: 50,
  });
  await withRun({ ...names, session }, (run) => run.logMetric("loss", 1));
  assertEquals((await getRun(names, { session })).metrics["loss"]?.count, 1);
});

Deno.test("durableSession() refuses a local session that keeps nothing, and times that are none", async () => {
  await using near = await temporaryService();
  const remote = await remoteTo(near);
  await assertRejects(() => durableSession({ local: remote, remote }), ArgumentError, "local");
  const local = await lasting(near);
  await assertRejects(
    () => durableSession({ local, remote, intervalMs: -1 }),
    ArgumentError,
    "intervalMs",
  );
});
