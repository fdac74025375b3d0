import { assertEquals } from "@std/assert";
import { serveLocal } from "../../../src/server/serve_local.ts";
import { testService } from "../../local/test_service.ts";
import { pythonTool, runPython } from "../../support/python.ts";

interface Report {
  /** What boto3 was answered. */
  readonly seen: Readonly<Record<string, unknown>>;
  /** Where an answer differs from botocore's model of it. */
  readonly complaints: readonly string[];
  /** Operations that were called. */
  readonly operations: readonly string[];
}

Deno.test("boto3 finds every answer of a served store to be as botocore's model has it", async () => {
  const python = await pythonTool("boto3", new URL("./requirements.txt", import.meta.url));
  await using aws = await testService();
  await using server = await serveLocal(aws.service);
  const script = new URL("./boto3_client.py", import.meta.url);
  const { seen, complaints, operations } = await runPython<Report>(python, script, {
    url: server.url,
    token: server.token,
  });
  assertEquals(complaints, []);
  assertEquals(operations.length, 47);
  assertEquals(seen, {
    refused: {
      again: ["ValidationException", 400],
      absent: ["ResourceNotFound", 400],
      name: ["ValidationException", 400],
      property: ["ValidationException", 400],
      deleteLinked: ["ValidationException", 400],
    },
    putErrors: [],
    nan: [{ Code: "VALIDATION_ERROR", MetricIndex: 0 }],
    component: {
      Parameters: { rate: { NumberValue: 0.5 }, epochs: { NumberValue: 3 } },
      Status: { PrimaryStatus: "Completed" },
      StartTime: 1_767_323_045,
      EndTime: 1_767_323_135,
    },
    summary: { MetricName: "loss", Count: 3, Min: 1, Max: 3, Last: 2, Avg: 2 },
    queried: [{ Status: "Complete", XAxisValues: [0, 1, 2], MetricValues: [3, 1, 2] }],
    found: ["run"],
    tags: ["sagemaker:trial-component-source", "more"],
    artifacts: ["roc"],
    associations: [["run", "roc"]],
    jobs: [true, true, true],
    objects: true,
    keys: true,
    etag: '"900150983cd24fb0d6963f7d28e17f72"',
    range: "b",
    s3Refused: {
      absent: ["NoSuchKey", 404],
      head: ["404", 404],
      bucket: ["404", 404],
      owner: ["403", 403],
      dots: ["InvalidURI", 400],
    },
    left: 0,
    account: "000000000000",
    cleared: [
      "job-aws-processing-job",
      "job-aws-training-job",
      "job-aws-transform-job",
      "run",
    ],
  });
});
