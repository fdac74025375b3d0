import { assert, assertEquals } from "@std/assert";
import { createLocalService, type LocalService } from "../../src/local/service.ts";
import type { LocalStore } from "../../src/local/store/store.ts";
import fc from "../support/fast_check.ts";
import { seriesOf } from "../support/points.ts";
import {
  type Condition,
  type Expression,
  searchByForce,
  type SearchedRecord,
  type Value,
} from "../support/search_model.ts";
import type { Register } from "./suite.ts";

/** Stores to search; `RUNLOG_TRIALS` for more, where there are variables. */
const STORES = Number(
  ("Deno" in globalThis ? Deno.env.get("RUNLOG_TRIALS") : undefined) ?? 30,
);
const SEARCHES = 12;
const START = 1_700_000_000;

/** A number, written as JSON has it: digits past 2^53 are not those of the double. */
interface Digits {
  readonly digits: string;
}

const LONG = "long%_".repeat(400);
/** Texts that differ in case or form, look like numbers or patterns, or begin alike. */
const TEXTS = [
  ...["abc", "Abc", "ab", "abcd", "\u00e9", "e\u0301", "\u{1f600}", "\uffff", "\0x", "\u0001"],
  ...["%", "_", "*", "a%c", "a_c", ".*", "a,b", " a", "\\", "'", '"', "null", "NaN", "Infinity"],
  ...["1", "01", "1.0", "1e0", "0x1", "9007199254740993", "-0", LONG, LONG.slice(0, 1_024)],
  ...["\u017f", "s", "\u212a", "k", "\u0130", "i", "\u00df", "SS"],
];
const DIGITS = [
  ...["0", "-0", "1", "1.0", "-1", "0.1", "5e-324", "1e308", "-1e308", "1.7976931348623157e308"],
  ...["9007199254740991", "9007199254740992", "9007199254740993", "9007199254740994"],
  ...["-9007199254740993", "9007199254740995", "18446744073709551616", "9223372036854775807"],
  ...["9223372036854775808", "1152921504606846976", "1152921504606846977"],
];
/** Times as text, and what they are in seconds. */
const TIMES: ReadonlyMap<string, number> = new Map([
  ["2023-11-14T22:13:20Z", START],
  ["2023-11-14T22:13:20", START],
  ["2023-11-14T23:13:21+01:00", START + 1],
  ["2023-11-14T22:13:20.500Z", START + 0.5],
]);
const TIME_DIGITS = [START, START + 0.5, START + 1, START + 2].map(String);

const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: 2 });
const SHORT = TEXTS.filter((one) => one.length <= 1_024);
const text = fc.constantFrom(...TEXTS, "");
const short = fc.constantFrom(...SHORT, "");
const digits: fc.Arbitrary<Digits> = fc.constantFrom(...DIGITS).map((digits) => ({ digits }));
const dictionary = <T>(names: readonly string[], value: fc.Arbitrary<T>) =>
  fc.uniqueArray(fc.tuple(fc.constantFrom(...names), value), {
    maxLength: 4,
    selector: ([name]) => name,
  }).map((entries) => new Map(entries));

const PARAMETERS = [
  "a",
  "A",
  "a.b",
  "max",
  "\u00e9",
  "e\u0301",
  "__proto__",
  "%",
  "",
  "x".repeat(200),
];
const METRICS = ["m", "m.max", "M", "n%", "\u{1f600}"];
const ARTIFACTS = ["a", "a.Value", "\u00e9"];
const TAGS = ["k", "K", "k.b"];
const TAG_VALUES = ["", "v", "V", "\u00e9", "1"];
const DISPLAYED = ["Shown", "shown", "r1", "1"];

const tags = dictionary(TAGS, fc.constantFrom(...TAG_VALUES));
const metadata = maybe(dictionary(["CommitId", "Repository"], short));
const point = fc.oneof(
  fc.constantFrom(...DIGITS).map(Number),
  fc.constantFrom(NaN, Infinity, -Infinity),
);
const artifacts = dictionary(
  ARTIFACTS,
  fc.record({ Value: short, MediaType: maybe(fc.constant("text/plain")) }),
);
const time = maybe(fc.constantFrom(...TIME_DIGITS).map((digits) => ({ digits })));
const component = fc.record({
  DisplayName: maybe(fc.constantFrom(...DISPLAYED)),
  Status: maybe(
    fc.record({ PrimaryStatus: fc.constantFrom("Completed", "Failed"), Message: maybe(short) }),
  ),
  StartTime: time,
  EndTime: time,
  parameters: dictionary(PARAMETERS, fc.oneof(text, digits, digits)),
  inputs: artifacts,
  outputs: artifacts,
  metadata,
  tags,
  groups: fc.subarray([0, 1, 2]),
  metrics: dictionary(METRICS, fc.array(point, { maxLength: 3 })),
  wait: fc.constantFrom(0, 0.5, 1),
  isUpdated: fc.boolean(),
});
const group = fc.record({ DisplayName: maybe(fc.constantFrom(...DISPLAYED)), metadata, tags });
const experiment = fc.record({
  DisplayName: maybe(fc.constantFrom(...DISPLAYED)),
  Description: maybe(text),
  tags,
});
const CONTENT = fc.record({
  experiments: fc.tuple(experiment, experiment),
  groups: fc.tuple(group, group, group),
  components: fc.array(component, { minLength: 1, maxLength: 8 }),
});
type Content = typeof CONTENT extends fc.Arbitrary<infer T> ? T : never;

const COMMON = [
  "DisplayName",
  "CreationTime",
  "LastModifiedTime",
  ...TAGS.map((key) => `Tags.${key}`),
];
const COMMIT = ["MetadataProperties.CommitId", "MetadataProperties.Repository"];
/** What can be searched for, and sorted by. */
const PROPERTIES = {
  Experiment: [...COMMON, "ExperimentName", "ExperimentArn", "Description", "CreatedBy"],
  ExperimentTrial: [
    ...[...COMMON, ...COMMIT, "TrialName", "TrialArn", "ExperimentName", "Source.SourceArn"],
    "TrialComponentSummaries.TrialComponentName",
    "TrialComponentSummaries.CreationTime",
  ],
  ExperimentTrialComponent: [
    ...[...COMMON, ...COMMIT, "TrialComponentName", "TrialComponentArn", "StartTime", "EndTime"],
    ...["Status.PrimaryStatus", "Status.Message", "Parents.TrialName", "Parents.ExperimentName"],
    ...PARAMETERS.map((name) => `Parameters.${name}`),
    ...ARTIFACTS.flatMap((
      name,
    ) => [`InputArtifacts.${name}.Value`, `OutputArtifacts.${name}.MediaType`]),
    ...METRICS.flatMap((name) =>
      ["", ".max", ".Min", ".LAST", ".count", ".Avg", ".StdDev", ".TimeStamp"].map((word) =>
        `Metrics.${name}${word}`
      )
    ),
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>;
type Resource = keyof typeof PROPERTIES;

const LISTS: Readonly<Record<Resource, readonly string[]>> = {
  Experiment: ["Tags"],
  ExperimentTrial: ["Tags", "TrialComponentSummaries"],
  ExperimentTrialComponent: ["Tags", "Parents", "Metrics"],
};
const OPERATORS = [
  ...[undefined, "Equals", "NotEquals", "GreaterThan", "GreaterThanOrEqualTo", "LessThan"],
  ...["LessThanOrEqualTo", "Contains", "Exists", "NotExists", "In"],
];
const NAMES = ["R0", "r1", "R1", "r", "one", "TWO", "g0", "G1", "arn:aws"];

const wanted = fc.oneof(
  { arbitrary: fc.constantFrom(...SHORT), weight: 4 },
  {
    arbitrary: fc.constantFrom(...DIGITS, "+1", " 1 ", ".1e1", "1e999", "-1e999", "1_0"),
    weight: 4,
  },
  { arbitrary: fc.constantFrom(...TIMES.keys(), ...TIME_DIGITS, "soon"), weight: 3 },
  {
    arbitrary: fc.constantFrom(...NAMES, ...DISPLAYED, ...TAG_VALUES.slice(1), "Completed"),
    weight: 4,
  },
  {
    arbitrary: fc.array(fc.constantFrom("abc", "1", "9007199254740993", "", "%", "R0"), {
      minLength: 1,
      maxLength: 3,
    }).map((parts) => ` ${parts.join(" ,")}`),
    weight: 1,
  },
);
/** A property with its first part as written, or in another case, which does not matter. */
function propertyOf(names: readonly string[]): fc.Arbitrary<string> {
  const cased = fc.constantFrom<(text: string) => string>(
    (head) => head,
    (head) => head,
    (head) => head.toLowerCase(),
    (head) => head.toUpperCase(),
  );
  return fc.tuple(fc.constantFrom(...names), cased)
    .map(([name, change]) => name.replace(/^\w+/, change));
}
function conditionOf(names: readonly string[]): fc.Arbitrary<Condition> {
  return fc.record({
    Name: propertyOf(names),
    Operator: fc.constantFrom(...OPERATORS),
    Value: wanted,
  });
}
function expressionOf(resource: Resource, depth: number): fc.Arbitrary<Expression> {
  const names = PROPERTIES[resource];
  const Filters = maybe(fc.array(conditionOf(names), { minLength: 1, maxLength: 3 }));
  const nested = fc.constantFrom(...LISTS[resource]).chain((NestedPropertyName) =>
    fc.record({
      NestedPropertyName: fc.constant(NestedPropertyName),
      Filters: fc.array(
        conditionOf(names.filter((name) => name.startsWith(`${NestedPropertyName}.`))),
        { minLength: 1, maxLength: 2 },
      ),
    })
  );
  return fc.record({
    Filters,
    NestedFilters: fc.option(fc.array(nested, { minLength: 1, maxLength: 2 }), {
      nil: undefined,
      freq: 1,
    }),
    SubExpressions: depth === 0 ? fc.constant(undefined) : fc.option(
      fc.array(expressionOf(resource, depth - 1), { minLength: 1, maxLength: 2 }),
      { nil: undefined, freq: 1 },
    ),
    Operator: fc.constantFrom(undefined, "And", "Or"),
  });
}
function searchOf(Resource: Resource) {
  return fc.record({
    Resource: fc.constant(Resource),
    SearchExpression: maybe(expressionOf(Resource, 2)),
    SortBy: maybe(propertyOf(PROPERTIES[Resource])),
    SortOrder: fc.constantFrom(undefined, "Ascending", "Descending"),
    MaxResults: fc.integer({ min: 1, max: 4 }),
  });
}
const SEARCH = fc.oneof(
  { arbitrary: searchOf("Experiment"), weight: 1 },
  { arbitrary: searchOf("ExperimentTrial"), weight: 1 },
  { arbitrary: searchOf("ExperimentTrialComponent"), weight: 4 },
);

type Answer = Readonly<Record<string, unknown>>;

/** Writes a request with its digits as they are. */
function jsonOf(input: object): string {
  const text = JSON.stringify(input, (_, value: unknown) => {
    const { digits } = Object(value) as Partial<Digits>;
    return typeof digits === "string" ? `#digits ${digits}` : value;
  });
  return text.replace(/"#digits ([^"]+)"/g, "$1");
}

async function send(
  { fetch }: LocalService,
  operation: string,
  input: object,
): Promise<{ readonly status: number; readonly body: Answer }> {
  const answer = await fetch(
    new Request("http://runlog.local/", {
      method: "POST",
      headers: { "x-amz-target": `SageMaker.${operation}` },
      body: jsonOf(input),
    }),
  );
  return { status: answer.status, body: await answer.json() };
}

async function call(service: LocalService, operation: string, input: object): Promise<Answer> {
  const { status, body } = await send(service, operation, input);
  assertEquals(
    status,
    200,
    `${operation} ${jsonOf(input).slice(0, 2_000)}: ${JSON.stringify(body)}`,
  );
  return body;
}

/** That every store is searched as a look at each record finds it. */
export function storeSearchSuite(
  test: Register,
  open: (name: string) => Promise<LocalStore>,
): void {
  test("Search finds what a look at every record finds, in its order, by pages of any size", async () => {
    const found = { searches: 0, records: 0, none: 0 };
    await fc.assert(
      fc.asyncProperty(
        CONTENT,
        fc.array(SEARCH, { minLength: SEARCHES, maxLength: SEARCHES }),
        async (content, searches) => {
          const clock = { now: START };
          const store = await open(`search-${crypto.randomUUID()}`);
          await using service = createLocalService({ store, now: () => clock.now * 1_000 });
          await fill(service, content, clock);
          const records = await recordsOf(service, content);
          for (const search of searches) {
            const expected = searchByForce(records[search.Resource], search.SearchExpression, {
              sortBy: search.SortBy ?? "LastModifiedTime",
              descending: search.SortOrder !== "Ascending",
              times: TIMES,
            });
            assertEquals(await namesOf(service, search), expected, JSON.stringify(search));
            found.searches++;
            found.records += expected.length;
            found.none += Number(expected.length === 0);
          }
        },
      ),
      { numRuns: STORES, endOnFailure: true },
    );
    // Many find something, and many nothing.
    assert(
      found.records > found.searches / 2 && found.none > found.searches / 10,
      JSON.stringify(found),
    );
  });

  test("Search compares numbers past 2^53 as the doubles that requests are read as", async () => {
    const store = await open(`search-${crypto.randomUUID()}`);
    await using service = createLocalService({ store });
    const stored = ["9007199254740992", "9007199254740993", "9007199254740994"];
    for (const [index, digits] of stored.entries()) {
      const Parameters = { p: { NumberValue: { digits } } };
      await call(service, "CreateTrialComponent", { TrialComponentName: `r${index}`, Parameters });
    }
    const names = (Operator: string, Value: string) =>
      namesOf(service, {
        Resource: "ExperimentTrialComponent",
        SearchExpression: { Filters: [{ Name: "Parameters.p", Operator, Value }] },
        SortBy: "Parameters.p",
        SortOrder: "Ascending",
        MaxResults: 1,
      });
    // 2^53 + 1 is no double: it is read as 2^53, and as text it is the same number.
    assertEquals(await names("Equals", "9007199254740993"), ["r0", "r1"]);
    assertEquals(await names("Equals", "9007199254740992"), ["r0", "r1"]);
    assertEquals(await names("GreaterThan", "9007199254740993"), ["r2"]);
    assertEquals(await names("LessThanOrEqualTo", "9007199254740993"), ["r0", "r1"]);
    assertEquals(await names("In", "1, 9007199254740995"), []);
    assertEquals(await names("In", "1, 9007199254740994"), ["r2"]);
    assertEquals(await names("NotEquals", "9007199254740993"), ["r2"]);
  });

  test("Search rejects text that no record can have, in each place of an expression", async () => {
    const store = await open(`search-${crypto.randomUUID()}`);
    await using service = createLocalService({ store });
    for (
      const odd of ["\ud800", "a\udc00b", "a\nb", "\r", "\u0085", "\u2028", "", "x".repeat(1_025)]
    ) {
      const filters: readonly Condition[] = [
        { Name: "Parameters.p", Value: odd },
        ...(odd === "" ? [] : [{ Name: `Parameters.${odd}`, Value: "1" }]),
      ];
      for (const one of filters) {
        const expressions: readonly Expression[] = [
          { Filters: [one] },
          { SubExpressions: [{ Filters: [one] }] },
          { NestedFilters: [{ NestedPropertyName: "Tags", Filters: [one] }] },
        ];
        for (const SearchExpression of expressions) {
          const Resource = "ExperimentTrialComponent";
          const { status, body } = await send(service, "Search", { Resource, SearchExpression });
          assertEquals([status, body["__type"]], [400, "ValidationException"], JSON.stringify(odd));
        }
      }
    }
  });
}

const EXPERIMENTS = ["one", "TWO"] as const;
const GROUPS = [["g0", "one"], ["G1", "one"], ["g2", "TWO"]] as const;

function nameOf(index: number): string {
  // Names differ in case too, which no order regards.
  return `${index % 2 === 0 ? "R" : "r"}${index}`;
}

function tagList(tags: ReadonlyMap<string, string>): object[] {
  return Array.from(tags, ([Key, Value]) => ({ Key, Value }));
}

async function fill(
  service: LocalService,
  content: Content,
  clock: { now: number },
): Promise<void> {
  for (const [index, { tags, ...members }] of content.experiments.entries()) {
    const ExperimentName = EXPERIMENTS[index];
    await call(service, "CreateExperiment", { ExperimentName, ...members, Tags: tagList(tags) });
  }
  for (const [index, { tags, metadata, DisplayName }] of content.groups.entries()) {
    const [TrialName, ExperimentName] = GROUPS[index] ?? [];
    const MetadataProperties = metadata && Object.fromEntries(metadata);
    const names = { TrialName, ExperimentName, DisplayName };
    await call(service, "CreateTrial", { ...names, MetadataProperties, Tags: tagList(tags) });
  }
  for (const [index, one] of content.components.entries()) {
    clock.now += one.wait;
    const TrialComponentName = nameOf(index);
    const { DisplayName, Status, StartTime, EndTime, metadata } = one;
    const values = Array.from(one.parameters, ([name, value]) => [
      name,
      typeof value === "string" ? { StringValue: value } : { NumberValue: value },
    ]);
    await call(service, "CreateTrialComponent", {
      ...{ TrialComponentName, DisplayName, Status, StartTime, EndTime },
      Parameters: Object.fromEntries(values),
      InputArtifacts: Object.fromEntries(one.inputs),
      OutputArtifacts: Object.fromEntries(one.outputs),
      MetadataProperties: metadata && Object.fromEntries(metadata),
      Tags: tagList(one.tags),
    });
    for (const group of one.groups) {
      const TrialName = GROUPS[group]?.[0];
      await call(service, "AssociateTrialComponent", { TrialName, TrialComponentName });
    }
    for (const [name, points] of one.metrics) {
      await service.metrics.put(seriesOf(TrialComponentName.toLowerCase(), name, points));
    }
  }
  for (const [index, { isUpdated, DisplayName = "Shown" }] of content.components.entries()) {
    if (!isUpdated) continue;
    clock.now += 0.5;
    const update = { TrialComponentName: nameOf(index), DisplayName };
    await call(service, "UpdateTrialComponent", update);
  }
}

/** The records as they were created. Only times and summaries of metrics are read. */
async function recordsOf(
  service: LocalService,
  content: Content,
): Promise<Readonly<Record<Resource, readonly SearchedRecord[]>>> {
  const timesOf = ({ CreationTime, LastModifiedTime }: Answer) => ({
    // Describe answers them as numbers.
    CreationTime: [CreationTime as number],
    LastModifiedTime: [LastModifiedTime as number],
  });
  const listOf = (tags: ReadonlyMap<string, string>) => Array.from(tags, (one) => new Map([one]));
  const arnOf = (word: string, name: string): readonly string[] => [
    `arn:aws:sagemaker:local:000000000000:${word}/${name.toLowerCase()}`,
  ];
  const present = (value: Value | undefined): readonly Value[] =>
    value === undefined ? [] : [value];
  const Experiment: SearchedRecord[] = [];
  for (const [index, { DisplayName, Description, tags }] of content.experiments.entries()) {
    const ExperimentName = EXPERIMENTS[index] ?? "";
    const members = {
      ...timesOf(await call(service, "DescribeExperiment", { ExperimentName })),
      ...{ ExperimentName: [ExperimentName], DisplayName: [DisplayName ?? ExperimentName] },
      ExperimentArn: arnOf("experiment", ExperimentName),
      Description: present(Description),
    };
    Experiment.push({
      ...{ key: ExperimentName.toLowerCase(), nameMember: "ExperimentName", members },
      ...{ maps: {}, lists: { Tags: listOf(tags) }, metrics: new Map() },
    });
  }
  const ExperimentTrialComponent: SearchedRecord[] = [];
  for (const [index, one] of content.components.entries()) {
    const name = nameOf(index);
    const described = await call(service, "DescribeTrialComponent", { TrialComponentName: name });
    const { DisplayName, Status, StartTime, EndTime, metadata, isUpdated } = one;
    const status = Object.entries(Status ?? {}).filter((entry) => entry[1] !== undefined);
    ExperimentTrialComponent.push({
      key: name.toLowerCase(),
      nameMember: "TrialComponentName",
      members: {
        ...timesOf(described),
        TrialComponentName: [name],
        DisplayName: [DisplayName ?? (isUpdated ? "Shown" : name)],
        TrialComponentArn: arnOf("experiment-trial-component", name),
        StartTime: present(StartTime && Number(StartTime.digits)),
        EndTime: present(EndTime && Number(EndTime.digits)),
      },
      maps: {
        Status: new Map(status as [string, string][]),
        MetadataProperties: metadata ?? new Map(),
        Parameters: new Map(
          Array.from(one.parameters, ([name, value]) => [
            name,
            typeof value === "string" ? value : Number(value.digits),
          ]),
        ),
        InputArtifacts: flat(one.inputs),
        OutputArtifacts: flat(one.outputs),
      },
      lists: {
        Tags: listOf(one.tags),
        // In order of their keys.
        Parents: [...one.groups].sort().map((group) => {
          const [TrialName = "", ExperimentName = ""] = GROUPS[group] ?? [];
          return new Map([["TrialName", TrialName], ["ExperimentName", ExperimentName]]);
        }),
      },
      metrics: summariesOf(described),
    });
  }
  const ExperimentTrial: SearchedRecord[] = [];
  for (const [index, { DisplayName, metadata, tags }] of content.groups.entries()) {
    const [TrialName = "", ExperimentName = ""] = GROUPS[index] ?? [];
    const held = ExperimentTrialComponent.filter((_, at) =>
      content.components[at]?.groups.includes(index)
    ).map(({ key, members }) => ({ key, created: Number(members["CreationTime"]?.[0]), members }));
    held.sort((a, b) => b.created - a.created || (a.key < b.key ? 1 : -1));
    const members = {
      ...timesOf(await call(service, "DescribeTrial", { TrialName })),
      ...{ TrialName: [TrialName], DisplayName: [DisplayName ?? TrialName] },
      ...{ TrialArn: arnOf("experiment-trial", TrialName), ExperimentName: [ExperimentName] },
    };
    const summaries = held.map(({ created, members }) =>
      new Map<string, Value>([
        ["TrialComponentName", members["TrialComponentName"]?.[0] ?? ""],
        ["CreationTime", created],
      ])
    );
    ExperimentTrial.push({
      ...{ key: TrialName.toLowerCase(), nameMember: "TrialName", members },
      maps: { MetadataProperties: metadata ?? new Map() },
      lists: { Tags: listOf(tags), TrialComponentSummaries: summaries },
      metrics: new Map(),
    });
  }
  return { Experiment, ExperimentTrial, ExperimentTrialComponent };
}

/** Artifacts by the paths of their values. */
function flat(
  artifacts: ReadonlyMap<
    string,
    { readonly Value: string; readonly MediaType: string | undefined }
  >,
): ReadonlyMap<string, string> {
  return new Map(
    Array.from(artifacts).flatMap(([name, { Value, MediaType }]) => [
      [`${name}.Value`, Value] as const,
      ...(MediaType === undefined ? [] : [[`${name}.MediaType`, MediaType] as const]),
    ]),
  );
}

function summariesOf(described: Answer): SearchedRecord["metrics"] {
  const summaries = described["Metrics"] as readonly Readonly<Record<string, unknown>>[];
  return new Map(
    summaries.map((summary) => [
      String(summary["MetricName"]),
      Object.fromEntries(
        Object.entries(summary).filter((entry): entry is [string, number] =>
          typeof entry[1] === "number"
        ),
      ),
    ]),
  );
}

/** Names in lower case, over all pages; a total that is said to be exact is. */
async function namesOf(service: LocalService, search: object): Promise<readonly string[]> {
  const names: string[] = [];
  let total: number | undefined;
  let NextToken: unknown;
  do {
    const { Results, TotalHits, NextToken: next } = await call(service, "Search", {
      ...search,
      NextToken,
    });
    const { Value, Relation } = TotalHits as { readonly Value: number; readonly Relation: string };
    if (Relation === "EqualTo") total = Value;
    for (const result of Results as readonly Readonly<Record<string, Answer>>[]) {
      const [record = {}] = Object.values(result);
      names.push(
        String(record["TrialComponentName"] ?? record["TrialName"] ?? record["ExperimentName"])
          .toLowerCase(),
      );
    }
    NextToken = next;
  } while (NextToken !== undefined);
  assertEquals(total ?? names.length, names.length);
  return names;
}
