/**
 * Reads long series slice by slice, so that neither other work of the process nor other
 * transactions of the store wait for all of it.
 *
 * @module
 */
import type { SeriesPoints, SeriesQuery } from "../ports/metrics_client.ts";
import type { SeriesName } from "../ports/series_name.ts";
import { columnsFor } from "./store/points.ts";
import type { LocalStore } from "./store/store.ts";

/**
 * Points per transaction, and between two turns of the event loop. SQLite reads them in about 10 ms
 * of processor time.
 */
export const SLICE = 20_000;

/** Points of a series in order of arrival, from one up to another. */
export interface PointRange {
  /** First point. */
  readonly start: number;
  /** The point after the last one. */
  readonly end: number;
}

/** Returns points of one series as columns. */
export async function readSeries(
  store: LocalStore,
  query: SeriesQuery,
  signal?: AbortSignal,
): Promise<SeriesPoints> {
  signal?.throwIfAborted();
  if (query.limit <= SLICE) return await store.read(({ points }) => points.read(query));
  const start = Math.max(0, query.from);
  const end = Math.max(start, Math.min(start + query.limit, await countPoints(store, query)));
  // Of their final length: pieces that are joined later would take twice the memory.
  const columns = columnsFor(end - start);
  let read = 0;
  for await (const slice of slicesOf(store, query, { start, end }, signal, columns)) {
    read += slice.values.length;
  }
  return columnsFor(read, columns);
}

/** Returns the number of points of a series, finite or not. */
export async function countPoints(store: LocalStore, series: SeriesName): Promise<number> {
  return await store.read(({ points }) => points.count(series));
}

/**
 * Yields points of a series in slices of {@linkcode SLICE}, each from a transaction of its own. They
 * end early if the series is deleted meanwhile.
 *
 * @param into Columns for the whole range, whose parts the slices are; by default, each has its own
 */
export async function* slicesOf(
  store: LocalStore,
  { trialComponentName, metricName }: SeriesName,
  { start, end }: PointRange,
  signal?: AbortSignal,
  into?: SeriesPoints,
): AsyncGenerator<SeriesPoints> {
  for (let from = start; from < end; from += SLICE) {
    if (from > start) await nextTurn();
    signal?.throwIfAborted();
    const limit = Math.min(SLICE, end - from);
    const query = { trialComponentName, metricName, from, limit };
    const part = into && partOf(into, from - start);
    const slice = await store.read(({ points }) => points.read(query, part));
    yield slice;
    if (slice.values.length < limit) return;
  }
}

function partOf({ values, timestamps, steps }: SeriesPoints, start: number): SeriesPoints {
  return {
    values: values.subarray(start),
    timestamps: timestamps.subarray(start),
    steps: steps.subarray(start),
  };
}

/** Resolves in a later turn of the event loop, after timers and answers that are due. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
