import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import { assert, assertEquals, assertMatch, assertRejects, assertStrictEquals } from "@std/assert";
import { startRun } from "../../mod.ts";
import { type LocalService, serviceSession } from "../../src/local.ts";
import type { ServiceOperations } from "../../src/ports/service_operations.ts";
import { AttemptLog } from "../../src/session/attempt_log.ts";
import { createCaller } from "../../src/session/caller.ts";
import { createDirectCaller } from "../../src/session/direct_caller.ts";
import { sageMakerCommands } from "../../src/session/operations/sagemaker.ts";
import { isAlreadyExists, isNotFound } from "../../src/session/aws_errors.ts";
import { temporaryService } from "../support/services.ts";
import { throughRequests } from "../support/through_requests.ts";

const SILENT = { warn() {}, info() {}, error() {} };
const ENDPOINT = new URL("http://runlog.local");

/** A service whose answer to everything is up to a test, by both ways. */
function held(service: LocalService): {
  readonly byCalls: LocalService;
  readonly byRequests: LocalService;
  /** Lets the service answer, and waits for its answers. */
  readonly release: () => Promise<void>;
} {
  const { promise: released, resolve } = Promise.withResolvers<void>();
  const answers: Promise<unknown>[] = [];
  const later = <T>(answer: () => Promise<T>): Promise<T> => {
    const answered = released.then(answer);
    answers.push(answered);
    return answered;
  };
  const fetch = (request: Request): Promise<Response> => later(() => service.fetch(request));
  const { operations } = service;
  assert(operations);
  const held: ServiceOperations = {
    ...operations,
    fetch,
    call: (name, input) => later(() => operations.call(name, input)),
  };
  return {
    byCalls: { ...service, fetch, operations: held },
    byRequests: throughRequests({ ...service, fetch }),
    async release() {
      resolve();
      await Promise.allSettled(answers);
    },
  };
}

/** What is told of an error, apart from its stack. */
function factsOf(error: unknown): unknown {
  assert(error instanceof Error);
  const { name, cause } = error;
  // A slow machine adds how long it took.
  const message = error.message.replace(/ in \d+\.\d s\)$/, ")");
  const metadata = "$metadata" in error ? error.$metadata : undefined;
  return { name, message, cause, metadata, kind: error.constructor.name };
}

Deno.test("a call that is aborted before or while it waits rejects as a request does", async () => {
  await using service = await temporaryService();
  const { byCalls, byRequests, release } = held(service);
  const facts: unknown[] = [];
  for (const way of [byCalls, byRequests]) {
    const { sagemaker } = await serviceSession(way, { logger: SILENT });
    const signal = AbortSignal.abort("before");
    const before = await assertRejects(() => sagemaker.call("ListExperiments", {}, { signal }));
    const controller = new AbortController();
    let error: unknown;
    sagemaker.call("ListExperiments", {}, controller).catch((thrown) => error = thrown);
    setTimeout(() => controller.abort(new Error("enough")), 20);
    // Far fewer turns than the time limit of a call takes.
    for (let turn = 0; turn < 1_000 && error === undefined; turn++) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    facts.push([factsOf(before), factsOf(error)]);
  }
  assertEquals(facts[0], facts[1]);
  await release();
});

Deno.test("a call without an answer rejects after its time limit as a request does", async () => {
  await using service = await temporaryService();
  const { byCalls, byRequests, release } = held(service);
  const callers = { logger: SILENT, place: "local service" };
  const { fetchTransport } = await import("../../src/session/transport.ts");
  const client = new SageMakerClient({
    region: "local",
    endpoint: ENDPOINT.href,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
    requestHandler: fetchTransport(byRequests.fetch, { timeoutMs: 50 }),
  });
  const load = () => Promise.resolve(sageMakerCommands);
  const requests = createCaller("sagemaker", client, load, callers);
  const { operations } = byCalls;
  assert(operations);
  const direct = createDirectCaller({
    operations,
    requests,
    callers,
    endpoint: ENDPOINT,
    timeoutMs: 50,
  });
  const [late, lateToo] = await Promise.all(
    [direct, requests].map((caller) => assertRejects(() => caller.call("ListExperiments", {}))),
  );
  const cause = (error: unknown) => ({ ...factsOf(error) as object, cause: undefined });
  assertEquals(cause(late), cause(lateToo));
  assertEquals(late instanceof Error && late.name, "TimeoutError");
  await release();
});

Deno.test("an observer sees the attempts of calls as it sees those of requests", async () => {
  await using service = await temporaryService();
  const texts: unknown[] = [];
  for (const way of [service, throughRequests(service)]) {
    const { sagemaker } = await serviceSession(way, { logger: SILENT });
    const attempts = new AttemptLog(() => 0);
    const request = { TrialComponentName: "missing", DisplayName: "a" };
    await assertRejects(() => sagemaker.call("UpdateTrialComponent", request, { attempts }));
    texts.push(attempts.failing?.text);
    attempts.reset();
    await sagemaker.call("ListExperiments", {}, { attempts });
    texts.push(attempts.failing?.text);
  }
  assertEquals(texts.slice(0, 2), texts.slice(2));
  assert(String(texts[0]).includes("UpdateTrialComponent at runlog.local failed (1 try"));
});

Deno.test("an input that changes after the call has no effect", async () => {
  await using service = await temporaryService();
  const { sagemaker } = await serviceSession(service);
  const input = { TrialComponentName: "a", Parameters: { lr: { NumberValue: 1 } } };
  const called = sagemaker.call("CreateTrialComponent", input);
  input.Parameters.lr.NumberValue = 2;
  Object.assign(input.Parameters, { later: { NumberValue: 3 } });
  await called;
  const { Parameters } = await sagemaker.call("DescribeTrialComponent", {
    TrialComponentName: "a",
  });
  assertEquals(Parameters, { lr: { NumberValue: 1 } });
});

Deno.test("an answer belongs to its caller: changes of it change no later answer", async () => {
  await using service = await temporaryService();
  const { sagemaker } = await serviceSession(service);
  const name = { TrialComponentName: "a" };
  await sagemaker.call("CreateTrialComponent", { ...name, Parameters: { lr: { NumberValue: 1 } } });
  const first = await sagemaker.call("DescribeTrialComponent", name);
  Object.assign(first.Parameters ?? {}, { lr: { NumberValue: 2 } });
  first.CreationTime?.setTime(0);
  const { Parameters, CreationTime } = await sagemaker.call("DescribeTrialComponent", name);
  assertEquals(Parameters, { lr: { NumberValue: 1 } });
  assert(Number(CreationTime) > 0);
});

Deno.test("jobs go through the AWS SDK, whose answer has members of every job", async () => {
  await using service = await temporaryService();
  const session = await serviceSession(service);
  const client = await session.sagemaker.client();
  assert(client instanceof SageMakerClient);
  const { CreateTrainingJobCommand } = await import("@aws-sdk/client-sagemaker");
  await client.send(
    new CreateTrainingJobCommand({
      TrainingJobName: "job",
      RoleArn: "arn:aws:iam::000000000000:role/a",
      OutputDataConfig: { S3OutputPath: "s3://bucket/a" },
      ResourceConfig: { InstanceType: "ml.m5.large", InstanceCount: 2, VolumeSizeInGB: 1 },
      StoppingCondition: { MaxRuntimeInSeconds: 60 },
    }),
  );
  const job = await session.sagemaker.call("DescribeTrainingJob", { TrainingJobName: "job" });
  assertEquals(job.ResourceConfig?.InstanceCount, 2);
  assert(job.CreationTime instanceof Date);
});

Deno.test("AWS's clients of a session are made once, on first use, over the same service", async () => {
  await using service = await temporaryService();
  const session = await serviceSession(service);
  await session.sagemaker.call("CreateExperiment", { ExperimentName: "demo" });
  const { ListExperimentsCommand } = await import("@aws-sdk/client-sagemaker");
  const client = await session.sagemaker.client();
  assertStrictEquals(await session.sagemaker.client(), client);
  // The client sends any of its commands.
  const found = await client.send(new ListExperimentsCommand() as never) as {
    readonly ExperimentSummaries?: readonly { readonly ExperimentName?: string }[];
  };
  assertEquals(found.ExperimentSummaries?.map(({ ExperimentName }) => ExperimentName), ["demo"]);
});

Deno.test("a service with another fetch than its own is called by that", async () => {
  await using service = await temporaryService();
  const targets: unknown[] = [];
  const session = await serviceSession({
    ...service,
    fetch: (request) => {
      targets.push(request.headers.get("x-amz-target"));
      return service.fetch(request);
    },
  });
  await session.sagemaker.call("CreateExperiment", { ExperimentName: "demo" });
  assertEquals(targets, ["SageMaker.CreateExperiment"]);
});

Deno.test("a session whose service is in the process sends no requests to record and read a run", async () => {
  await using service = await temporaryService();
  const { operations } = service;
  assert(operations);
  const fetch = (request: Request): never => {
    throw new Error(`a request: ${request.headers.get("x-amz-target") ?? request.url}`);
  };
  const session = await serviceSession({
    ...service,
    fetch,
    operations: { ...operations, fetch },
  });
  const run = await startRun({ experimentName: "demo", runName: "a", session });
  run.logParameters({ lr: 0.1 });
  run.logMetric("loss", 0.5);
  await run.close();
  const { Parameters, Status } = await session.sagemaker.call("DescribeTrialComponent", {
    TrialComponentName: "demo-a",
  });
  assertEquals([Parameters?.["lr"], Status?.PrimaryStatus], [{ NumberValue: 0.1 }, "Completed"]);
});

Deno.test("an error of a store that fails is an internal failure by calls as by requests", async () => {
  const facts: unknown[] = [];
  for (const isDirect of [true, false]) {
    const service = await temporaryService();
    const session = await serviceSession(isDirect ? service : throughRequests(service), {
      logger: SILENT,
    });
    const database = `${service.folder}/runlog.db`;
    await Deno.rename(database, `${database}-moved`);
    const error = await assertRejects(() =>
      session.sagemaker.call("CreateExperiment", { ExperimentName: "a" })
    );
    const { name, message } = error as Error;
    const { $metadata: { httpStatusCode, attempts } } = error as unknown as {
      readonly $metadata: Readonly<Record<string, unknown>>;
    };
    const text = message.replace(service.folder, "").replace(/ in \d+\.\d s\)$/, ")");
    facts.push({ name, text, httpStatusCode, attempts });
    await Deno.rename(`${database}-moved`, database);
    await service.close();
  }
  assertEquals(facts[0], facts[1]);
});

Deno.test("errors of calls are those that the library reads: not found, already there", async () => {
  await using service = await temporaryService();
  const { sagemaker } = await serviceSession(service);
  const input = { ExperimentName: "a" };
  await sagemaker.call("CreateExperiment", input);
  assert(isAlreadyExists(await assertRejects(() => sagemaker.call("CreateExperiment", input))));
  const missing = { ExperimentName: "b" };
  assert(isNotFound(await assertRejects(() => sagemaker.call("DescribeExperiment", missing))));
});

Deno.test("the stack of an error has the message that explains it, when it is read and when it is set", async () => {
  await using service = await temporaryService();
  for (const way of [service, throughRequests(service)]) {
    const { sagemaker } = await serviceSession(way);
    const input = { ExperimentName: "missing" };
    const error = await assertRejects(() => sagemaker.call("DescribeExperiment", input), Error);
    const { stack, message } = error;
    assertMatch(message, /\(DescribeExperiment.*\)$/);
    assertEquals(stack?.split("\n")[0], `ResourceNotFound: ${message}`);
    assertEquals(error.stack, stack);
    error.stack = "another";
    assertEquals(error.stack, "another");
  }
});
