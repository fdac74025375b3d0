import { DatabaseSync } from "node:sqlite";
import type { Filter, SearchExpression, SearchRequest } from "@aws-sdk/client-sagemaker";
import { assert, assertEquals } from "@std/assert";
import { createLocalService } from "../../../src/local.ts";
import { MIGRATIONS } from "../../../src/local/store/sqlite/schema.ts";
import { alongIndex } from "../../../src/local/store/sqlite/walk.ts";
import type { LocalStore, Tables } from "../../../src/local/store/store.ts";
import type { Walk, WalkProperty } from "../../../src/local/store/walk.ts";
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
}

async function record(aws: TestService, samples: readonly Sample[]): Promise<void> {
  for (const experiment of ["one", "two"]) {
    await aws.call("CreateExperiment", { ExperimentName: experiment });
    await aws.call("CreateTrial", { TrialName: `of-${experiment}`, ExperimentName: experiment });
  }
  for (const [index, { parameters, metrics, trial }] of samples.entries()) {
    const TrialComponentName = `r${index}`;
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
      await aws.service.metrics.put(seriesOf(TrialComponentName, name, values));
    }
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
});
const filter: fc.Arbitrary<Filter> = fc.record({
  Name: fc.constantFrom("Parameters.a", "Parameters.b", "Metrics.m.max", "Metrics.n"),
  Operator: fc.constantFrom("Equals", "NotEquals", "LessThan", "GreaterThanOrEqualTo", "Contains"),
  Value: fc.constantFrom("0", "1.0", "-2", "2", "b", "x"),
});
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
  parameters: [{ name: "lr", from: 0, to: 0.1, text: null }],
  experiment: "demo",
  limit: 100,
};

Deno.test("a walk enters an index at its place, looks the rest up by keys, and scans no table", async () => {
  await using aws = await testService();
  const database = new DatabaseSync(`${aws.folder}/runlog.db`);
  const indexes: readonly (readonly [WalkProperty, string])[] = [
    [{ kind: "metric", name: "loss", statistic: "Last" }, "series_by_last (name=?"],
    [{ kind: "metric", name: "loss", statistic: "Min" }, "series_by_min (name=?"],
    [{ kind: "metric", name: "loss", statistic: "Max" }, "series_by_max (name=?"],
    [{ kind: "parameter", name: "lr" }, "parameters_by_value (name=?"],
    [{ kind: "created" }, "entities_by_time (kind=?"],
    [{ kind: "modified" }, "entities_by_change (kind=?"],
  ];
  for (const [by, index] of indexes) {
    for (const after of [undefined, { value: 1, key: "r" }]) {
      const { sql, bound } = alongIndex({ ...WALK, by, after });
      const plan = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...bound)
        .map(({ detail }) => String(detail));
      assert(plan.some((step) => step.includes(index)), plan.join("\n"));
      if (after) assert(plan.some((step) => /\(.*<\?\)/.test(step)), plan.join("\n"));
      // `w` is the page itself.
      assertEquals(plan.filter((step) => /^SCAN (?!w$)/.test(step)), []);
      assert(plan.some((step) => step.includes("q EXISTS USING PRIMARY KEY")), plan.join("\n"));
    }
  }
  database.close();
});

Deno.test("a first page reads as many runs of a large store as of a small one", async () => {
  const readOf = async (runs: number): Promise<number> => {
    await using aws = await testService();
    await aws.store.write(({ entities }) => {
      for (let index = 0; index < runs; index++) {
        const body = {
          TrialComponentName: `r${index}`,
          Parameters: { lr: { NumberValue: index % 10 } },
        };
        const entity = { key: `r${index}`, parent: null, created: index, modified: index, body };
        entities.put("component", entity);
      }
    });
    let read = 0;
    const counted: LocalStore = {
      ...aws.store,
      read: (work) =>
        aws.store.read((tables) => {
          const { walks } = tables;
          assert(walks);
          return work({
            ...tables,
            walks: {
              async components(walk) {
                const found = await walks.components(walk);
                read += found.length;
                return found;
              },
            },
          });
        }),
    };
    const service = createLocalService({ store: counted });
    const answer = await service.fetch(
      new Request("http://runlog.local/", {
        method: "POST",
        headers: { "x-amz-target": "SageMaker.Search" },
        body: JSON.stringify({
          Resource: "ExperimentTrialComponent",
          SearchExpression: {
            Filters: [{ Name: "Parameters.lr", Operator: "LessThan", Value: "5" }],
          },
          SortBy: "CreationTime",
          MaxResults: 100,
        }),
      }),
    );
    assertEquals((await answer.json()).Results.length, 100);
    return read;
  };
  assertEquals(await readOf(400), await readOf(4_000));
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
    const walk: Walk = { by, descending: false, parameters: [], limit: 10 };
    const found = await store.read(({ walks }) => walks?.components(walk) ?? []);
    assertEquals(found.map(({ entity, value }) => [entity.key, value]), [["old-2", 0.25], [
      "old-1",
      0.5,
    ]]);
    await store.close();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
