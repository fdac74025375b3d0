import crypto from "node:crypto";
import fs from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { Filter, SearchExpression, SearchRequest } from "@aws-sdk/client-sagemaker";
import { assert, assertEquals } from "@std/assert";
import { createLocalService } from "../../../src/local.ts";
import { openSqliteStore } from "../../../src/local/store.ts";
import { MIGRATIONS } from "../../../src/local/store/sqlite/schema.ts";
import type { LocalStore, Tables } from "../../../src/local/store/store.ts";
import type { Walk, WalkProperty } from "../../../src/local/store/walk.ts";
import { type Cost, countedStore } from "../../support/counted_store.ts";
import fc from "../../support/fast_check.ts";
import { openStore, type TestService, testService } from "../test_service.ts";
import { seriesOf } from "../../support/points.ts";

/** The store as one that has no walks. */
function withoutWalks(store: LocalStore): LocalStore {
  const tables = ({ entities, points, objects }: Tables): Tables => ({ entities, points, objects });
  return {
    ...store,
    read: (work) => store.read((all) => work(tables(all))),
    write: (work) => store.write((all) => work(tables(all))),
  };
}

interface Answer {
  readonly Results: readonly { readonly TrialComponent: { readonly TrialComponentName: string } }[];
  readonly NextToken?: string;
}

/** Names on each page of a search. */
async function pagesOf(store: LocalStore, request: SearchRequest): Promise<readonly string[][]> {
  const service = createLocalService({ store });
  const pages: string[][] = [];
  let NextToken: string | undefined;
  do {
    const answer = await service.fetch(
      new Request("http://runlog.local/", {
        method: "POST",
        headers: { "x-amz-target": "SageMaker.Search" },
        body: JSON.stringify({ ...request, NextToken }),
      }),
    );
    assertEquals(answer.status, 200);
    const { Results, NextToken: next }: Answer = await answer.json();
    pages.push(Results.map(({ TrialComponent }) => TrialComponent.TrialComponentName));
    NextToken = next;
  } while (NextToken !== undefined);
  return pages;
}

interface Sample {
  readonly parameters: Readonly<Record<string, number | string>>;
  readonly metrics: Readonly<Record<string, readonly number[]>>;
  readonly trial: 0 | 1 | undefined;
  /** Seconds at which it is created; it is modified five seconds after 1970, less these. */
  readonly time: number;
}

async function record(aws: TestService, samples: readonly Sample[]): Promise<void> {
  for (const experiment of ["one", "two"]) {
    await aws.call("CreateExperiment", { ExperimentName: experiment });
    await aws.call("CreateTrial", { TrialName: `of-${experiment}`, ExperimentName: experiment });
  }
  for (const [index, { parameters, metrics, trial, time }] of samples.entries()) {
    // Names differ in case too, which no order regards.
    const TrialComponentName = `${index % 2 === 0 ? "r" : "R"}${index}`;
    await aws.call("CreateTrialComponent", {
      TrialComponentName,
      Parameters: Object.fromEntries(
        Object.entries(parameters).map(([name, value]) => [
          name,
          typeof value === "number" ? { NumberValue: value } : { StringValue: value },
        ]),
      ),
    });
    if (trial !== undefined) {
      const TrialName = trial === 0 ? "of-one" : "of-two";
      await aws.call("AssociateTrialComponent", { TrialName, TrialComponentName });
    }
    for (const [name, values] of Object.entries(metrics)) {
      await aws.service.metrics.put(seriesOf(TrialComponentName.toLowerCase(), name, values));
    }
    await aws.store.write(async ({ entities }) => {
      const key = TrialComponentName.toLowerCase();
      const entity = await entities.get("component", key);
      assert(entity);
      await entities.remove("component", key);
      await entities.put("component", { ...entity, created: time, modified: 5 - time });
    });
  }
}

const value = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(0.5, 1e300, "2", "b", "é😀"),
);
const sample: fc.Arbitrary<Sample> = fc.record({
  parameters: fc.dictionary(fc.constantFrom("a", "a.max", "b"), value),
  metrics: fc.dictionary(
    fc.constantFrom("m", "m.max", "n"),
    fc.array(fc.integer({ min: -3, max: 3 }), { maxLength: 3 }),
  ),
  trial: fc.constantFrom(0 as const, 1 as const, undefined),
  time: fc.integer({ min: 1, max: 4 }),
});
const OPERATORS = [
  ...["Equals", "NotEquals", "LessThan", "LessThanOrEqualTo", "GreaterThan"] as const,
  ...["GreaterThanOrEqualTo", "Contains", "In", "Exists", "NotExists"] as const,
];
const filter: fc.Arbitrary<Filter> = fc.oneof(
  fc.record({
    Name: fc.constantFrom(
      ...["Parameters.a", "Parameters.a.max", "Parameters.b", "Metrics.m.max", "Metrics.m"],
      ...["Metrics.m.last", "Metrics.n", "Metrics.n.min", "Metrics.n.avg"],
    ),
    Operator: fc.constantFrom(...OPERATORS),
    Value: fc.constantFrom("0", "-0", "1.0", "-2", "2", "b", "x", "1e999", "0x1", "2, b", "é😀"),
  }),
  fc.record({
    Name: fc.constantFrom("CreationTime", "LastModifiedTime"),
    Operator: fc.constantFrom(...OPERATORS),
    Value: fc.constantFrom("1", "2.5", "3", "1970-01-01T00:00:03Z", "soon"),
  }),
  fc.record({
    Name: fc.constant("TrialComponentName"),
    Operator: fc.constantFrom("Equals" as const, "NotEquals" as const, "Contains" as const),
    Value: fc.constantFrom("r1", "R1", "r", "R3"),
  }),
);
const parent: fc.Arbitrary<Filter> = fc.constantFrom(
  { Name: "Parents.ExperimentName", Operator: "Equals", Value: "one" },
  { Name: "Parents.TrialName", Operator: "Equals", Value: "of-two" },
);
const expression: fc.Arbitrary<SearchExpression> = fc.record({
  Filters: fc.array(fc.oneof(filter, parent), { minLength: 1, maxLength: 3 }),
  Operator: fc.constantFrom("And", "Or"),
}, { requiredKeys: ["Filters"] });
const nested = fc.oneof(
  expression,
  fc.record({
    SubExpressions: fc.array(expression, { minLength: 1, maxLength: 2 }),
    Operator: fc.constantFrom("And", "Or"),
  }),
);
const SORTS = [
  "Parameters.a",
  "Parameters.a.max",
  "Metrics.m",
  "Metrics.m.max",
  "Metrics.n.min",
  "Metrics.n.Avg",
  "TrialComponentName",
  "trialcomponentname",
  "CreationTime",
  "LastModifiedTime",
  "Metrics.m.last",
];

Deno.test("Search finds the same, in the same order, along an index as by looking at all", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(sample, { minLength: 1, maxLength: 12 }),
      fc.array(
        fc.record({
          SearchExpression: fc.option(nested, { nil: undefined }),
          SortBy: fc.constantFrom(...SORTS),
          SortOrder: fc.constantFrom("Ascending" as const, "Descending" as const),
          MaxResults: fc.integer({ min: 1, max: 5 }),
        }),
        { minLength: 6, maxLength: 6 },
      ),
      async (samples, searches) => {
        await using aws = await testService();
        await record(aws, samples);
        for (const search of searches) {
          const request = { Resource: "ExperimentTrialComponent" as const, ...search };
          const walked = await pagesOf(aws.store, request);
          assertEquals(walked, await pagesOf(withoutWalks(aws.store), request));
        }
      },
    ),
    { numRuns: 60 },
  );
});

Deno.test("Search goes on along an index from the token of a page", async () => {
  await using aws = await testService();
  const runs = Array.from({ length: 400 }, (_, index): Sample => ({
    parameters: index % 3 === 0 ? { a: index % 7 } : {},
    metrics: {},
    trial: 0,
    time: index,
  }));
  await record(aws, runs);
  for (const SortOrder of ["Ascending", "Descending"] as const) {
    const request = {
      Resource: "ExperimentTrialComponent" as const,
      SortBy: "Parameters.a",
      SortOrder,
      MaxResults: 100,
    };
    const pages = await pagesOf(aws.store, request);
    assertEquals(pages.map(({ length }) => length), [100, 100, 100, 100]);
    assertEquals(pages, await pagesOf(withoutWalks(aws.store), request));
  }
});

const WALK: Walk = {
  by: { kind: "metric", name: "loss", statistic: "Last" },
  descending: true,
  conditions: [
    { by: { kind: "parameter", name: "lr" }, range: { from: 0, to: 0.1, texts: "none" } },
    {
      by: { kind: "metric", name: "acc", statistic: "Max" },
      range: { from: 0.5, to: Infinity, texts: "none" },
    },
  ],
  experiment: "demo",
  limit: 100,
};

const INDEXES: readonly (readonly [by: WalkProperty, index: string])[] = [
  [{ kind: "metric", name: "loss", statistic: "Last" }, "series_by_last (name=?"],
  [{ kind: "metric", name: "loss", statistic: "Min" }, "series_by_min (name=?"],
  [{ kind: "metric", name: "loss", statistic: "Max" }, "series_by_max (name=?"],
  [{ kind: "parameter", name: "lr" }, "parameters_by_value (name=?"],
  [{ kind: "created" }, "entities_by_time (kind=?"],
  [{ kind: "modified" }, "entities_by_change (kind=?"],
  [{ kind: "name" }, "PRIMARY KEY (kind=?"],
];

Deno.test("a walk enters an index at its place, looks the rest up by keys, and scans no table", async () => {
  const folder = await Deno.makeTempDir({ prefix: "runlog-plans-" });
  const { store, statements } = openRecorded(folder);
  await store.write(async ({ entities, points }) => {
    for (let index = 0; index < 10; index++) {
      const key = `r${index}`;
      const body = { Parameters: { lr: { NumberValue: 0.1 } } };
      await entities.put("component", { key, parent: null, created: 1, modified: 1, body });
      await points.put(seriesOf(key, "loss", [0.5]), 1);
    }
  });
  const database = new DatabaseSync(`${folder}/runlog.db`);
  for (const [by, index] of INDEXES) {
    const values = { name: "r5", metric: 0.5, parameter: 0.1, created: 1, modified: 1 };
    const value = values[by.kind];
    for (const after of [undefined, { value, key: "r5" }]) {
      const texts = by.kind === "name" ? "all" as const : "none" as const;
      for (const within of [undefined, { from: 0, to: 1, texts }]) {
        for (const descending of [true, false]) {
          statements.clear();
          const walk: Walk = { ...WALK, by, after, within, descending, limit: 3 };
          await store.read(({ walks }) => walks?.components(walk));
          const told: string[] = [];
          for (const sql of statements) {
            // The sweep for old files also runs.
            if (!/^SELECT .*\b(entities|series|parameters|members)\b/s.test(sql)) continue;
            const plan = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all()
              .map(({ detail }) => String(detail));
            told.push(...plan);
            // `f` is the stretch itself.
            assertEquals(
              plan.filter((step) => /^SCAN (?!f$|\(subquery|pragma)/.test(step)),
              [],
              sql,
            );
            for (const step of plan.filter((step) => step.includes(index))) {
              // Every bound of a value is one of the index.
              const bounds = sql.split(/\bw\.(?:value|last|min|max|created|modified) [<>]/).length;
              if (bounds > 1) assert(/[<>]\?/.test(step), `${sql}\n${step}`);
            }
          }
          assert(told.some((step) => step.includes(index)), told.join("\n"));
          assert(told.some((step) => step.includes("q EXISTS USING PRIMARY KEY")), told.join("\n"));
          assert(
            told.some((step) => /q EXISTS USING INDEX sqlite_autoindex_series/.test(step)),
            told.join("\n"),
          );
        }
      }
    }
  }
  database.close();
  await store.close();
  await Deno.remove(folder, { recursive: true });
});

/** A store that records its statements. */
function openRecorded(folder: string): { store: LocalStore; statements: Set<string> } {
  const statements = new Set<string>();
  class Recorded extends DatabaseSync {
    override prepare(sql: string): ReturnType<DatabaseSync["prepare"]> {
      const statement = super.prepare(sql);
      for (const method of ["all", "get"] as const) {
        const run = statement[method];
        statement[method] = (...values: unknown[]) => {
          statements.add(sql);
          return Reflect.apply(run, statement, values);
        };
      }
      return statement;
    }
  }
  const sqlite = { DatabaseSync: Recorded };
  return { store: openSqliteStore({ folder, sqlite, fs, crypto }), statements };
}

/** Runs a search, and counts what it scans and finds. */
async function costOf(
  store: LocalStore,
  request: SearchRequest,
): Promise<Cost & { readonly found: number }> {
  const cost: Cost = { scanned: 0, read: 0 };
  const service = createLocalService({ store: countedStore(store, cost) });
  const answer = await service.fetch(
    new Request("http://runlog.local/", {
      method: "POST",
      headers: { "x-amz-target": "SageMaker.Search" },
      body: JSON.stringify({ MaxResults: 20, ...request }),
    }),
  );
  const { Results }: Answer = await answer.json();
  return { ...cost, found: Results.length };
}

/** Components of which each has a number of its own as every value. */
async function fillNumbered(store: LocalStore, runs: number): Promise<void> {
  for (let start = 0; start < runs; start += 1_000) {
    await store.write(async ({ entities, points }) => {
      for (let index = start; index < Math.min(runs, start + 1_000); index++) {
        const key = `r${String(index).padStart(6, "0")}`;
        const Parameters = { lr: { NumberValue: index } };
        const body = { TrialComponentName: key, Parameters };
        await entities.put("component", {
          key,
          parent: null,
          created: index,
          modified: index,
          body,
        });
        await points.put(seriesOf(key, "loss", [index]), 1);
      }
    });
  }
}

const SORTED = [
  "CreationTime",
  "LastModifiedTime",
  "TrialComponentName",
  "Parameters.lr",
  "Metrics.loss",
  "Metrics.loss.last",
  "Metrics.loss.max",
] as const;
const BOUNDED = ["CreationTime", "LastModifiedTime", "Parameters.lr", "Metrics.loss.last"] as const;

/** Searches for runs in the middle of a store, for each condition, order and direction. */
function* middleSearches(runs: number): Generator<SearchRequest> {
  const middle = runs / 2;
  for (const Name of BOUNDED) {
    for (const SortBy of SORTED) {
      for (const SortOrder of ["Ascending", "Descending"] as const) {
        const between: Filter[] = [
          { Name, Operator: "GreaterThanOrEqualTo", Value: String(middle) },
          { Name, Operator: "LessThan", Value: String(middle + 30) },
        ];
        const order = { SortBy, SortOrder, Resource: "ExperimentTrialComponent" as const };
        yield { ...order, SearchExpression: { Filters: between } };
      }
    }
  }
}

Deno.test("a search costs as much in a store of 10,000 runs as in one of 100, for every condition and order", async () => {
  const costs = async (runs: number) => {
    await using aws = await testService();
    await fillNumbered(aws.store, runs);
    const found: Awaited<ReturnType<typeof costOf>>[] = [];
    for (const request of middleSearches(runs)) found.push(await costOf(aws.store, request));
    for (const SortBy of SORTED) {
      for (const SortOrder of ["Ascending", "Descending"] as const) {
        const order = { SortBy, SortOrder, Resource: "ExperimentTrialComponent" as const };
        found.push(await costOf(aws.store, order));
      }
    }
    return found;
  };
  const [small, large] = [await costs(100), await costs(10_000)];
  for (const { scanned, read, found } of large) {
    assertEquals(found, 20);
    assert(scanned + read <= 1_024, `${scanned} entries, ${read} components`);
  }
  // In the order of the condition itself, or without one, the cost is the page's.
  const same = (index: number): boolean => {
    const request = [...middleSearches(1)][index];
    const Name = request?.SearchExpression?.Filters?.[0]?.Name;
    const { SortBy } = request ?? {};
    return !request || Name === SortBy || Name === `${SortBy}.last`;
  };
  for (const [index, cost] of large.entries()) if (same(index)) assertEquals(cost, small[index]);
  assert(large.filter((_, index) => same(index)).length > 20);
});

Deno.test("a search for what no run has scans few entries, whatever its order", async () => {
  await using aws = await testService();
  await fillNumbered(aws.store, 3_000);
  for (const Name of [...BOUNDED, "Parameters.absent", "Metrics.absent.min"]) {
    for (const SortBy of SORTED) {
      const cost = await costOf(aws.store, {
        Resource: "ExperimentTrialComponent",
        SortBy,
        SearchExpression: { Filters: [{ Name, Operator: "GreaterThan", Value: "1e9" }] },
      });
      assertEquals(cost.found, 0);
      assert(cost.scanned <= 1_024 && cost.read === 0, `${Name} by ${SortBy}: ${cost.scanned}`);
    }
  }
});

Deno.test("a search below or above a value reads none of the many runs that have it", async () => {
  await using aws = await testService();
  await aws.store.write(async ({ entities }) => {
    for (let index = 0; index < 600; index++) {
      const key = `r${index}`;
      const lr = index < 60 ? 0.1 : index < 540 ? 0.5 : 1;
      const body = { TrialComponentName: key, Parameters: { lr: { NumberValue: lr } } };
      await entities.put("component", { key, parent: null, created: 1, modified: 1, body });
    }
  });
  for (
    const [Operator, SortOrder] of [
      ["LessThan", "Descending"],
      ["LessThan", "Ascending"],
      ["GreaterThan", "Ascending"],
      ["GreaterThan", "Descending"],
    ] as const
  ) {
    const cost = await costOf(aws.store, {
      Resource: "ExperimentTrialComponent",
      SortBy: "Parameters.lr",
      SortOrder,
      SearchExpression: { Filters: [{ Name: "Parameters.lr", Operator, Value: "0.5" }] },
    });
    assertEquals(cost.found, 20);
    assert(cost.scanned <= 60, `${Operator} ${SortOrder}: ${cost.scanned}`);
  }
});

Deno.test("each page of a listing costs the same, among thousands of runs with one value as well", async () => {
  await using aws = await testService();
  await aws.store.write(async ({ entities }) => {
    for (let index = 0; index < 1_000; index++) {
      const key = `r${index}`;
      const body = { TrialComponentName: key, Parameters: { lr: { StringValue: "same" } } };
      await entities.put("component", { key, parent: null, created: 1, modified: 1, body });
    }
  });
  for (const SortBy of ["CreationTime", "TrialComponentName", "Parameters.lr"]) {
    for (const SortOrder of ["Ascending", "Descending"] as const) {
      const request = { Resource: "ExperimentTrialComponent", SortBy, SortOrder } as const;
      const cost: Cost = { scanned: 0, read: 0 };
      const counted = countedStore(aws.store, cost);
      const pages = await pagesOf(counted, { ...request, MaxResults: 100 });
      assertEquals(pages.length, 10);
      assertEquals(new Set(pages.flat()).size, 1_000);
      // The last page also passes over all components to find those without the parameter.
      const most = SortBy === "Parameters.lr" ? 2_500 : 1_500;
      assert(cost.scanned <= most, `${SortBy}: ${cost.scanned}`);
    }
  }
});

Deno.test("the store's parameters are those of its components, whatever becomes of them", async () => {
  await using aws = await testService();
  const kept = (): Promise<unknown> => {
    const database = new DatabaseSync(`${aws.folder}/runlog.db`, { readOnly: true });
    const rows = database.prepare("SELECT * FROM parameters ORDER BY component, name").all();
    database.close();
    return Promise.resolve(rows.map((row) => Object.values(row)));
  };
  const run = { TrialComponentName: "Run" };
  await aws.sagemaker.createTrialComponent({
    ...run,
    Parameters: { "a.'b\"": { NumberValue: 0.1 }, c: { StringValue: "1" }, d: { NumberValue: 3 } },
  });
  assertEquals(await kept(), [["run", "a.'b\"", 0.1], ["run", "c", "1"], ["run", "d", 3]]);
  await aws.sagemaker.updateTrialComponent({ ...run, DisplayName: "other" });
  await aws.sagemaker.updateTrialComponent({
    ...run,
    Parameters: { d: { StringValue: "x" } },
    ParametersToRemove: ["c"],
  });
  assertEquals(await kept(), [["run", "a.'b\"", 0.1], ["run", "d", "x"]]);
  await aws.sagemaker.deleteTrialComponent(run);
  assertEquals(await kept(), []);
});

Deno.test("a store of the first version is searched along indexes once it is opened", async () => {
  const folder = await Deno.makeTempDir({ prefix: "runlog-first-" });
  try {
    const database = new DatabaseSync(`${folder}/runlog.db`);
    database.exec(`${MIGRATIONS[0]}; PRAGMA user_version = 1`);
    const insert = database.prepare(
      "INSERT INTO entities VALUES ('component', ?, NULL, 1, 1, ?)",
    );
    for (const [key, rate] of [["old-1", 0.5], ["old-2", 0.25]] as const) {
      const body = { TrialComponentName: key, Parameters: { lr: { NumberValue: rate } } };
      insert.run(key, JSON.stringify(body));
    }
    database.close();
    const store = openStore(folder);
    const by = { kind: "parameter", name: "lr" } as const;
    const walk: Walk = { by, descending: false, conditions: [], limit: 10 };
    const found = await store.read(({ walks }) => walks?.components(walk));
    assertEquals(found?.components.map(({ entity, value }) => [entity.key, value]), [[
      "old-2",
      0.25,
    ], [
      "old-1",
      0.5,
    ]]);
    await store.close();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
