import crypto from "node:crypto";
import fs from "node:fs";
import sqlite from "node:sqlite";
import type { SearchExpression, SearchRequest } from "@aws-sdk/client-sagemaker";
import { assert, assertEquals, assertGreater, assertLess } from "@std/assert";
import { createLocalService } from "../../../src/local.ts";
import { openSqliteStore } from "../../../src/local/store.ts";
import type { Entity } from "../../../src/local/store/entities.ts";
import type { LocalStore, Tables } from "../../../src/local/store/store.ts";
import type { Walk, Walked, WalkTables } from "../../../src/local/store/walk.ts";
import fc from "../../support/fast_check.ts";
import { countingSqlite } from "../../support/counting_sqlite.ts";
import { seriesOf } from "../../support/points.ts";
import { inFolder } from "../../support/temporary_folder.ts";
import { openStore } from "../test_service.ts";

/** Components that a search reads at a time, and entries of an index that it looks at for that. */
const SLICE = 256;

function component(index: number, lr: number | string): Entity {
  const key = `r${String(index).padStart(5, "0")}`;
  const parameter = typeof lr === "number" ? { NumberValue: lr } : { StringValue: lr };
  const body = { TrialComponentName: key, Parameters: { lr: parameter } };
  return { key, parent: null, created: index, modified: index, body };
}

async function fill(store: LocalStore, count: number): Promise<void> {
  await store.write(async ({ entities, points }) => {
    for (let index = 0; index < count; index++) {
      const entity = component(index, index % 7);
      await entities.put("component", entity);
      if (index % 2 === 0) await points.put(seriesOf(entity.key, "loss", [index % 3]), 1);
    }
  });
}

interface Answer {
  readonly Results: readonly { readonly TrialComponent: { readonly TrialComponentName: string } }[];
  readonly NextToken?: string;
}

async function search(store: LocalStore, request: Partial<SearchRequest>): Promise<Answer> {
  const answer = await createLocalService({ store }).fetch(
    new Request("http://runlog.local/", {
      method: "POST",
      headers: { "x-amz-target": "SageMaker.Search" },
      body: JSON.stringify({ Resource: "ExperimentTrialComponent", ...request }),
    }),
  );
  assertEquals(answer.status, 200);
  return await answer.json();
}

/** Nothing meets this, which no index knows. */
const NOWHERE: SearchExpression = {
  Filters: [{ Name: "DisplayName", Operator: "Equals", Value: "x" }],
};

/** Searches that read everything, each in another way. */
const LONG_SEARCHES: readonly Partial<SearchRequest>[] = [
  { SearchExpression: NOWHERE, SortBy: "CreationTime" },
  { SearchExpression: NOWHERE, SortBy: "Parameters.lr" },
  { SearchExpression: NOWHERE, SortBy: "Metrics.loss", SortOrder: "Ascending" },
  { SearchExpression: NOWHERE, SortBy: "Metrics.absent" },
  { SearchExpression: NOWHERE, SortBy: "DisplayName" },
  { SortBy: "Metrics.loss.Avg" },
  // Rows that the statement itself leaves out.
  {
    SearchExpression: {
      Filters: [{ Name: "Parameters.lr", Operator: "GreaterThan", Value: "100" }],
    },
    SortBy: "Metrics.loss",
  },
];

Deno.test("a search that finds little reads few rows at a time, lets the loop turn, and keeps no writer of its process waiting", () =>
  inFolder(async (folder) => {
    using counting = countingSqlite(sqlite);
    const store = openSqliteStore({ folder, sqlite: counting.sqlite, fs, crypto });
    await fill(store, 4_000);
    for (const request of LONG_SEARCHES) {
      const told = JSON.stringify(request);
      const first = counting.transactions.length;
      let isFound = false;
      const found = search(store, request).finally(() => isFound = true);
      // The search has begun.
      while (counting.transactions.length === first) {
        await new Promise((resolve) => setTimeout(resolve));
      }
      await store.write(({ entities }) => entities.put("component", component(1, 1)));
      const isSoon = !isFound;
      await found;
      const reads = counting.transactions.slice(first).filter(({ isWrite }) => !isWrite);
      assertLess(Math.max(...reads.map(({ longestRead }) => longestRead)), SLICE + 2, told);
      const turns = new Set(reads.map(({ turn }) => turn)).size;
      // A statement that leaves out all rows takes only milliseconds for them.
      if (request.SearchExpression === NOWHERE) {
        assertGreater(turns, 3, told);
        assert(isSoon, told);
      }
    }
    await store.close();
  }));

const value = fc.oneof(fc.integer({ min: 0, max: 2 }), fc.constantFrom("a", "b"));

Deno.test("a walk in stretches finds what one at once does, whatever their lengths", async () => {
  const run = fc.record({
    lr: fc.option(value, { nil: undefined }),
    loss: fc.option(fc.integer({ min: 0, max: 2 }), { nil: undefined }),
    isInTrial: fc.boolean(),
  });
  const walk = fc.record({
    by: fc.constantFrom<Walk["by"]>(
      { kind: "created" },
      { kind: "modified" },
      { kind: "parameter", name: "lr" },
      { kind: "metric", name: "loss", statistic: "Last" },
    ),
    descending: fc.boolean(),
    parameters: fc.constantFrom<Walk["parameters"]>(
      [],
      [{ name: "lr", from: 1, to: 2, text: null }],
    ),
    trial: fc.constantFrom(undefined, "t"),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(run, { maxLength: 20 }),
      fc.array(walk, { minLength: 8, maxLength: 8 }),
      fc.integer({ min: 1, max: 6 }),
      (runs, walks, entries) =>
        inFolder(async (folder) => {
          const store = openStore(folder);
          await store.write(async ({ entities, points }) => {
            for (const [index, { lr, loss, isInTrial }] of runs.entries()) {
              const { body, ...entity } = component(index, lr ?? 0);
              // Times that are alike as well.
              const created = Math.floor(index / 3);
              const made = { ...entity, created, modified: created };
              await entities.put("component", { ...made, body: lr === undefined ? {} : body });
              if (isInTrial) await entities.join("t", entity.key);
              if (loss !== undefined) await points.put(seriesOf(entity.key, "loss", [loss]), 1);
            }
          });
          for (const plan of walks) {
            await store.read(async (tables) => {
              const whole = await tables.walks?.components({ ...plan, limit: 100 }) ?? [];
              assertEquals(keysOf(await inStretches(tables, plan, entries)), keysOf(whole));
            });
          }
          await store.close();
        }),
    ),
    { numRuns: 25 },
  );
});

function keysOf(found: readonly Walked[]): readonly unknown[] {
  return found.map(({ entity, value }) => [entity.key, value]);
}

async function inStretches(
  { walks }: Tables,
  plan: Omit<Walk, "limit">,
  entries: number,
): Promise<readonly Walked[]> {
  assert(walks?.stretch);
  const found: Walked[] = [];
  let after: Walk["after"];
  for (let stretch = 0; stretch < 100; stretch++) {
    const walk = { ...plan, after, limit: 100 };
    const until = await walks.stretch(walk, entries);
    const read = await walks.components({ ...walk, until });
    assert(!until || read.length <= entries, "a stretch has as many entries as it was asked for");
    found.push(...read);
    if (!until) return found;
    after = until;
  }
  throw new Error("the walk does not end");
}

/** The store as one that gives way between any two steps of a read, where others write. */
function givingWay(store: LocalStore, write: () => Promise<void>): LocalStore {
  const walks: WalkTables = {
    components: (walk) => store.read((now) => now.walks?.components(walk) ?? []),
    stretch: (walk, entries) =>
      store.read((now) => now.walks?.stretch?.(walk, Math.min(entries, 3))),
  };
  return {
    ...store,
    async read(work) {
      const tables = await store.read((all) => all);
      return await work({ ...tables, walks, giveWay: write });
    },
  };
}

Deno.test("a search during which others write lists each run once, and all that stayed as they were", async () => {
  const change = fc.record({
    at: fc.nat({ max: 19 }),
    lr: fc.integer({ min: 0, max: 9 }),
    kind: fc.constantFrom("update", "add", "delete"),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(change, { maxLength: 12 }),
      fc.constantFrom("CreationTime", "LastModifiedTime", "Parameters.lr", "DisplayName"),
      fc.constantFrom("Ascending" as const, "Descending" as const),
      (changes, SortBy, SortOrder) =>
        inFolder(async (folder) => {
          const store = openStore(folder);
          await store.write(async ({ entities }) => {
            for (let at = 0; at < 20; at++) await entities.put("component", component(at, at % 5));
          });
          const left = changes.entries();
          const touched = new Set<string>();
          const write = (): Promise<void> =>
            store.write(async ({ entities }) => {
              const { value: next } = left.next();
              if (!next) return;
              const [order, { at, lr, kind }] = next;
              const entity = component(kind === "add" ? 20 + order : at, lr);
              touched.add(entity.key);
              if (kind === "delete") await entities.remove("component", entity.key);
              else await entities.put("component", { ...entity, modified: 100 + order });
            });
          const request = { SortBy, SortOrder, MaxResults: 100 };
          const { Results } = await search(givingWay(store, write), request);
          const names = Results.map(({ TrialComponent }) => TrialComponent.TrialComponentName);
          assertEquals(names.length, new Set(names).size, "none is listed twice");
          for (let at = 0; at < 20; at++) {
            const { key } = component(at, 0);
            assert(names.includes(key) || touched.has(key), `${key} is listed`);
          }
          await store.close();
        }),
    ),
    { numRuns: 40 },
  );
});
