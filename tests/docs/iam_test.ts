import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  archiveRun,
  associateJobs,
  awsSession,
  createExperiment,
  deleteExperiment,
  deleteRun,
  downloadArtifact,
  getExperiment,
  getLineage,
  getMetricHistory,
  getRun,
  listExperiments,
  listGraphs,
  listRunGroups,
  loadRun,
  readGraph,
  RunGroupError,
  searchRuns,
  type Session,
  startRun,
  syncRuns,
  updateRun,
  withRun,
} from "../../mod.ts";
import { runOfJob } from "../../src/run/job_environment.ts";
import {
  actionsOf,
  guard,
  type GuardedService,
  type Placeholders,
  type Policy,
  readPolicy,
} from "../support/iam.ts";
import { lineageRecorder } from "../support/lineage_entities.ts";
import { temporaryService } from "../support/services.ts";
import { collect } from "../runtimes/collected.ts";
import { artifactsSuite } from "../suites/artifacts.ts";
import { experimentsSuite } from "../suites/experiments.ts";
import { graphsSuite } from "../suites/graphs.ts";
import { loadingSuite } from "../suites/loading.ts";
import { metricsSuite } from "../suites/metrics.ts";
import { recordingSuite } from "../suites/recording.ts";
import { syncSuite } from "../suites/sync.ts";
import { localSession } from "../../src/local.ts";

const PLACE = { region: "eu-west-1", accountId: "123456789012" } as const;
const VALUES: Placeholders = {
  REGION: PLACE.region,
  ACCOUNT: PLACE.accountId,
  BUCKET: `sagemaker-${PLACE.region}-${PLACE.accountId}`,
  EXPERIMENT: "demo",
};
const NAMES = { experimentName: "demo", runName: "first" };
/** A run group that an experiment other than the recorded one holds. */
const TAKEN = "Default-Run-Group-demo-taken";
const PART = 5 * 1024 * 1024;

/** AWS behind IAM, with everything allowed until policies are given, and a session over it. */
interface Aws extends AsyncDisposable {
  readonly guarded: GuardedService;
  readonly session: Session;
}

/** A context that an action has made, with other permissions than runlog's. */
const MADE = `arn:aws:sagemaker:${PLACE.region}:${PLACE.accountId}:context/made`;

async function openAws(): Promise<Aws> {
  const service = await temporaryService({ ...PLACE, awsQuotas: true });
  const { link, action, context } = await lineageRecorder(await sessionOver(service));
  await link(await action("make", "Deployment"), await context("made", "Endpoint"));
  await link(MADE, await context("user", "Endpoint"));
  const guarded = guard(service, PLACE);
  const session = await sessionOver(guarded);
  return { guarded, session, [Symbol.asyncDispose]: () => service.close() };
}

function sessionOver(guarded: Pick<GuardedService, "fetch">): Promise<Session> {
  return awsSession({
    region: PLACE.region,
    endpoint: "http://runlog.local",
    credentials: { accessKeyId: "id", secretAccessKey: "secret" },
    fetch: (request) =>
      new URL(request.url).pathname.endsWith("/refused.txt") && request.method === "PUT"
        ? Promise.resolve(
          new Response("<Error><Code>InvalidRequest</Code></Error>", { status: 400 }),
        )
        : guarded.fetch(request),
    maxAttempts: 1,
    notices: false,
  });
}

/** Everything that recording does: a new run, an open one again, files of every size, graphs. */
async function record(session: Session): Promise<void> {
  await withRun({ ...NAMES, session, tags: { team: "vision" } }, async (run) => {
    run.logParameter("lr", 0.1);
    run.logMetric("loss", 0.5, { step: 1 });
    await run.logText("hello", { name: "note.txt" });
    await run.logFile(new Uint8Array(PART + 1), { name: "large.bin" });
    await run.logRocCurve([0, 1], [0.2, 0.7], { title: "roc" });
    await run.logRocCurve([0, 1], [0.2, 0.7], { title: "roc" });
    const broken = new ReadableStream({
      start(controller) {
        controller.enqueue(new Uint8Array(2 * PART));
      },
      pull(controller) {
        controller.error(new Error("the disk is gone"));
      },
    });
    await assertRejects(() => run.logFile(broken, { name: "broken.bin" }));
    const folder = await Deno.makeTempDir({ prefix: "runlog-iam-" });
    for (const name of ["taken.txt", "refused.txt"]) {
      await Deno.writeTextFile(`${folder}/${name}`, name);
    }
    await assertRejects(() => run.logDirectory(folder, { name: "broken" }));
    await Deno.remove(`${folder}/refused.txt`);
    await run.logDirectory(folder, { name: "folder" });
    await Deno.remove(folder, { recursive: true });
  });
  await withRun({ ...NAMES, session }, (run) => run.logMetric("loss", 0.4, { step: 2 }));
  await createExperiment({ experimentName: "demo", session });
  // A group of another experiment: the run's component is taken back.
  const taken = { ...NAMES, runName: "stranded", runGroupName: TAKEN, session };
  await assertRejects(() => startRun(taken), RunGroupError);
  const loaded = await loadRun({ ...NAMES, session });
  await loaded.close();
}

/** Everything that reading does. */
async function read(session: Session): Promise<void> {
  await Array.fromAsync(listExperiments({ session }));
  await getExperiment({ experimentName: "demo", session });
  await Array.fromAsync(listRunGroups({ experimentName: "demo", session }));
  await Array.fromAsync(searchRuns({ experimentName: "demo", session }));
  await getRun(NAMES, { session });
  await getMetricHistory(NAMES, "loss", { session });
  await Array.fromAsync(listGraphs(NAMES, { session }));
  await readGraph(NAMES, "roc", { session });
  await getLineage(NAMES, { session });
  await getLineage({ arn: MADE }, { session });
  const folder = await Deno.makeTempDir({ prefix: "runlog-iam-" });
  await downloadArtifact(NAMES, "note.txt", `${folder}/note.txt`, { session });
  await downloadArtifact(NAMES, "folder", `${folder}/folder`, { session });
  const kept = await localSession({ path: `${folder}/store` });
  const report = await syncRuns({ from: session, to: kept });
  assert(report.runs.every(({ outcome }) => outcome === "created"));
  await kept[Symbol.asyncDispose]();
  await Deno.remove(folder, { recursive: true });
}

/** Everything that changing and deleting does. */
async function change(session: Session): Promise<void> {
  const changes = { notes: "as in the paper", tags: { team: null, paper: "1" } };
  await updateRun(NAMES, changes, { session });
  await archiveRun(NAMES, { session });
  await deleteRun(NAMES, { deleteFiles: true, deleteLineage: true, session });
  await deleteExperiment({ experimentName: "demo", deleteFiles: true, session });
}

/** A run that exists already, changed since it was last copied. */
async function sync(session: Session): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "runlog-iam-" });
  const local = await localSession({ path: folder });
  const names = { experimentName: "demo", runName: "synced" };
  await withRun({ ...names, tags: { team: "a" }, session: local }, async (run) => {
    await run.logText("hello", { name: "note.txt" });
    await run.logConfusionMatrix([0, 1], [0, 1], { title: "matrix" });
  });
  const outcomes = [];
  for (const changes of [{}, { notes: "as in the paper", tags: { team: null } }]) {
    await updateRun(names, changes, { session: local });
    const { runs } = await syncRuns({ from: local, to: session });
    outcomes.push(...runs.map(({ outcome }) => outcome));
  }
  assertEquals(outcomes, ["created", "updated"]);
  await local[Symbol.asyncDispose]();
  await Deno.remove(folder, { recursive: true });
}

/** What finds jobs' components, and what a job does to find its run. */
async function findJobs(session: Session): Promise<void> {
  const jobArns = [`arn:aws:sagemaker:${PLACE.region}:${PLACE.accountId}:training-job/fit`];
  await associateJobs({ runGroupName: TAKEN }, { jobArns, session });
  for (const kind of ["training", "processing", "transform"] as const) {
    const arn = `arn:aws:sagemaker:${PLACE.region}:${PLACE.accountId}:${kind}-job/fit`;
    const signal = AbortSignal.timeout(100);
    await runOfJob(session, { kind, arn, name: "fit" }, { signal }).catch(() => {});
  }
}

async function policies(...names: readonly string[]): Promise<readonly Policy[]> {
  return await Promise.all(names.map((name) => readPolicy(name, VALUES)));
}

const TASKS = [
  { task: "recording", names: ["record"], before: [takeGroup], work: record },
  { task: "reading", names: ["read"], before: [takeGroup, record], work: read },
  {
    task: "changing and deleting",
    names: ["read", "delete"],
    before: [takeGroup, record],
    work: change,
  },
  { task: "syncing to AWS", names: ["record", "sync"], before: [], work: sync },
  {
    task: "recording in a page",
    names: ["browser"],
    before: [makeBucket, takeGroup],
    work: recordInPage,
  },
] as const;

/** Gives a run group to another experiment. */
async function takeGroup(session: Session): Promise<void> {
  const names = { experimentName: "other", runGroupName: TAKEN, session };
  await withRun({ ...names, captureEnvironment: false }, () => {});
}

/** The bucket that a page needs: the rule of CORS comes after the bucket. */
async function makeBucket(session: Session): Promise<void> {
  const where = { CreateBucketConfiguration: { LocationConstraint: PLACE.region } };
  await session.s3.call("CreateBucket", { Bucket: VALUES.BUCKET, ...where });
}

/** As a page does: one experiment, into a bucket that is there. */
async function recordInPage(session: Session): Promise<void> {
  await session.s3.call("HeadBucket", { Bucket: VALUES.BUCKET });
  await record(session);
}

/** What only a served store answers with its largest batch; AWS's own endpoints are not asked. */
const SERVED_STORE = "sagemaker:BatchGetMetrics";

for (const { task, names, before, work } of TASKS) {
  Deno.test(`docs/iam: ${names.join(" and ")} suffices for ${task}, and is refused nothing`, async () => {
    await using aws = await openAws();
    for (const prepare of before) await prepare(aws.session);
    aws.guarded.allow(await policies(...names));
    await work(aws.session);
    // A sync asks a configured endpoint whether it is a served store, and goes on without an answer.
    const refused = [...aws.guarded.refused].filter((action) => action !== SERVED_STORE);
    assertEquals(refused, []);
  });
}

Deno.test("docs/iam: the suites and tasks send exactly the actions that the policies name", async () => {
  const all = await policies("record", "read", "delete", "sync", "jobs");
  const named = actionsOf(all);
  const sent = new Set<string>();
  {
    await using aws = await openAws();
    for (const work of [takeGroup, record, read, sync, findJobs, change]) await work(aws.session);
    for (const action of aws.guarded.actions) sent.add(action);
  }
  const { test, run } = collect();
  await using aws = await openAws();
  const folder = await Deno.makeTempDir({ prefix: "runlog-iam-" });
  const stores: Session[] = [];
  const context = {
    runtime: "deno",
    test,
    session: () => Promise.resolve(aws.session),
    store: async (name: string) => {
      const store = await localSession({ path: `${folder}/${name}` });
      stores.push(store);
      return store;
    },
  } as const;
  for (
    const suite of [
      recordingSuite,
      loadingSuite,
      metricsSuite,
      experimentsSuite,
      graphsSuite,
      artifactsSuite,
      syncSuite,
    ]
  ) suite(context);
  const { failures } = await run();
  assertEquals(failures.map(({ name, error }) => `${name}: ${error.split("\n")[0]}`), []);
  for (const action of aws.guarded.actions) sent.add(action);
  for (const store of stores) await store[Symbol.asyncDispose]();
  await Deno.remove(folder, { recursive: true });
  const sorted = (actions: ReadonlySet<string>): readonly string[] => [...actions].sort();
  assertEquals(sorted(sent), sorted(named));
});

Deno.test("docs/iam: no policy names more than its task sends", async () => {
  // What changing and syncing need beside their own policies, those for reading and recording have.
  const tasks = [
    ...TASKS.map(({ names, ...task }) => ({ name: names.at(-1) ?? "", ...task })),
    { name: "jobs", before: [], work: findJobs },
  ];
  const spare: string[] = [];
  for (const { name, before, work } of tasks) {
    await using aws = await openAws();
    for (const prepare of before) await prepare(aws.session);
    const counted = guard(aws.guarded, PLACE);
    await work(await sessionOver(counted));
    for (const action of actionsOf(await policies(name))) {
      if (!counted.actions.has(action)) spare.push(`${name} ${action}`);
    }
  }
  assertEquals(spare, []);
});

Deno.test("docs/iam: what a policy leaves out is refused, by the action's name", async () => {
  await using aws = await openAws();
  await takeGroup(aws.session);
  await record(aws.session);
  aws.guarded.allow(await policies("read"));
  // The session knows that the other experiment exists.
  const unknown = { ...NAMES, experimentName: "unknown", session: aws.session };
  const error = await assertRejects(() => startRun(unknown), Error);
  assertEquals(error.name, "AccessDeniedException");
  await assertRejects(() => deleteRun(NAMES, { session: aws.session }), Error, "not authorized");
  for (const action of ["CreateExperiment", "DisassociateTrialComponent"]) {
    assert(aws.guarded.refused.has(`sagemaker:${action}`), action);
  }
});
