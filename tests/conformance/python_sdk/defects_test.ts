/** Where the Python SDK's `Run` goes wrong, or has a rule that is easily lost, this library does not. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import {
  awsSession,
  currentRun,
  getRun,
  listRuns,
  loadRun,
  startRun,
  withRun,
} from "../../../mod.ts";
import { scriptedAws } from "../../support/scripted_aws.ts";
import { temporaryService } from "../../support/services.ts";
import { namesOf } from "../../support/names_of.ts";

Deno.test("an inner handle that nobody closes leaves neither a current run nor an open one behind", async () => {
  await using service = await temporaryService();
  const aws = await scriptedAws(service);
  await using session = aws.session;
  const options = { experimentName: "handles", runName: "outer", session };
  const inner = await withRun(options, () => loadRun());
  assert(inner.closed);
  assertEquals(currentRun(), undefined);
  assertEquals((await getRun(namesOf(options), { session })).status, "Completed");
  await withRun({ ...options, runName: "next" }, (run) => assert(currentRun() === run));
});

Deno.test("lineage is written with its graph, and by no close", async () => {
  await using service = await temporaryService();
  const aws = await scriptedAws(service);
  await using session = aws.session;
  await withRun({ experimentName: "lineage", session }, async (run) => {
    await run.logConfusionMatrix([0, 1], [0, 1], { title: "counts" });
    await (await loadRun()).close();
    await (await loadRun()).close();
  });
  const written = aws.calls.filter(({ operation }) =>
    ["CreateArtifact", "AddAssociation"].includes(operation)
  );
  assertEquals(written.map(({ operation }) => operation), ["CreateArtifact", "AddAssociation"]);
});

Deno.test("an upload is one request: no account is asked for, and no ETag", async () => {
  await using service = await temporaryService();
  const aws = await scriptedAws(service);
  await using session = aws.session;
  await withRun({ experimentName: "uploads", session }, async (run) => {
    await run.logFile(new Blob(["1"]), { name: "first.txt" });
    aws.reset();
    await run.logFile(new Blob(["2"]), { name: "second.txt" });
    const path = `/trial-component-artifacts/${run.trialComponentName}/second.txt`;
    const operations = aws.calls.map(({ operation }) => operation);
    assertEquals(operations, [`PUT /sagemaker-local-000000000000${path}`]);
  });
});

Deno.test("a missing default bucket is made, also where the session has a prefix of its own", async () => {
  await using service = await temporaryService();
  await using session = await awsSession({
    region: "local",
    endpoint: "http://runlog.local",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    artifactBucketPrefix: "team/vision",
    fetch: (request) => service.fetch(request),
  });
  await withRun({ experimentName: "prefixed", runName: "run", session }, async (run) => {
    const uri = await run.logFile(new Blob(["1"]), { name: "a.txt" });
    const key = "team/vision/trial-component-artifacts/prefixed-run/a.txt";
    assertEquals(uri, `s3://sagemaker-local-000000000000/${key}`);
  });
});

Deno.test("files go to the bucket and the prefix that are given, an empty prefix included", async () => {
  await using service = await temporaryService();
  const aws = await scriptedAws(service);
  await using session = aws.session;
  await session.s3.call("CreateBucket", { Bucket: "chosen-bucket" });
  const options = { experimentName: "places", artifactBucket: "chosen-bucket", session };
  for (const [artifactPrefix, start] of [["my/files", "my/files/"], ["", ""]] as const) {
    const runName = artifactPrefix === "" ? "bare" : "under";
    const open = artifactPrefix === "" ? loadRun : startRun;
    await using run = await open({ ...options, runName, artifactPrefix });
    const uri = await run.logFile(new Blob(["1"]), { name: "a.txt" });
    assertEquals(uri, `s3://chosen-bucket/${start}places-${runName}/a.txt`);
  }
  await using missing = await startRun({ ...options, artifactBucket: "missing-bucket" });
  const error = await assertRejects(
    () => missing.logFile(new Blob(["1"]), { name: "a.txt" }),
    Error,
  );
  assertStringIncludes(error.name, "NoSuchBucket");
});

Deno.test("listRuns() gives the runs created strictly between two instants", async () => {
  await using service = await temporaryService();
  const aws = await scriptedAws(service);
  await using session = aws.session;
  const experimentName = "instants";
  for (const runName of ["first", "second", "third"]) {
    await withRun({ experimentName, runName, session }, () => {});
  }
  const sorted = { experimentName, session, sortOrder: "ascending" } as const;
  const [first, , third] = await Array.fromAsync(listRuns(sorted));
  const between = { createdAfter: first?.creationTime, createdBefore: third?.creationTime };
  const found = await Array.fromAsync(listRuns({ ...sorted, ...between }));
  assertEquals(found.map(({ runName }) => runName), ["second"]);
});

Deno.test("a run that goes on is in progress without an end, until its next end", async () => {
  await using service = await temporaryService();
  const aws = await scriptedAws(service);
  await using session = aws.session;
  const options = { experimentName: "ends", runName: "again", session };
  await withRun(options, () => {});
  const { endTime: first } = await getRun(namesOf(options), { session });
  await withRun(options, async () => {
    const { status, endTime } = await getRun(namesOf(options), { session });
    assertEquals([status, endTime], ["InProgress", undefined]);
  });
  const { endTime: second } = await getRun(namesOf(options), { session });
  assert(first && second && second > first);
});

Deno.test("loadRun() tags what it makes", async () => {
  await using service = await temporaryService();
  const aws = await scriptedAws(service);
  await using session = aws.session;
  const options = { experimentName: "tagged", runName: "fresh", session };
  await (await loadRun({ ...options, tags: { team: "vision" } })).close();
  assertEquals((await getRun(namesOf(options), { session })).tags, { team: "vision" });
});
