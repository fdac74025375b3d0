import type { Filter, SearchExpression, SearchRequest } from "@aws-sdk/client-sagemaker";
import { assertEquals } from "@std/assert";
import fc from "../../support/fast_check.ts";
import { assertRefused, type TestService, testService, tickingClock } from "../test_service.ts";
import { seriesOf } from "../../support/points.ts";

/** Three runs in two trials of one experiment, and one run in no trial. */
async function recorded(): Promise<TestService> {
  const aws = await testService({ now: tickingClock(1_767_225_600_000) });
  await aws.sagemaker.createExperiment({
    ExperimentName: "demo",
    Tags: [{ Key: "team", Value: "a" }],
  });
  for (const TrialName of ["group-1", "group-2"]) {
    await aws.sagemaker.createTrial({ TrialName, ExperimentName: "demo" });
  }
  const runs = {
    r1: { rate: 0.5, name: "adam", trials: ["group-1"], loss: [3, 1, 2] },
    r2: { rate: 10, name: "sgd", trials: ["group-1", "group-2"], loss: [5] },
    r3: { rate: 2, name: "adamw", trials: ["group-2"], loss: [] },
    r4: { rate: undefined, name: "other", trials: [], loss: [4, 9] },
  };
  for (const [TrialComponentName, { rate, name, trials, loss }] of Object.entries(runs)) {
    await aws.sagemaker.createTrialComponent({
      TrialComponentName,
      DisplayName: TrialComponentName.toUpperCase(),
      Status: { PrimaryStatus: rate === 2 ? "Failed" : "Completed" },
      Parameters: {
        name: { StringValue: name },
        ...(rate === undefined ? {} : { "lr.start": { NumberValue: rate } }),
      },
      OutputArtifacts: { model: { Value: `s3://bucket/${TrialComponentName}` } },
      Tags: [
        { Key: "sagemaker:trial-component-source", Value: "run" },
        { Key: "a.b", Value: TrialComponentName },
      ],
    });
    for (const TrialName of trials) {
      await aws.sagemaker.associateTrialComponent({ TrialName, TrialComponentName });
    }
    await aws.service.metrics.put(seriesOf(TrialComponentName, "val.loss", loss));
  }
  return aws;
}

async function found(
  { sagemaker }: TestService,
  SearchExpression?: SearchExpression,
  rest: Partial<SearchRequest> = {},
): Promise<string> {
  const answer = await sagemaker.search({
    Resource: "ExperimentTrialComponent",
    SearchExpression,
    SortBy: "TrialComponentName",
    SortOrder: "Ascending",
    ...rest,
  });
  return answer.Results?.map(({ TrialComponent }) => TrialComponent?.TrialComponentName)
    .join(" ") ?? "";
}

const filter = (Name: string, Operator?: string, Value?: string): SearchExpression => ({
  Filters: [{ Name, Operator: Operator as Filter["Operator"], Value }],
});

Deno.test("Search compares by every operator", async () => {
  await using aws = await recorded();
  const cases: [string, string | undefined, string | undefined, string][] = [
    ["TrialComponentName", undefined, "r2", "r2"],
    ["TrialComponentName", "Equals", "r2", "r2"],
    ["TrialComponentName", "NotEquals", "r2", "r1 r3 r4"],
    ["TrialComponentName", "Contains", "r", "r1 r2 r3 r4"],
    ["Parameters.name", "Contains", "adam", "r1 r3"],
    ["Parameters.name", "In", "adam, sgd", "r1 r2"],
    ["Parameters.lr.start", "GreaterThan", "2", "r2"],
    ["Parameters.lr.start", "GreaterThanOrEqualTo", "2", "r2 r3"],
    ["Parameters.lr.start", "LessThan", "2", "r1"],
    ["Parameters.lr.start", "LessThanOrEqualTo", "2.0", "r1 r3"],
    ["Parameters.lr.start", "Equals", "5e-1", "r1"],
    ["Parameters.lr.start", "Exists", undefined, "r1 r2 r3"],
    ["Parameters.lr.start", "NotExists", undefined, "r4"],
    ["Parameters.lr.start", "Equals", " ", ""],
    ["Parameters.absent", "NotEquals", "x", "r1 r2 r3 r4"],
    ["Status.PrimaryStatus", "Equals", "Failed", "r3"],
    ["Parents.TrialName", "Equals", "group-1", "r1 r2"],
    ["Parents.ExperimentName", "Equals", "demo", "r1 r2 r3"],
    ["Parents.ExperimentName", "Equals", "other", ""],
    ["Tags.sagemaker:trial-component-source", "Equals", "run", "r1 r2 r3 r4"],
    ["Tags.a.b", "Equals", "r3", "r3"],
    ["OutputArtifacts.model.Value", "Equals", "s3://bucket/r2", "r2"],
    ["metrics.val.loss.max", "GreaterThan", "3", "r2 r4"],
    ["Metrics.val.loss.Min", "LessThan", "3", "r1"],
    ["Metrics.val.loss", "Equals", "2", "r1"],
    ["Metrics.val.loss", "Exists", undefined, "r1 r2 r4"],
    ["CreationTime", "GreaterThan", "2026-01-01T00:00:00", "r1 r2 r3 r4"],
    ["CreationTime", "GreaterThan", "2027-01-01T00:00:00Z", ""],
  ];
  for (const [name, operator, value, expected] of cases) {
    assertEquals(
      await found(aws, filter(name, operator, value)),
      expected,
      `${name} ${operator} ${value}`,
    );
  }
});

Deno.test("Search joins filters and sub-expressions by And unless the operator is Or", async () => {
  await using aws = await recorded();
  const Filters: Filter[] = [
    { Name: "Parameters.name", Operator: "Contains", Value: "adam" },
    { Name: "Parents.TrialName", Operator: "Equals", Value: "group-1" },
  ];
  assertEquals(await found(aws, { Filters }), "r1");
  assertEquals(await found(aws, { Filters, Operator: "Or" }), "r1 r2 r3");
  const SubExpressions: SearchExpression[] = [
    { Filters, Operator: "Or" },
    filter("Status.PrimaryStatus", "Equals", "Completed"),
  ];
  assertEquals(await found(aws, { SubExpressions }), "r1 r2");
  assertEquals(await found(aws, { SubExpressions, Operator: "Or" }), "r1 r2 r3 r4");
  assertEquals(await found(aws), "r1 r2 r3 r4");
});

Deno.test("Search meets a nested filter with one element of a list", async () => {
  await using aws = await recorded();
  const nested = (...names: [string, string][]): SearchExpression => ({
    NestedFilters: [{
      NestedPropertyName: "Metrics",
      Filters: names.map(([Name, Value]) => ({ Name, Value, Operator: "Equals" })),
    }],
  });
  assertEquals(await found(aws, nested(["Metrics.val.loss.max", "9"])), "r4");
  assertEquals(
    await found(aws, nested(["Metrics.val.loss.max", "9"], ["Metrics.val.loss.min", "4"])),
    "r4",
  );
  assertEquals(
    await found(aws, nested(["Metrics.val.loss.max", "9"], ["Metrics.val.loss.min", "5"])),
    "",
  );
});

Deno.test("Search refuses what no record could have, even when there are no records", async () => {
  await using aws = await testService();
  const cases: SearchExpression[] = [
    filter("TrialName", "Equals", "x"),
    filter("Constructor", "Exists"),
    filter("Parameters.x", "Equals"),
    {
      Filters: [{ Name: "TrialComponentName", Value: "x" }, { Name: "Nope", Value: "x" }],
      Operator: "Or",
    },
    { SubExpressions: [{ SubExpressions: [filter("Nope", "Exists")] }] },
    {
      NestedFilters: [{
        NestedPropertyName: "Status",
        Filters: [{ Name: "Status.Message", Value: "x" }],
      }],
    },
    { SubExpressions: [{ Filters: [] }] },
    { Filters: Array.from({ length: 21 }, () => ({ Name: "Parameters.x", Value: "1" })) },
    {
      SubExpressions: Array.from({ length: 3 }, () => ({
        Filters: Array.from({ length: 17 }, () => ({ Name: "Parameters.x", Value: "1" })),
      })),
    },
  ];
  for (const expression of cases) {
    await assertRefused(() => found(aws, expression), "ValidationException");
  }
  await assertRefused(
    () => found(aws, {}, { SortBy: "Nope" }),
    "ValidationException",
    /Unknown property/,
  );
  for (const Resource of ["Endpoint", "constructor"] as const) {
    await assertRefused(
      () => aws.sagemaker.search({ Resource: Resource as "Endpoint" }),
      "ValidationException",
    );
  }
});

Deno.test("Search refuses an expression nested beyond any use, and does not fail of it", async () => {
  await using aws = await testService();
  const depth = 100_000;
  const SearchExpression = `${`{"SubExpressions":[`.repeat(depth)}{}${"]}".repeat(depth)}`;
  const answer = await aws.call(
    "Search",
    `{"Resource":"Experiment","SearchExpression":${SearchExpression}}`,
  );
  assertEquals([answer.status, answer.body["__type"]], [400, "SerializationException"]);
});

Deno.test("Search sorts by parameters, metrics and times, records without the property last", async () => {
  await using aws = await recorded();
  const sorted = (SortBy: string, SortOrder: "Ascending" | "Descending"): Promise<string> =>
    found(aws, undefined, { SortBy, SortOrder });
  assertEquals(await sorted("Parameters.lr.start", "Ascending"), "r1 r3 r2 r4");
  assertEquals(await sorted("Parameters.lr.start", "Descending"), "r2 r3 r1 r4");
  assertEquals(await sorted("metrics.val.loss.max", "Descending"), "r4 r2 r1 r3");
  assertEquals(await sorted("Metrics.val.loss.Count", "Descending"), "r1 r4 r2 r3");
  assertEquals(await sorted("CreationTime", "Descending"), "r4 r3 r2 r1");
  assertEquals(
    (await aws.sagemaker.search({ Resource: "ExperimentTrialComponent" })).Results
      ?.map(({ TrialComponent }) => TrialComponent?.TrialComponentName),
    ["r4", "r3", "r2", "r1"],
  );
});

Deno.test("Search puts numbers before text where a parameter is both", async () => {
  await using aws = await testService();
  const values = [{ StringValue: "b" }, { NumberValue: 2 }, { StringValue: "1" }, {
    NumberValue: 10,
  }];
  for (const [index, x] of values.entries()) {
    await aws.sagemaker.createTrialComponent({
      TrialComponentName: `r${index}`,
      Parameters: { x },
    });
  }
  assertEquals(
    await found(aws, undefined, { SortBy: "Parameters.x", SortOrder: "Ascending" }),
    "r1 r3 r2 r0",
  );
});

Deno.test("Search pages to the end and counts all hits", async () => {
  await using aws = await recorded();
  const pages: unknown[] = [];
  let NextToken: string | undefined;
  do {
    const answer = await aws.sagemaker.search({
      Resource: "ExperimentTrialComponent",
      // No index has this order, so all components are read and counted.
      SortBy: "DisplayName",
      SortOrder: "Ascending",
      MaxResults: 3,
      NextToken,
    });
    assertEquals(answer.TotalHits, { Value: 4, Relation: "EqualTo" });
    pages.push(answer.Results?.map(({ TrialComponent }) => TrialComponent?.TrialComponentName));
    NextToken = answer.NextToken;
  } while (NextToken !== undefined);
  assertEquals(pages, [["r1", "r2", "r3"], ["r4"]]);
  for (const token of ["x", btoa("-1"), btoa("[]")]) {
    await assertRefused(() => found(aws, undefined, { NextToken: token }), "ValidationException");
  }
});

Deno.test("Search gives records of experiments, trials and components with tags and parents", async () => {
  await using aws = await recorded();
  const component = await aws.sagemaker.search({
    Resource: "ExperimentTrialComponent",
    SearchExpression: filter("TrialComponentName", "Equals", "r2"),
  });
  const record = component.Results?.[0]?.TrialComponent;
  assertEquals(record?.Parents, [
    { TrialName: "group-1", ExperimentName: "demo" },
    { TrialName: "group-2", ExperimentName: "demo" },
  ]);
  assertEquals(record?.Tags?.length, 2);
  assertEquals(record?.Metrics?.[0]?.MetricName, "val.loss");
  const experiment = await aws.sagemaker.search({
    Resource: "Experiment",
    SearchExpression: filter("Tags.team", "Equals", "a"),
  });
  assertEquals(experiment.Results?.[0]?.Experiment?.ExperimentName, "demo");
  const trial = await aws.sagemaker.search({
    Resource: "ExperimentTrial",
    SearchExpression: filter("TrialComponentSummaries.TrialComponentName", "Equals", "r3"),
  });
  assertEquals(trial.Results?.map(({ Trial }) => Trial?.TrialName), ["group-2"]);
});

Deno.test("Search takes any text as a value, and finds exactly what equals it", async () => {
  await using aws = await testService();
  const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 })
    .filter((text) => text.isWellFormed());
  let index = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(text, fc.constantFrom("' OR 1=1 --", '"; DROP TABLE x', "%", "_")),
      async (Value) => {
        const TrialComponentName = `run-${index++}`;
        await aws.sagemaker.createTrialComponent({
          TrialComponentName,
          Parameters: { mine: { StringValue: `${index} ${Value}` } },
        });
        assertEquals(
          await found(aws, filter("Parameters.mine", "Equals", `${index} ${Value}`)),
          TrialComponentName,
        );
        assertEquals(await found(aws, filter("Parents.TrialName", "Equals", Value)), "");
      },
    ),
    { numRuns: 60 },
  );
});
