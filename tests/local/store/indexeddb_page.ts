/// <reference lib="dom" />
// Bundled for the browser: records with no session given, and tells what the page's store holds.
import type { ListExperimentsResponse } from "@aws-sdk/client-sagemaker";
import { getMetricHistory, getRun, listExperiments, startRun } from "../../../mod.ts";
import { localSession } from "../../../src/local.ts";
import { openIndexedDbStore } from "../../../src/local/store/indexeddb.ts";
import { browserStorage } from "../../../src/runtime.ts";
import { collect, type Outcome } from "../../runtimes/collected.ts";
import { storeValuesSuite } from "../../suites/store_values.ts";

/** What the test calls in the page. */
export interface StorePage {
  /** Records points 0, 1, 2, …, and tells how many are kept, each time that some are. */
  record(runName: string, points: number): Promise<void>;
  /** The points that are kept of a run, and how many its record counts. */
  read(runName: string): Promise<{ readonly values: number[]; readonly counted: number }>;
  /** Holds every column to any text and any number. */
  keepValues(): Promise<Outcome>;
  /** Lists the experiments of a store in which the record of one is damaged. */
  listDamaged(): Promise<{ readonly listed: string[]; readonly notices: string[] }>;
}

const experimentName = "indexeddb";
const POINTS_A_FLUSH = 7;

// The test exposes it to the page.
const { acknowledge } = globalThis as unknown as { acknowledge(points: number): Promise<void> };

/** Cuts the JSON of an entity short. */
async function damageBody(name: string, key: string[]): Promise<void> {
  const done = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const database = await done(indexedDB.open(name));
  const entities = database.transaction("entities", "readwrite").objectStore("entities");
  const row = await done(entities.get(key));
  await done(entities.put({ ...row, body: row.body.slice(1) }));
  database.close();
}

const page: StorePage = {
  async record(runName, points) {
    const run = await startRun({ experimentName, runName });
    for (let logged = 0; logged < points;) {
      const end = Math.min(points, logged + POINTS_A_FLUSH);
      for (; logged < end; logged++) {
        run.logMetric("x", logged, { step: logged });
      }
      await run.flush();
      await acknowledge(logged);
    }
    await run.close();
  },
  async read(runName) {
    const record = await getRun({ experimentName, runName });
    const { values } = await getMetricHistory(record, "x");
    return { values: [...values], counted: record.metrics["x"]?.count ?? 0 };
  },
  async keepValues() {
    const storage = browserStorage();
    if (!storage) throw new Error("this page keeps no databases");
    const { test, run } = collect();
    storeValuesSuite(test, (name) => openIndexedDbStore({ name, storage }));
    return await run();
  },
  async listDamaged() {
    const notices: string[] = [];
    const logger = { ...console, warn: (notice: string) => void notices.push(notice) };
    await using session = await localSession({ path: "damaged", logger });
    for (const ExperimentName of ["a", "b", "c"]) {
      await session.sagemaker.call("CreateExperiment", { ExperimentName });
    }
    await damageBody("damaged", ["experiment", "b"]);
    const listed: string[] = [];
    // At once, then page by page.
    for await (const { experimentName } of listExperiments({ session })) {
      listed.push(experimentName);
    }
    let next: { readonly NextToken?: string | undefined } | undefined = {};
    while (next) {
      const page: ListExperimentsResponse = await session.sagemaker.call("ListExperiments", {
        MaxResults: 1,
        ...next,
      });
      for (const { ExperimentName } of page.ExperimentSummaries ?? []) {
        listed.push(ExperimentName ?? "");
      }
      next = page.NextToken === undefined ? undefined : { NextToken: page.NextToken };
    }
    return { listed, notices };
  },
};

Object.assign(globalThis, { storePage: page });
