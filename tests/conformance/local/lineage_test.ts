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

Deno.test("boto3 finds every answer on lineage to be as botocore's model has it", async () => {
  const python = await pythonTool("boto3", new URL("./requirements.txt", import.meta.url));
  await using aws = await testService();
  await using server = await serveLocal(aws.service);
  const script = new URL("./lineage_client.py", import.meta.url);
  const report = await runPython<Report>(python, script, {
    url: server.url,
    token: server.token,
  });
  assertEquals(report.complaints, []);
  const lineage = ["Action", "Context", "Artifact"].flatMap((word) => [
    ...["Create", "Delete", "Describe", "Update"].map((verb) => `${verb}${word}`),
  ]);
  const others = [
    ...["AddAssociation", "DeleteAssociation", "ListAssociations", "ListActions", "ListContexts"],
    ...["CreateTrialComponent", "DeleteTrialComponent", "QueryLineage"],
  ];
  assertEquals(report.operations, [...lineage, ...others].toSorted());
  const source = { SourceUri: "s3://b/k", SourceType: "t", SourceId: "i" };
  assertEquals(report.seen, {
    action: ["Completed", { a: "1" }, source],
    context: ["e", { a: "3", b: "4" }, "Endpoint"],
    artifact: ["data-2", { b: "2" }],
    associations: {
      all: ["DataSet", "Model", "ModelDeployment", "TrialComponent"],
      source: ["TrialComponent"],
      destination: ["DataSet"],
      sourceType: ["Model"],
      destinationType: ["ModelDeployment"],
      type: ["ModelDeployment"],
      times: ["DataSet", "Model", "ModelDeployment", "TrialComponent"],
      earlier: [],
    },
    lists: [["deploy"], ["end_point"]],
    queries: {
      up: [["DataSet", "Model", "ModelDeployment", "TrialComponent"], 0],
      down: [["DataSet", "Endpoint", "Model", "ModelDeployment", "TrialComponent"], 4],
      both: [["DataSet", "Endpoint", "Model", "ModelDeployment"], 0],
      near: [["ModelDeployment", "TrialComponent"], 0],
      filtered: [["Endpoint"], 0],
      properties: [["ModelDeployment"], 0],
      times: [["Endpoint", "Model", "ModelDeployment", "TrialComponent"], 0],
      later: [[], 0],
    },
    refused: {
      again: ["ValidationException", 400],
      absent: ["ResourceNotFound", 400],
      linked: ["ValidationException", 400],
      start: ["ResourceNotFound", 400],
      deep: ["ValidationException", 400],
      name: ["ValidationException", 400],
    },
  });
});
