import type { TrialComponentParameterValue } from "@aws-sdk/client-sagemaker";
import { assertEquals } from "@std/assert";
import fc from "../../support/fast_check.ts";
import { assertRefused, type TestService, testService, tickingClock } from "../test_service.ts";
import { seriesOf } from "../../support/points.ts";

const TrialComponentName = "demo-run";

async function parametersOf(
  { sagemaker }: TestService,
): Promise<Record<string, TrialComponentParameterValue> | undefined> {
  return (await sagemaker.describeTrialComponent({ TrialComponentName })).Parameters;
}

Deno.test("DescribeTrialComponent gives back every member, by name in any case and by ARN", async () => {
  await using aws = await testService({ now: () => 1_700_000_000_250 });
  const members = {
    DisplayName: "shown",
    Status: { PrimaryStatus: "InProgress", Message: "in a run" },
    StartTime: new Date(1_700_000_000_123),
    EndTime: new Date(1_700_000_001_456),
    Parameters: { rate: { NumberValue: 0.1 }, name: { StringValue: "" } },
    InputArtifacts: { data: { Value: "s3://b/k", MediaType: "text/csv" } },
    OutputArtifacts: { model: { Value: "s3://b/m" } },
    MetadataProperties: { Repository: "here" },
  } as const;
  const { TrialComponentArn } = await aws.sagemaker.createTrialComponent({
    TrialComponentName,
    ...members,
    Tags: [{ Key: "k", Value: "v" }],
  });
  for (const name of ["Demo-RUN", TrialComponentArn]) {
    const { $metadata: _, ...found } = await aws.sagemaker.describeTrialComponent({
      TrialComponentName: name,
    });
    assertEquals<unknown>(found, {
      TrialComponentName,
      TrialComponentArn,
      ...members,
      CreationTime: new Date(1_700_000_000_250),
      LastModifiedTime: new Date(1_700_000_000_250),
      Metrics: [],
    });
  }
});

Deno.test("UpdateTrialComponent merges maps by key, and empty maps change nothing", async () => {
  await using aws = await testService();
  await aws.sagemaker.createTrialComponent({
    TrialComponentName,
    Parameters: { a: { NumberValue: 1 }, b: { NumberValue: 2 } },
  });
  await aws.sagemaker.updateTrialComponent({
    TrialComponentName,
    Parameters: { b: { StringValue: "two" }, c: { NumberValue: 3 } },
  });
  await aws.sagemaker.updateTrialComponent({ TrialComponentName, Parameters: {} });
  assertEquals<unknown>(await parametersOf(aws), {
    a: { NumberValue: 1 },
    b: { StringValue: "two" },
    c: { NumberValue: 3 },
  });
});

Deno.test("UpdateTrialComponent removes a key that the same call sets, and any absent key", async () => {
  await using aws = await testService();
  await aws.sagemaker.createTrialComponent({ TrialComponentName });
  await aws.sagemaker.updateTrialComponent({
    TrialComponentName,
    Parameters: { foo: { NumberValue: 1 }, whizz: { NumberValue: 2 } },
    ParametersToRemove: ["foo", "absent"],
    OutputArtifacts: { keep: { Value: "s3://b/k" }, drop: { Value: "s3://b/d" } },
    OutputArtifactsToRemove: ["drop"],
  });
  const found = await aws.sagemaker.describeTrialComponent({ TrialComponentName });
  assertEquals<unknown>(found.Parameters, { whizz: { NumberValue: 2 } });
  assertEquals<unknown>(found.OutputArtifacts, { keep: { Value: "s3://b/k" } });
});

Deno.test("UpdateTrialComponent leaves status and times alone that it does not mention", async () => {
  await using aws = await testService();
  const StartTime = new Date(1_000_500);
  await aws.sagemaker.createTrialComponent({
    TrialComponentName,
    StartTime,
    Status: { PrimaryStatus: "InProgress", Message: "going" },
  });
  await aws.sagemaker.updateTrialComponent({ TrialComponentName, DisplayName: "shown" });
  const before = await aws.sagemaker.describeTrialComponent({ TrialComponentName });
  assertEquals(before.StartTime, StartTime);
  assertEquals(before.Status, { PrimaryStatus: "InProgress", Message: "going" });
  await aws.sagemaker.updateTrialComponent({
    TrialComponentName,
    Status: { PrimaryStatus: "Completed" },
  });
  const after = await aws.sagemaker.describeTrialComponent({ TrialComponentName });
  assertEquals(after.Status, { PrimaryStatus: "Completed" });
});

Deno.test("UpdateTrialComponent is, for any sequence of calls, a map with removals", async () => {
  await using aws = await testService();
  await aws.sagemaker.createTrialComponent({ TrialComponentName });
  const key = fc.constantFrom("a", "b", "c", "__proto__", "constructor", "toString", "");
  const calls = fc.array(
    fc.record({
      set: fc.array(fc.tuple(key, fc.double({ noNaN: true, noDefaultInfinity: true }))),
      remove: fc.array(key, { maxLength: 3 }),
    }),
    { maxLength: 5 },
  );
  const expected = new Map<string, unknown>();
  await fc.assert(
    fc.asyncProperty(calls, async (calls) => {
      for (const { set, remove } of calls) {
        const Parameters = Object.fromEntries(set.map(([key, NumberValue]) => [
          key,
          { NumberValue },
        ]));
        const answer = await aws.call("UpdateTrialComponent", {
          TrialComponentName,
          Parameters,
          ParametersToRemove: remove,
        });
        assertEquals(answer.status, 200);
        // As JSON has it: without a sign on zero.
        for (const [key, value] of set) expected.set(key, { NumberValue: value + 0 });
        for (const key of remove) expected.delete(key);
      }
      const { body } = await aws.call("DescribeTrialComponent", { TrialComponentName });
      const found = Object.entries(body["Parameters"] ?? {});
      assertEquals(new Map(found), expected);
    }),
    { numRuns: 50 },
  );
});

Deno.test("A parameter named __proto__ comes back as it was set", async () => {
  await using aws = await testService();
  const named = `{"__proto__":{"NumberValue":1},"constructor":{"StringValue":"x"}}`;
  await aws.call(
    "CreateTrialComponent",
    `{"TrialComponentName":"${TrialComponentName}","Parameters":${named}}`,
  );
  const { body } = await aws.call("DescribeTrialComponent", { TrialComponentName });
  assertEquals(JSON.stringify(body["Parameters"]), named);
  assertEquals(Object.hasOwn(Object.prototype, "NumberValue"), false);
  const search = await aws.call("Search", {
    Resource: "ExperimentTrialComponent",
    SearchExpression: {
      Filters: [{ Name: "Parameters.__proto__", Operator: "Equals", Value: "1" }],
    },
  });
  assertEquals((search.body["Results"] as unknown[]).length, 1);
});

Deno.test("A member named __proto__ of a request is no member", async () => {
  await using aws = await testService();
  const { body } = await aws.call("CreateExperiment", `{"__proto__":{"ExperimentName":"demo"}}`);
  assertEquals(body["__type"], "ValidationException");
});

Deno.test("Parameters are refused that hold no value, two values or an unknown one", async () => {
  await using aws = await testService();
  for (
    const value of [
      {},
      { NumberValue: 1, StringValue: "x" },
      { BooleanValue: true },
      { NumberValue: "1" },
      { StringValue: 1 },
      null,
      5,
    ]
  ) {
    const answer = await aws.call("CreateTrialComponent", {
      TrialComponentName,
      Parameters: { x: value },
    });
    assertEquals([answer.status, answer.body["__type"]], [400, "SerializationException"]);
  }
});

Deno.test("A number that comes as true or false, as the SageMaker Python SDK sends it, is 1 or 0", async () => {
  const Parameters = { on: { NumberValue: true }, off: { NumberValue: false } };
  await using aws = await testService();
  await aws.call("CreateTrialComponent", { TrialComponentName, Parameters });
  const expected = { on: { NumberValue: 1 }, off: { NumberValue: 0 } };
  const found = await aws.sagemaker.describeTrialComponent({ TrialComponentName });
  assertEquals<unknown>(found.Parameters, expected);
  await aws.call("UpdateTrialComponent", {
    TrialComponentName,
    Parameters: { on: { NumberValue: false } },
  });
  const updated = await aws.sagemaker.describeTrialComponent({ TrialComponentName });
  assertEquals<unknown>(updated.Parameters, { ...expected, on: { NumberValue: 0 } });
  await using strict = await testService({ undocumentedBehavior: { refuseBooleanNumbers: true } });
  const { body } = await strict.call("CreateTrialComponent", { TrialComponentName, Parameters });
  assertEquals(body["__type"], "SerializationException");
});

Deno.test("A status replaces the one before, or keeps its message where AWS is thought to", async () => {
  for (const keepStatusMessage of [false, true]) {
    await using aws = await testService({ undocumentedBehavior: { keepStatusMessage } });
    const Status = { PrimaryStatus: "InProgress", Message: "within" } as const;
    await aws.sagemaker.createTrialComponent({ TrialComponentName, Status });
    await aws.sagemaker.updateTrialComponent({
      TrialComponentName,
      Status: { PrimaryStatus: "Completed" },
    });
    const found = await aws.sagemaker.describeTrialComponent({ TrialComponentName });
    assertEquals<unknown>(found.Status, {
      PrimaryStatus: "Completed",
      ...(keepStatusMessage ? { Message: "within" } : {}),
    });
  }
});

Deno.test("Maps are held to 300 parameters and 60 artifacts, whether at once or by merging", async () => {
  await using aws = await testService();
  const parameters = (from: number, to: number): Record<string, { NumberValue: number }> =>
    Object.fromEntries(
      Array.from({ length: to - from }, (_, i) => [`p${from + i}`, { NumberValue: i }]),
    );
  await assertRefused(
    () =>
      aws.sagemaker.createTrialComponent({ TrialComponentName, Parameters: parameters(0, 301) }),
    "ValidationException",
    /at 'parameters' failed.*less than or equal to 300/,
  );
  await aws.sagemaker.createTrialComponent({ TrialComponentName, Parameters: parameters(0, 300) });
  await assertRefused(
    () =>
      aws.sagemaker.updateTrialComponent({ TrialComponentName, Parameters: parameters(300, 301) }),
    "ValidationException",
    /at 'parameters' failed.*less than or equal to 300/,
  );
  await aws.sagemaker.updateTrialComponent({
    TrialComponentName,
    Parameters: parameters(300, 301),
    ParametersToRemove: ["p0"],
  });
  assertEquals(Object.keys(await parametersOf(aws) ?? {}).length, 300);
  const artifacts = Object.fromEntries(
    Array.from({ length: 61 }, (_, i) => [`a${i}`, { Value: "s3://b/k" }]),
  );
  await assertRefused(
    () => aws.sagemaker.updateTrialComponent({ TrialComponentName, InputArtifacts: artifacts }),
    "ValidationException",
    /at 'inputArtifacts'.*less than or equal to 60/,
  );
});

Deno.test("Texts are held to AWS's lengths and patterns, at the path AWS names", async () => {
  await using aws = await testService();
  const cases: [Record<string, unknown>, RegExp][] = [
    [{ Parameters: { ["k".repeat(321)]: { NumberValue: 1 } } }, /at 'parameters'.*320/],
    [
      { Parameters: { x: { StringValue: "v".repeat(2501) } } },
      /at 'parameters.x.member.stringValue'.*2500/,
    ],
    [{ Status: { Message: "m".repeat(1025) } }, /at 'status.message'.*1024/],
    [{ Status: { PrimaryStatus: "Done" } }, /enum value set: \[InProgress, Completed/],
    [{ OutputArtifacts: { a: { Value: "v".repeat(2049) } } }, /2048/],
    [{ OutputArtifacts: { a: {} } }, /at 'outputArtifacts.a.member.value'.*must not be null/],
    [
      { OutputArtifacts: { a: { Value: "v", MediaType: "text/plain; charset=utf-8" } } },
      /regular expression/,
    ],
    [{ DisplayName: "no spaces" }, /at 'displayName'/],
  ];
  for (const [members, words] of cases) {
    const { status, body } = await aws.call("CreateTrialComponent", {
      TrialComponentName,
      ...members,
    });
    assertEquals([status, body["__type"]], [400, "ValidationException"]);
    assertEquals(words.test(String(body["message"])), true, String(body["message"]));
  }
});

Deno.test("AssociateTrialComponent can be repeated, and refuses the 51st component of a trial at AWS's quota", async () => {
  await using aws = await testService({ awsQuotas: true });
  await aws.sagemaker.createExperiment({ ExperimentName: "demo" });
  await aws.sagemaker.createTrial({ TrialName: "group", ExperimentName: "demo" });
  const associate = (index: number): Promise<unknown> =>
    aws.sagemaker.associateTrialComponent({
      TrialName: "GROUP",
      TrialComponentName: `Run-${index}`,
    });
  for (let index = 0; index <= 50; index++) {
    await aws.sagemaker.createTrialComponent({ TrialComponentName: `run-${index}` });
    if (index < 50) await associate(index);
  }
  await associate(0);
  await assertRefused(() => associate(50), "ResourceLimitExceeded", /50/);
  const held = await aws.sagemaker.listTrials({ TrialComponentName: "run-50" });
  assertEquals(held.TrialSummaries, []);
  await aws.sagemaker.disassociateTrialComponent({
    TrialName: "group",
    TrialComponentName: "run-0",
  });
  await associate(50);
});

Deno.test("DisassociateTrialComponent refuses what is not associated", async () => {
  await using aws = await testService();
  await aws.sagemaker.createExperiment({ ExperimentName: "demo" });
  await aws.sagemaker.createTrial({ TrialName: "group", ExperimentName: "demo" });
  await aws.sagemaker.createTrialComponent({ TrialComponentName });
  await assertRefused(
    () => aws.sagemaker.disassociateTrialComponent({ TrialName: "group", TrialComponentName }),
    "ResourceNotFound",
  );
});

Deno.test("DeleteTrialComponent refuses while linked, and takes the metrics along", async () => {
  await using aws = await testService();
  await aws.sagemaker.createExperiment({ ExperimentName: "demo" });
  await aws.sagemaker.createTrial({ TrialName: "group", ExperimentName: "demo" });
  await aws.sagemaker.createTrialComponent({ TrialComponentName });
  const link = { TrialName: "group", TrialComponentName };
  await aws.sagemaker.associateTrialComponent(link);
  await aws.service.metrics.put(seriesOf(TrialComponentName, "loss", [1]));
  await assertRefused(
    () => aws.sagemaker.deleteTrialComponent({ TrialComponentName }),
    "ValidationException",
    /is linked to 1 or more trials and cannot be deleted/,
  );
  await aws.sagemaker.disassociateTrialComponent(link);
  await aws.sagemaker.deleteTrialComponent({ TrialComponentName });
  await assertRefused(() => parametersOf(aws), "ResourceNotFound");
  await aws.sagemaker.createTrialComponent({ TrialComponentName });
  const again = await aws.sagemaker.describeTrialComponent({ TrialComponentName });
  assertEquals(again.Metrics, []);
});

Deno.test("ListTrialComponents gives those of a trial, an experiment or everything, in order", async () => {
  await using aws = await testService({ now: tickingClock() });
  for (const ExperimentName of ["one", "two"]) {
    await aws.sagemaker.createExperiment({ ExperimentName });
    await aws.sagemaker.createTrial({ TrialName: `${ExperimentName}-a`, ExperimentName });
    await aws.sagemaker.createTrial({ TrialName: `${ExperimentName}-b`, ExperimentName });
  }
  const links = { r1: ["one-a", "one-b"], r2: ["one-b", "two-a"], r3: ["two-b"], r4: [] };
  for (const [TrialComponentName, trials] of Object.entries(links)) {
    await aws.sagemaker.createTrialComponent({ TrialComponentName });
    for (const TrialName of trials) {
      await aws.sagemaker.associateTrialComponent({ TrialName, TrialComponentName });
    }
  }
  const names = async (query: Record<string, string>): Promise<unknown> =>
    (await aws.sagemaker.listTrialComponents(query)).TrialComponentSummaries
      ?.map(({ TrialComponentName }) => TrialComponentName);
  assertEquals(await names({}), ["r4", "r3", "r2", "r1"]);
  assertEquals(await names({ ExperimentName: "One" }), ["r2", "r1"]);
  assertEquals(await names({ TrialName: "Two-A" }), ["r2"]);
  await assertRefused(
    () => names({ ExperimentName: "one", TrialName: "one-a" }),
    "ValidationException",
  );
});

Deno.test("UpdateTrialComponent takes any number of keys to remove, as AWS's model does", async () => {
  await using aws = await testService();
  const name = { TrialComponentName: "run" };
  const parameters = (from: number): Record<string, { NumberValue: number }> =>
    Object.fromEntries(
      Array.from({ length: 300 }, (_, index) => [`p${from + index}`, { NumberValue: index }]),
    );
  await aws.sagemaker.createTrialComponent({ ...name, Parameters: parameters(0) });
  const removed = Object.keys({ ...parameters(0), ...parameters(300) }).slice(1);
  await aws.sagemaker.updateTrialComponent({ ...name, ParametersToRemove: removed });
  const { Parameters } = await aws.sagemaker.describeTrialComponent(name);
  assertEquals(Object.keys(Parameters ?? {}), ["p0"]);
});
