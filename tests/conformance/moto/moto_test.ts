/**
 * Runs recorded to moto over real HTTP, read back by boto3. Not asked of moto, since it departs from
 * AWS there: creating what exists (it replaces it), tags on creation and `Search` by experiment
 * (absent), merging parameters (an update replaces the whole map), points without a step and
 * lineage (it fails).
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { awsSession, listRuns, searchRuns, type Session, withRun } from "../../../mod.ts";
import { readWithBoto3, sha256 } from "../../support/boto3.ts";
import { motoPython, startMoto } from "../../support/moto.ts";
import { runPython } from "../../support/python.ts";

const REGION = "us-east-1";
const READ_PARAMETERS = new URL("./read_parameters.py", import.meta.url);

async function sessionTo(endpoint: string): Promise<Session> {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  return await awsSession({ region: REGION, endpoint, credentials });
}

Deno.test("boto3 reads from moto what a run recorded there", async () => {
  await using moto = await startMoto();
  await using session = await sessionTo(moto.url);
  const experimentName = "conformance";
  const large = new Uint8Array(11 * 1024 * 1024).map((_, index) => index % 251);
  const start = { experimentName, session, captureEnvironment: false };
  const addresses: string[] = [];
  await withRun({ ...start, runName: "whole" }, async (run) => {
    run.logParameters({ learning_rate: 0.1, optimizer: "sgd", shuffle: true });
    for (let step = 0; step < 25; step++) run.logMetric("loss", 1 / (step + 1), { step });
    run.logMetric("accuracy", 0.5, { step: 0 });
    addresses.push(
      await run.logFile(new Blob(["a,b\n1,2\n"]), { name: "data.csv", isOutput: false }),
      await run.logFile(large, { name: "weights.bin" }),
    );
    run.logArtifact("report", "https://example.com/report", { mediaType: "text/html" });
  });
  await assertRejects(() =>
    withRun({ ...start, runName: "broken" }, () => {
      throw new Error("diverged");
    })
  );

  // The default bucket, which was not there: the account is the one that moto speaks for.
  const folder =
    `s3://sagemaker-${REGION}-123456789012/trial-component-artifacts/conformance-whole`;
  assertEquals(addresses, [`${folder}/inputs/data.csv`, `${folder}/weights.bin`]);
  const runs = await readWithBoto3(moto, REGION, experimentName);
  assertEquals(runs["conformance-whole"], {
    status: "Completed",
    message: null,
    ended: true,
    parameters: { learning_rate: 0.1, optimizer: "sgd", shuffle: "true" },
    metrics: { loss: [25, 0.04, 1, 0.04], accuracy: [1, 0.5, 0.5, 0.5] },
    inputs: {
      "data.csv": {
        mediaType: "text/csv",
        sha256: await sha256(new TextEncoder().encode("a,b\n1,2\n")),
      },
    },
    outputs: {
      "weights.bin": { mediaType: "application/octet-stream", sha256: await sha256(large) },
      report: { mediaType: "text/html", sha256: null },
    },
  });
  assertEquals(runs["conformance-broken"]?.status, "Failed");
  assertEquals(runs["conformance-broken"]?.message, "diverged");
});

Deno.test("in Python, json.loads reads the text that AWS does not admit as it is", async () => {
  await using moto = await startMoto();
  await using session = await sessionTo(moto.url);
  const names = { experimentName: "literals", runName: "one" };
  const parameters = {
    prompt: 'You are a "helpful"\nassistant.\r\n\t\x85\u2028\u2029\x1b[0m\0 🎈 é',
    "a name\nof two lines": "plain",
    half: "\ud83d",
    looksEscaped: JSON.stringify("two\nlines"),
  };
  await withRun({ ...names, session, captureEnvironment: false }, (run) => {
    run.logParameters(parameters);
  });
  const read = await runPython(await motoPython(), READ_PARAMETERS, {
    endpoint: moto.url,
    region: REGION,
    trialComponentName: "literals-one",
  });
  assertEquals(read, parameters);
});

Deno.test("listRuns() finds the runs where search does not know experiments", async () => {
  await using moto = await startMoto();
  await using session = await sessionTo(moto.url);
  const experimentName = "listed";
  for (const runName of ["b", "a", "c"]) {
    await withRun(
      { experimentName, runName, session },
      (run) => run.logMetric("loss", 1, { step: 0 }),
    );
  }
  const options = { experimentName, session, sortBy: "runName", sortOrder: "ascending" } as const;
  const runs = await Array.fromAsync(listRuns(options));
  assertEquals(runs.map(({ runName }) => runName), ["a", "b", "c"]);
  assert(runs.every(({ metrics }) => metrics["loss"]?.count === 1));
  const limited = await Array.fromAsync(listRuns({ ...options, maxResults: 2 }));
  assertEquals(limited.length, 2);
  // A search that it cannot answer is refused, and is not one that found nothing.
  for (const where of [undefined, { "parameters.rank": { lt: 2 } }]) {
    const search = async () =>
      await Array.fromAsync(searchRuns({ experimentName, where, session }));
    const error = await assertRejects(search, Error);
    assertEquals(error.name, "ValidationException");
  }
});
