/** A local store that the official SageMaker Python SDK wrote to, synced to moto, read by boto3. */
import { assertEquals } from "@std/assert";
import { awsSession, syncRuns } from "../../../mod.ts";
import { serveLocal, serviceSession } from "../../../src/local.ts";
import { readWithBoto3, sha256 } from "../../support/boto3.ts";
import { startMoto } from "../../support/moto.ts";
import { temporaryService } from "../../support/services.ts";
import { pythonSdk } from "../python_sdk/python_run.ts";
import { DATA, TAGS } from "../python_sdk/scenario.ts";

const REGION = "us-east-1";

Deno.test("boto3 reads from moto what the Python SDK recorded to a served store, once it is synced", async () => {
  await using service = await temporaryService();
  const experimentName = "relayed";
  // What only points into a bucket of someone else's is not copied, and boto3 would look for it.
  const artifacts = DATA.artifacts.filter(({ value }) => !value.startsWith("s3:"));
  {
    await using server = await serveLocal(service);
    const data = { ...DATA, artifacts };
    const request = { action: "record", experimentName, runName: "python", tags: TAGS, data };
    await pythonSdk(server, request);
  }
  await using moto = await startMoto();
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  await using to = await awsSession({ region: REGION, endpoint: moto.url, credentials });
  // moto breaks when it is asked for an experiment that is not there, and has no lineage.
  await to.sagemaker.call("CreateExperiment", { ExperimentName: experimentName });
  const from = await serviceSession(service);
  const { runs: [run], points, files } = await syncRuns({ from, to });
  assertEquals([run?.outcome, points, files], ["created", 12, 5]);
  assertEquals(run?.problems.map(({ kind, name }) => [kind, name]).sort(), [
    ["lineage", "confusion"],
    ["lineage", "precision-recall"],
    ["lineage", "roc"],
  ]);

  const file = async (text: string, mediaType: string) => ({
    mediaType,
    sha256: await sha256(new TextEncoder().encode(text)),
  });
  assertEquals(await readWithBoto3(moto, REGION, experimentName), {
    "relayed-python": {
      status: "Completed",
      message: null,
      ended: true,
      parameters: { learning_rate: 0.1, optimizer: "sgd", epochs: 3 },
      metrics: { loss: [6, 0.25, 6, 1.25], accuracy: [6, 0.125, 3, 1] },
      inputs: {},
      outputs: {
        "table.csv": await file("a,b\n1,2\n", "text/csv"),
        "notes.txt": await file("two\nlines\n", "text/plain"),
        report: { mediaType: null, sha256: null },
      },
    },
  });
  const again = await syncRuns({ from, to });
  assertEquals([again.points, again.files], [0, 0]);
});
