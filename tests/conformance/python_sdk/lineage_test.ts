/** The lineage module of the official SageMaker Python SDK over a served store. */
import { assertEquals } from "@std/assert";
import { printedStore } from "../../support/printed_store.ts";
import { askPython, test } from "./python_run.ts";

const SCRIPT = new URL("./lineage.py", import.meta.url);
const PREFIX = "arn:aws:sagemaker:local:000000000000:";

test("the Python SDK's lineage entities, visitors, queries and tables work over a served store", async (sdk) => {
  await using store = await printedStore();
  const { whole, ...answer } = await askPython<
    { readonly whole: { readonly starts: readonly string[] } }
  >(sdk, store, {}, SCRIPT);
  const job = `${PREFIX}training-job/train`;
  assertEquals<unknown>(answer, {
    visitors: {
      "raw.endpoint_contexts": ["end_point"],
      "raw.downstream_datasets": ["data"],
      "data.upstream_datasets": ["raw"],
      "data.s3_uri_artifacts": ["data"],
      // A sibling of the image is neither above nor below it.
      "image.datasets": [],
      "model.dataset_artifacts": ["data", "raw"],
      "model.endpoint_contexts": ["end_point"],
      "model.training_job_arns": [job],
      "model.pipeline_execution_arn": "the-pipeline",
      "approval.datasets": ["data", "raw"],
      "approval.endpoints": ["end_point"],
      "deploy.artifacts": ["data", "image", "model", "raw"],
      "endpoint.actions": ["approve", "deploy"],
      "endpoint.dataset_artifacts": ["data", "raw"],
      "endpoint.training_job_arns": [job],
      "endpoint.processing_jobs": ["prepare-aws-processing-job"],
      "endpoint.transform_jobs": [],
      "endpoint.trial_components": ["prepare-aws-processing-job", "train-aws-training-job"],
      "endpoint.pipeline_execution_arn": "the-pipeline",
      "group.pipeline_execution_arn": "the-pipeline",
      "run.dataset_artifacts": ["data", "raw"],
      "run.models": ["model"],
      "run.pipeline_execution_arn": "the-pipeline",
    },
    table: {
      run: [
        ["image", "Input", "Image", "ContributedTo", "artifact"],
        ["data", "Input", "DataSet", "ContributedTo", "artifact"],
        ["model", "Output", "Model", "Produced", "artifact"],
      ],
      endpoint: [["deploy", "Input", "ModelDeployment", "AssociatedWith", "action"]],
    },
    filtered: {
      vertices: [["Artifact", "Model"]],
      loaded: ["model"],
      edges: 0,
      starts: [],
    },
    saved: [{ k3: "v3" }, { k3: "v3" }, { k3: "v3" }],
    status: "Completed",
    tags: ["k", "more"],
    lists: {
      artifacts: ["data", "raw"],
      actions: ["approve", "deploy"],
      contexts: ["group"],
      associations: ["end_point"],
    },
    refused: "ValidationException",
    left: [0, 0, 0, 0],
  });
  const { starts, ...found } = whole;
  assertEquals(starts.length, 1);
  assertEquals<unknown>(found, {
    vertices: [
      ["Action", "Approval"],
      ["Action", "ModelDeployment"],
      ["Artifact", "DataSet"],
      ["Artifact", "DataSet"],
      ["Artifact", "Model"],
      ["Context", "Endpoint"],
      ["TrialComponent", "ProcessingJob"],
      ["TrialComponent", "TrainingJob"],
    ],
    loaded: [
      ...["approve", "data", "deploy", "end_point", "model"],
      ...["prepare-aws-processing-job", "raw", "train-aws-training-job"],
    ],
    edges: 7,
  });
});
