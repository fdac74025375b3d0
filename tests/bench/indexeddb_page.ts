/// <reference lib="dom" />
// Bundled for the browser: fills a store of its own, and measures what reading it costs.
import { listRuns, type ListRunsOptions } from "../../mod.ts";
import { serviceSession } from "../../src/local.ts";
import { localMetrics } from "../../src/local/metrics.ts";
import { createLocalService } from "../../src/local/service.ts";
import { openIndexedDbStore } from "../../src/local/store/indexeddb.ts";
import { browserStorage } from "../../src/runtime.ts";
import { fillStore } from "../support/fill_store.ts";
import { median, range } from "../support/numbers.ts";
import { seriesOf, wholeSeries } from "../support/points.ts";

const STORE = "bench";
const experimentName = "bench";
const LONG_RUN = `${experimentName}-r0`;
const LONG_SERIES = "long";
const PAGE = 100;
const COLUMNS = 512;
const BATCH = 5_000;
const PARAMETERS = range(20).map((index) => `p${index}`);
const METRICS = range(5).map((index) => `m${index}`);

const FIRST_PAGES = {
  "first page by time": {},
  "first page by name": { sortBy: "runName" },
  "first page by time, within a parameter's bounds": {
    where: { "parameters.p3": { gte: 100, lt: 600 } },
  },
  "first page by parameter": { sortBy: "parameters.p3" },
  "first page by metric, under its bound": {
    sortBy: "metrics.m0.last",
    where: { "metrics.m0.last": { lt: 0.5 } },
  },
} as const satisfies Readonly<Record<string, Partial<ListRunsOptions>>>;

/** What is read. */
export type Read = keyof typeof FIRST_PAGES | "all runs" | "a series for a chart";

/** What the bench calls in the page. */
export interface BenchPage {
  /** Fills the store with runs, and one series with points. */
  fill(runs: number, points: number): Promise<void>;
  /** Reads some times by this library, and returns the median of the milliseconds that it took. */
  ours(read: Read, runs: number, times: number): Promise<number>;
  /** Reads as many records by the browser's own calls. */
  bare(read: Read, runs: number, times: number): Promise<number>;
}

const storage = browserStorage();
if (!storage) throw new Error("this page keeps no databases");
const store = await openIndexedDbStore({ name: STORE, storage });
const metrics = localMetrics(store, () => 1);
const session = await serviceSession(createLocalService({ store }));

const page: BenchPage = {
  async fill(runs, points) {
    await fillStore(store, { experimentName, runs, parameters: PARAMETERS, metrics: METRICS });
    for (let start = 0; start < points; start += BATCH) {
      const values = range(Math.min(BATCH, points - start)).map((at) => Math.sin(start + at));
      await metrics.put(seriesOf(LONG_RUN, LONG_SERIES, values));
    }
  },
  ours: (read, runs, times) =>
    timesOf(times, async () => {
      if (read === "a series for a chart") await readChart();
      else if (read === "all runs") await list(runs, {});
      else await list(PAGE, FIRST_PAGES[read]);
    }),
  bare: (read, runs, times) =>
    timesOf(times, async () => {
      if (read === "a series for a chart") await readChunks();
      else await readBare(read === "all runs" ? runs : PAGE);
    }),
};

async function list(runs: number, options: Partial<ListRunsOptions>): Promise<void> {
  const listing = listRuns({ experimentName, maxResults: runs, session, ...options });
  const found = await Array.fromAsync(listing);
  if (found.length !== runs) throw new Error(`${found.length} runs`);
}

async function readChart(): Promise<void> {
  const query = wholeSeries(LONG_RUN, LONG_SERIES);
  const { count } = await metrics.readThinned({ ...query, axis: "step", columns: COLUMNS });
  if (count === 0) throw new Error("no points");
}

/** Reads as many components with their series by the browser's own calls. */
async function readBare(runs: number): Promise<void> {
  await bare((transaction) => {
    const components = IDBKeyRange.bound(["component"], ["component", []]);
    return Promise.all([
      answerOf(transaction.objectStore("series").getAll(undefined, runs * METRICS.length)),
      answerOf(transaction.objectStore("entities").index("by_time").getAll(components, runs)),
    ]);
  });
}

/** Reads the points of the long series: the only one with more than one chunk. */
async function readChunks(): Promise<void> {
  await bare((transaction) => {
    const series = transaction.objectStore("series").index("by_name").get([LONG_RUN, LONG_SERIES]);
    return new Promise((resolve, reject) => {
      series.onerror = () => reject(series.error);
      series.onsuccess = () => {
        const { id } = series.result;
        const chunks = IDBKeyRange.bound([id], [id, []]);
        resolve(answerOf(transaction.objectStore("points").getAll(chunks)));
      };
    });
  });
}

/** Reads in one transaction, without this library. */
async function bare(read: (transaction: IDBTransaction) => Promise<unknown>): Promise<void> {
  const connection = await answerOf(indexedDB.open(STORE));
  await read(connection.transaction(["entities", "series", "points"]));
  connection.close();
}

function answerOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function timesOf(times: number, work: () => Promise<void>): Promise<number> {
  const took: number[] = [];
  for (let time = 0; time < times; time++) {
    const started = performance.now();
    await work();
    took.push(performance.now() - started);
  }
  return median(took);
}

Object.assign(globalThis, { benchPage: page });
