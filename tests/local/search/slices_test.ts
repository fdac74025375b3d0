import crypto from "node:crypto";
import fs from "node:fs";
import sqlite from "node:sqlite";
import type { SearchExpression, SearchRequest } from "@aws-sdk/client-sagemaker";
import { assert, assertEquals, assertGreater, assertLess } from "@std/assert";
import { createLocalService } from "../../../src/local.ts";
import { openSqliteStore } from "../../../src/local/store.ts";
import type { Entity } from "../../../src/local/store/entities.ts";
import type { LocalStore } from "../../../src/local/store/store.ts";
import type { WalkTables } from "../../../src/local/store/walk.ts";
import fc from "../../support/fast_check.ts";
import { type CountingSqlite, countingSqlite } from "../../support/counting_sqlite.ts";
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

/** Makes a slice last as long as reads may without a turn of the event loop, on however fast a machine. */
function clockOfRows({ transactions }: CountingSqlite): Disposable {
  const { now } = performance;
  performance.now = () => {
    const rows = transactions.reduce((sum, { read }) => sum + read, 0);
    return now.call(performance) + 10 * Math.floor(rows / SLICE);
  };
  return { [Symbol.dispose]: () => void (performance.now = now) };
}

Deno.test("a search that finds little reads few rows at a time, lets the loop turn, and keeps no writer of its process waiting", () =>
  inFolder(async (folder) => {
    using counting = countingSqlite(sqlite);
    const store = openSqliteStore({ folder, sqlite: counting.sqlite, fs, crypto });
    await fill(store, 4_000);
    using _clock = clockOfRows(counting);
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

/** The store as one that gives way between any two steps of a read, where others write. */
function givingWay(store: LocalStore, write: () => Promise<void>): LocalStore {
  const none = { components: [], scanned: 0, next: undefined };
  const walks: WalkTables = {
    components: (walk) =>
      store.read((now) =>
        now.walks?.components({ ...walk, limit: Math.min(walk.limit, 3) }) ?? none
      ),
    few: () => undefined,
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
