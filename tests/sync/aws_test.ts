import { assert, assertEquals, assertGreater, assertRejects } from "@std/assert";
import {
  awsSession,
  getMetricHistory,
  getRun,
  listRuns,
  openArtifact,
  readGraph,
  type Session,
  startRun,
  syncRuns,
  updateRun,
  withRun,
} from "../../mod.ts";
import { type LocalService, serviceSession } from "../../src/local.ts";
import { compareStores, snapshotOf } from "../support/compare_stores.ts";
import { bytesOf } from "../support/sample_bytes.ts";
import { awsRefusal, scriptedAws } from "../support/scripted_aws.ts";
import { temporaryService } from "../support/services.ts";
import { recordEverything } from "../support/sync_sides.ts";

const ACCOUNT = { region: "eu-west-1", accountId: "123456789012" } as const;
const names = { experimentName: "demo", runName: "one" };
const DAY_MS = 86_400_000;

/** A session that knows no more of a service than of AWS: its protocol. */
async function awsTo(service: LocalService): Promise<Session> {
  return await awsSession({
    region: service.region,
    endpoint: "http://runlog.local",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    fetch: (request) => service.fetch(request),
  });
}

Deno.test("through AWS's protocol every point arrives as it was logged, ten a request", async () => {
  await using near = await temporaryService();
  await using far = await temporaryService(ACCOUNT);
  const from = await serviceSession(near);
  await recordEverything(from);
  const { outcomes, runs } = await syncRuns({ from, to: await awsTo(far) });
  assertEquals([outcomes.created, runs.flatMap(({ problems }) => problems)], [2, []]);
  await compareStores(from, await serviceSession(far), "in any order");
  assertEquals((await syncRuns({ from, to: await awsTo(far) })).outcomes.unchanged, 2);
});

Deno.test("from AWS come the last of each step, the average of each minute, and all the rest", async () => {
  await using account = await temporaryService(ACCOUNT);
  await using near = await temporaryService();
  const aws = await awsTo(account);
  const to = await serviceSession(near);
  await recordEverything(await serviceSession(account));
  await withRun({ ...names, session: aws }, (run) => {
    for (let step = 0; step < 5; step++) {
      run.logMetric("loss", 10, { step });
      run.logMetric("loss", step, { step });
    }
  });
  await syncRuns({ from: aws, to });
  const loss = await getMetricHistory(names, "loss", { session: to });
  assert(loss.kind === "point");
  assertEquals([...loss.steps], [0, 1, 2, 3, 4]);
  assertEquals([...loss.values], [0, 1, 2, 3, 4]);
  const temperature = await getMetricHistory(
    { experimentName: "whole", runName: "full" },
    "temperature",
    { session: to },
  );
  assertEquals([...temperature.values], [22]);

  await withRun({ ...names, session: aws }, (run) => run.logMetric("loss", 5, { step: 5 }));
  const { outcomes, points } = await syncRuns({ from: aws, to });
  assertEquals([outcomes.updated, outcomes.unchanged, points], [1, 2, 1]);
  const [expected, found] = [await snapshotOf(await serviceSession(account)), await snapshotOf(to)];
  assertEquals(withoutMetrics(found), withoutMetrics(expected));
});

/** A snapshot without what AWS does not answer. */
function withoutMetrics(snapshot: unknown): unknown {
  return JSON.parse(JSON.stringify(
    snapshot,
    (key, value) => key === "histories" || key === "metrics" ? undefined : value,
  ));
}

Deno.test("the last step of a run in progress waits until it can be told", async () => {
  await using account = await temporaryService(ACCOUNT);
  await using near = await temporaryService();
  const aws = await awsTo(account);
  const to = await serviceSession(near);
  const last = async () => (await getRun(names, { session: to })).metrics["loss"]?.last;
  {
    await using run = await startRun({ ...names, session: aws });
    run.logMetric("loss", 1, { step: 0 });
    run.logMetric("loss", 2, { step: 1 });
    await run.flush();
    await syncRuns({ from: aws, to });
    assertEquals(await last(), 1);
    run.logMetric("loss", 3, { step: 1 });
  }
  await syncRuns({ from: aws, to });
  assertEquals(await last(), 3);
  const { values } = await getMetricHistory(names, "loss", { session: to });
  assertEquals([...values], [1, 3]);
});

Deno.test("files go to the far side's bucket with graphs, folders and those of other buckets", async () => {
  await using near = await temporaryService();
  await using far = await temporaryService(ACCOUNT);
  const from = await serviceSession(near);
  await from.s3.call("CreateBucket", { Bucket: "other" });
  const folder = await Deno.makeTempDir();
  await Deno.mkdir(`${folder}/b`);
  await Deno.writeTextFile(`${folder}/a.txt`, "a");
  await Deno.writeTextFile(`${folder}/b/c.txt`, "c");
  const large = bytesOf(11 * 1024 * 1024);
  await withRun({ ...names, session: from, artifactBucket: "other" }, async (run) => {
    await run.logFile(large, { name: "weights.bin" });
    await run.logRocCurve([0, 1], [0.1, 0.9], { title: "roc" });
  });
  await withRun({ ...names, runName: "two", session: from }, async (run) => {
    await run.logDirectory(folder, { name: "folder" });
  });
  await Deno.remove(folder, { recursive: true });
  const to = await awsTo(far);
  assertEquals((await syncRuns({ from, to })).files, 4);
  const one = await openArtifact(names, "weights.bin", { session: to });
  assertEquals(
    one.uri,
    "s3://sagemaker-eu-west-1-123456789012/other/trial-component-artifacts/demo-one/weights.bin",
  );
  assertEquals(await one.bytes(), large);
  assertEquals((await readGraph(names, "roc", { session: to })).type, "ROCCurve");
  const { outputArtifacts } = await getRun({ ...names, runName: "two" }, { session: to });
  const value = outputArtifacts["folder"]?.value ?? "";
  assert(value.startsWith("s3://sagemaker-eu-west-1-123456789012/trial-component"), value);
  const { Contents = [] } = await to.s3.call("ListObjectsV2", {
    Bucket: "sagemaker-eu-west-1-123456789012",
    Prefix: value.slice("s3://sagemaker-eu-west-1-123456789012/".length),
  });
  assertEquals(Contents.map(({ Key = "" }) => Key.split("/").slice(-2).join("/")).sort(), [
    "b/c.txt",
    "folder/a.txt",
  ]);
});

Deno.test("a data set that a run of AWS only points to stays where it is", async () => {
  await using account = await temporaryService(ACCOUNT);
  await using near = await temporaryService();
  const aws = await awsTo(account);
  await aws.s3.call("CreateBucket", { Bucket: "datasets" });
  await aws.s3.call("PutObject", { Bucket: "datasets", Key: "huge.csv", Body: "a" });
  await withRun({ ...names, session: aws }, async (run) => {
    run.logArtifact("data", "s3://datasets/huge.csv", { isOutput: false });
    await run.logFile(new Blob(["b"]), { name: "own.txt" });
  });
  const to = await serviceSession(near);
  assertEquals((await syncRuns({ from: aws, to })).files, 1);
  const { inputArtifacts, outputArtifacts } = await getRun(names, { session: to });
  assertEquals(inputArtifacts["data"]?.value, "s3://datasets/huge.csv");
  assert(outputArtifacts["own.txt"]?.value.startsWith("s3://sagemaker-local-000000000000/"));
});

Deno.test("points that AWS refuses for their age are counted for each run, or moved within its limit", async () => {
  await using near = await temporaryService();
  const from = await serviceSession(near);
  const oldest = Date.now() - 14 * DAY_MS;
  await withRun({ ...names, session: from }, () => {});
  const steps = Float64Array.from({ length: 25 }, (_, step) => step);
  // As a run of a month ago left them.
  await near.metrics.put({
    trialComponentName: "demo-one",
    token: "of-a-month-ago",
    names: ["loss"],
    series: new Uint32Array(25),
    values: steps,
    timestamps: steps.map((step) => Date.now() - (step < 15 ? 30 : 1) * DAY_MS),
    steps,
  });
  const rules = [["keep", "111111111111"], ["move", "222222222222"]] as const;
  for (const [oldTimestamps, accountId] of rules) {
    await using far = await temporaryService({ region: "eu-west-1", accountId });
    // As AWS is documented to: the local service takes points of any age.
    const { session: to } = await scriptedAws(far, ({ operation, members }) => {
      if (operation !== "PUT /BatchPutMetrics") return undefined;
      const data = members["MetricData"] as readonly { readonly Timestamp: number }[];
      const old = data.flatMap(({ Timestamp }, at) => Timestamp * 1000 < oldest ? [at] : []);
      if (old.length === 0) return undefined;
      return Response.json({
        Errors: old.map((at) => ({ Code: "VALIDATION_ERROR", MetricIndex: at })),
      });
    });
    const { runs: [run] } = await syncRuns({ from, to, oldTimestamps });
    assertEquals(
      run?.problems,
      oldTimestamps === "move" ? [] : [
        { kind: "metric", name: "loss", count: 15, reason: "VALIDATION_ERROR" },
      ],
    );
    assertEquals(run?.points, oldTimestamps === "move" ? 25 : 10);
    const { timestamps } = await far.metrics.read({
      trialComponentName: "demo-one",
      metricName: "loss",
      from: 0,
      limit: Infinity,
    });
    // AWS takes seconds.
    const late = [...timestamps].filter((time) => Math.abs(time - Date.now() + DAY_MS) < 3_600_000);
    // The script answers a batch with an old point in the service's place.
    if (oldTimestamps === "move") assertEquals([timestamps.length, late.length], [25, 10]);
  }
});

Deno.test("points that AWS could not take for a moment are sent again", async () => {
  await using near = await temporaryService();
  await using far = await temporaryService(ACCOUNT);
  const from = await serviceSession(near);
  await recordEverything(from);
  let refused = 0;
  const { session: to } = await scriptedAws(far, ({ operation, members }) => {
    if (operation !== "PUT /BatchPutMetrics" || refused === 3) return undefined;
    refused++;
    const data = members["MetricData"] as readonly unknown[];
    const Errors = data.map((_, at) => ({ Code: "INTERNAL_ERROR", MetricIndex: at }));
    return Response.json({ Errors });
  });
  const { points, runs } = await syncRuns({ from, to });
  assertEquals([points, refused, runs.flatMap(({ problems }) => problems)], [46, 3, []]);
  await compareStores(from, await serviceSession(far), "in any order");
});

Deno.test("points whose requests fail for a whole sync are named, and the next sync sends them", async () => {
  for (const status of [500, 400]) {
    await using near = await temporaryService();
    await using far = await temporaryService(ACCOUNT);
    const from = await serviceSession(near);
    await recordEverything(from);
    let isBroken = true;
    const { session: to } = await scriptedAws(far, ({ operation }) => {
      if (!isBroken || operation !== "PUT /BatchPutMetrics") return undefined;
      return awsRefusal(status === 500 ? "InternalFailure" : "AccessDeniedException", "x", status);
    }, { turns: 0 });
    const broken = await syncRuns({ from, to });
    assertEquals([broken.points, broken.outcomes.failed > 0], [0, true]);
    isBroken = false;
    assertEquals((await syncRuns({ from, to })).points, 46);
    await compareStores(from, await serviceSession(far), "in any order");
  }
});

Deno.test("runs whose group is full at the far side go into the experiment's next one, and say so", async () => {
  await using near = await temporaryService();
  await using far = await temporaryService({ quotas: { componentsPerTrial: 2 } });
  const [from, to] = [await serviceSession(near), await serviceSession(far)];
  for (const runName of ["a", "b", "c", "d", "e"]) {
    await withRun({ ...names, runName, session: from }, () => {});
  }
  const { outcomes, runs } = await syncRuns({ from, to });
  assertEquals(outcomes.created, 5);
  assertEquals(runs.flatMap(({ problems }) => problems.map(({ kind }) => kind)), [
    "group",
    "group",
    "group",
  ]);
  const found = await Array.fromAsync(listRuns({ experimentName: "demo", session: to }));
  assertEquals(
    Object.values(Object.groupBy(found, (run) => run.runGroupNames.join())).map((one) =>
      one?.length
    )
      .sort(),
    [1, 2, 2],
  );
  assertEquals((await syncRuns({ from, to })).outcomes.unchanged, 5);
});

Deno.test("what the far side writes in a way of its own is no conflict, and what someone changes is one", async () => {
  await using near = await temporaryService();
  await using far = await temporaryService(ACCOUNT);
  const from = await serviceSession(near);
  const loud: LocalService = {
    ...far,
    async fetch(request) {
      const target = request.headers.get("x-amz-target") ?? "";
      if (!/(Create|Update)TrialComponent$/.test(target)) return await far.fetch(request);
      const members = await request.json();
      const body = JSON.stringify({ ...members, DisplayName: "LOUD" });
      const { url, method, headers } = request;
      return await far.fetch(new Request(url, { method, headers, body }));
    },
  };
  const to = await awsTo(loud);
  await withRun({ ...names, session: from }, (run) => run.logParameter("rate", 1));
  await syncRuns({ from, to });
  assertEquals((await getRun(names, { session: to })).displayName, "LOUD");
  await updateRun(names, { parameters: { rate: 2 } }, { session: from });
  assertEquals((await syncRuns({ from, to })).outcomes.updated, 1);
  await updateRun(names, { parameters: { rate: 3 } }, { session: to });
  await updateRun(names, { parameters: { rate: 4 } }, { session: from });
  assertEquals((await syncRuns({ from, to })).outcomes.conflict, 1);
});

Deno.test("a run that the far side refuses fails by name, and the others go on", async () => {
  await using near = await temporaryService();
  await using far = await temporaryService(ACCOUNT);
  const from = await serviceSession(near);
  for (const runName of ["a", "b", "c"]) {
    await withRun({ ...names, runName, session: from }, () => {});
  }
  const { session: to } = await scriptedAws(
    far,
    ({ operation, members }) =>
      operation === "CreateTrialComponent" && members["TrialComponentName"] === "demo-b"
        ? awsRefusal("ValidationException", "no b here")
        : undefined,
  );
  const { outcomes, runs } = await syncRuns({ from, to });
  assertEquals([outcomes.created, outcomes.failed], [2, 1]);
  const failed = runs.find(({ outcome }) => outcome === "failed");
  assert(failed?.error instanceof Error);
  assertEquals(
    failed.error.message.replace(/ in .* s\)$/, ")"),
    "no b here (CreateTrialComponent)",
  );
});

Deno.test("a run whose copy fails in between is gone on with at once, and counted once", async () => {
  await using near = await temporaryService();
  await using far = await temporaryService(ACCOUNT);
  const from = await serviceSession(near);
  await recordEverything(from);
  const failed = new Set<string>();
  const { session: to } = await scriptedAws(far, ({ operation }) => {
    // Each operation fails once.
    if (
      failed.has(operation) || !/^(PUT .Batch|CreateTrialC|Associate|CreateArt)/.test(operation)
    ) return undefined;
    failed.add(operation);
    return awsRefusal("InternalFailure", "try again", 500);
  });
  const { outcomes, points, files, runs } = await syncRuns({ from, to });
  // Lineage waits for the next sync.
  assert(runs.every(({ problems }) => problems.every(({ kind }) => kind === "lineage")));
  assertEquals([outcomes.created, points, files], [2, 46, 4]);
  assertEquals(failed.size, 4);
  assertEquals((await syncRuns({ from, to })).outcomes.updated, 1);
  await compareStores(from, await serviceSession(far), "in any order");
});

Deno.test("a far side that lets no one in ends the sync with its error, and the next one goes on", async () => {
  await using near = await temporaryService();
  await using far = await temporaryService(ACCOUNT);
  const from = await serviceSession(near);
  await recordEverything(from);
  const stop = new AbortController();
  let requests = 0;
  const { session: to } = await scriptedAws(far, () => {
    if (++requests < 12) return undefined;
    setTimeout(() => stop.abort(new Error("given up")));
    return awsRefusal("ThrottlingException", "slow down");
  });
  await assertRejects(() => syncRuns({ from, to, signal: stop.signal }), Error, "given up");
  assertGreater(requests, 11);
  await syncRuns({ from, to: await awsTo(far) });
  await compareStores(from, await serviceSession(far), "in any order");
});
