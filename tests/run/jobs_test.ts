import {
  CreateProcessingJobCommand,
  CreateTrainingJobCommand,
  CreateTransformJobCommand,
  ListExperimentsCommand,
  SageMakerClient,
} from "@aws-sdk/client-sagemaker";
import { assertEquals, assertRejects } from "@std/assert";
import { fromFileUrl } from "@std/path";
import {
  associateJobs,
  awsSession,
  getRun,
  loadRun,
  NoRunError,
  trackJobs,
  withRun,
} from "../../mod.ts";
import { fetchTransport } from "../../src/session/transport.ts";
import { runTool } from "../support/tools.ts";
import { awsRefusal, scriptedAws } from "../support/scripted_aws.ts";
import { temporaryService } from "../support/services.ts";
import { keysOf, type Reachable } from "../support/reach.ts";
import { startServedStore } from "../support/served_store.ts";
import { namesOf } from "../support/names_of.ts";

const ROOT = new URL("../../", import.meta.url);

/** A client whose requests are kept and answered with nothing. */
function silentClient(): { client: SageMakerClient; sent: Record<string, unknown>[] } {
  const sent: Record<string, unknown>[] = [];
  const client = new SageMakerClient({
    region: "local",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    requestHandler: fetchTransport(async (request) => {
      sent.push(await request.json());
      return Response.json({});
    }),
  });
  return { client, sent };
}

// The commands' other members do not matter here, and AWS would check them, not the SDK.
const TRAINING = { TrainingJobName: "job" } as ConstructorParameters<
  typeof CreateTrainingJobCommand
>[0];
const PROCESSING = { ProcessingJobName: "job" } as ConstructorParameters<
  typeof CreateProcessingJobCommand
>[0];
const TRANSFORM = { TransformJobName: "job" } as ConstructorParameters<
  typeof CreateTransformJobCommand
>[0];

Deno.test("trackJobs() adds the current run to the three kinds of job that take one", async () => {
  await using service = await temporaryService();
  const { session } = await scriptedAws(service);
  const { client, sent } = silentClient();
  trackJobs(trackJobs(client));
  const config = await withRun({ experimentName: "jobs", session }, async (run) => {
    await client.send(new CreateTrainingJobCommand(TRAINING));
    await client.send(new CreateProcessingJobCommand(PROCESSING));
    await client.send(new CreateTransformJobCommand(TRANSFORM));
    await client.send(new ListExperimentsCommand({}));
    return run.experimentConfig;
  });
  assertEquals(sent.map(({ ExperimentConfig }) => ExperimentConfig), [
    config,
    config,
    config,
    undefined,
  ]);
  await session[Symbol.asyncDispose]();
});

Deno.test("trackJobs() leaves a caller's own configuration, and jobs outside a run, as they are", async () => {
  await using service = await temporaryService();
  const { session } = await scriptedAws(service);
  const { client, sent } = silentClient();
  trackJobs(client);
  const ExperimentConfig = { ExperimentName: "mine" };
  await client.send(new CreateTrainingJobCommand(TRAINING));
  await withRun({ experimentName: "jobs", session }, async () => {
    await client.send(new CreateTrainingJobCommand({ ...TRAINING, ExperimentConfig }));
    await client.send(new CreateTrainingJobCommand({ ...TRAINING, ExperimentConfig: {} }));
  });
  assertEquals(sent[0]?.["ExperimentConfig"], undefined);
  assertEquals(sent[1]?.["ExperimentConfig"], ExperimentConfig);
  assertEquals(Object(sent[2]?.["ExperimentConfig"])["ExperimentName"], "jobs");
  await session[Symbol.asyncDispose]();
});

Deno.test("a session's own client has trackJobs() once a run has started", async () => {
  await using service = await temporaryService();
  const { session, calls } = await scriptedAws(
    service,
    ({ operation }) => operation === "CreateTrainingJob" ? Response.json({}) : undefined,
  );
  await withRun({ experimentName: "jobs", session }, async () => {
    const client = await session.sagemaker.client();
    await client.send(new CreateTrainingJobCommand(TRAINING) as never);
  });
  const job = calls.find(({ operation }) => operation === "CreateTrainingJob");
  assertEquals(Object(job?.members["ExperimentConfig"])["ExperimentName"], "jobs");
  await session[Symbol.asyncDispose]();
});

/** Runs `loadRun()` in a process that believes it is a job. */
async function loadInJob(
  server: Reachable,
  env: Record<string, string>,
): Promise<{ readonly code: number; readonly output: string }> {
  const folder = await Deno.makeTempDir({ prefix: "runlog-job-" });
  await Deno.writeTextFile(
    `${folder}/job.ts`,
    `import { loadRun } from "${ROOT}mod.ts";
     await using run = await loadRun();
     run.logParameter("in_job", "yes");`,
  );
  const { PATH = "", HOME = "", DENO_DIR = `${HOME}/.cache/deno` } = Deno.env.toObject();
  const result = await runTool(
    Deno.execPath(),
    ["run", "-A", "--no-check", `--config=${fromFileUrl(ROOT)}deno.json`, `${folder}/job.ts`],
    {
      clearEnv: true,
      env: {
        PATH,
        HOME,
        DENO_DIR,
        NO_COLOR: "1",
        AWS_ENDPOINT_URL: server.url,
        AWS_REGION: "local",
        AWS_ACCESS_KEY_ID: keysOf(server).accessKeyId,
        AWS_SECRET_ACCESS_KEY: "local",
        ...env,
      },
    },
  );
  await Deno.remove(folder, { recursive: true });
  return result;
}

Deno.test("loadRun() inside training and transform jobs finds the run by the job's configuration", async () => {
  await using store = await startServedStore();
  const credentials = keysOf(store);
  await using session = await awsSession({ region: "local", endpoint: store.url, credentials });
  const client = await session.sagemaker.client();
  const jobs = [
    ["training", "TRAINING_JOB_ARN", new CreateTrainingJobCommand(trainingJob("in-training"))],
    ["transform", "TRANSFORM_JOB_ARN", new CreateTransformJobCommand(transformJob("in-transform"))],
  ] as const;
  for (const [kind, variable, command] of jobs) {
    const names = { experimentName: "jobs", runName: `in-${kind}`, session };
    await withRun(names, async () => void await client.send(command as never));
    const arn = `arn:aws:sagemaker:local:000000000000:${kind}-job/in-${kind}`;
    const { code, output } = await loadInJob(store, { [variable]: arn });
    assertEquals(code, 0, output);
    const { parameters, status } = await getRun(namesOf(names), { session });
    assertEquals([parameters["in_job"], status], ["yes", "Completed"]);
  }
});

Deno.test("loadRun() inside a pipeline step's job finds the component that SageMaker made for the job", async () => {
  await using service = await temporaryService();
  const arn = "arn:aws:sagemaker:local:000000000000:training-job/Step";
  const { session } = await scriptedAws(service, ({ operation, members }) => {
    if (operation === "DescribeTrainingJob") return Response.json({ TrainingJobName: "Step" });
    if (operation === "ListTrialComponents" && members["SourceArn"] === arn.toLowerCase()) {
      return Response.json({ TrialComponentSummaries: [{ TrialComponentName: "step-aws-job" }] });
    }
  });
  const { sagemaker } = session;
  await sagemaker.call("CreateExperiment", { ExperimentName: "pipeline" });
  await sagemaker.call("CreateTrial", { ExperimentName: "pipeline", TrialName: "execution" });
  const component = { TrialComponentName: "step-aws-job" };
  await sagemaker.call("CreateTrialComponent", component);
  await sagemaker.call("AssociateTrialComponent", { ...component, TrialName: "execution" });
  Deno.env.set("TRAINING_JOB_ARN", arn);
  try {
    const run = await loadRun({ session });
    assertEquals([run.experimentName, run.trialComponentName], ["pipeline", "step-aws-job"]);
    await run.close();
  } finally {
    Deno.env.delete("TRAINING_JOB_ARN");
  }
  const { Status } = await sagemaker.call("DescribeTrialComponent", component);
  assertEquals(Status?.PrimaryStatus, "Completed");
  await session[Symbol.asyncDispose]();
});

Deno.test("loadRun() inside a job that is part of no experiment says so, after four attempts", async () => {
  await using service = await temporaryService();
  const { session, calls } = await scriptedAws(
    service,
    ({ operation }) =>
      operation === "DescribeTransformJob" ? Response.json({ TransformJobName: "x" }) : undefined,
  );
  Deno.env.set("TRANSFORM_JOB_ARN", "arn:aws:sagemaker:local:000000000000:transform-job/x");
  try {
    await assertRejects(() => loadRun({ session }), NoRunError, 'job "x"');
  } finally {
    Deno.env.delete("TRANSFORM_JOB_ARN");
  }
  assertEquals(calls.filter(({ operation }) => operation === "DescribeTransformJob").length, 4);
  await session[Symbol.asyncDispose]();
});

Deno.test("associateJobs() puts jobs' components into the run's group, and names those without one", async () => {
  await using service = await temporaryService();
  const known = "arn:aws:sagemaker:local:000000000000:training-job/Known";
  let throttled = 1;
  const { session } = await scriptedAws(service, ({ operation, members }) => {
    if (operation !== "ListTrialComponents") return undefined;
    if (throttled-- > 0) return awsRefusal("ThrottlingException");
    if (members["SourceArn"] !== known.toLowerCase()) return undefined;
    return Response.json({ TrialComponentSummaries: [{ TrialComponentName: "known-aws-job" }] });
  });
  await session.sagemaker.call("CreateTrialComponent", { TrialComponentName: "known-aws-job" });
  await withRun({ experimentName: "tuning", session }, async (run) => {
    const missing = known.replace("Known", "Missing");
    const result = await associateJobs(run, { jobArns: [known, missing], session });
    assertEquals([...result.associated], [[known, "known-aws-job"]]);
    assertEquals(result.missing, [missing]);
    const trials = await session.sagemaker.call("ListTrials", {
      TrialComponentName: "known-aws-job",
    });
    assertEquals(trials.TrialSummaries?.map(({ TrialName }) => TrialName), [run.runGroupName]);
  });
  await session[Symbol.asyncDispose]();
});

function trainingJob(name: string): ConstructorParameters<typeof CreateTrainingJobCommand>[0] {
  return {
    TrainingJobName: name,
    RoleArn: "arn:aws:iam::000000000000:role/runlog",
    AlgorithmSpecification: { TrainingInputMode: "File", TrainingImage: "image" },
    OutputDataConfig: { S3OutputPath: "s3://bucket/out" },
    ResourceConfig: { InstanceType: "ml.m5.large", InstanceCount: 1, VolumeSizeInGB: 1 },
    StoppingCondition: { MaxRuntimeInSeconds: 60 },
  };
}

function transformJob(name: string): ConstructorParameters<typeof CreateTransformJobCommand>[0] {
  return {
    TransformJobName: name,
    ModelName: "model",
    TransformInput: {
      DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: "s3://bucket/in" } },
    },
    TransformOutput: { S3OutputPath: "s3://bucket/out" },
    TransformResources: { InstanceType: "ml.m5.large", InstanceCount: 1 },
  };
}
