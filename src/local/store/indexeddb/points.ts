/**
 * Metric points in IndexedDB, as typed arrays with a fixed number of points per row.
 *
 * @module
 */
import { rowsBySeries } from "../batch_rows.ts";
import type {
  MetricBatch,
  PointRefusal,
  SeriesPoints,
  SeriesQuery,
} from "../../../ports/metrics_client.ts";
import type { SeriesName } from "../../../ports/series_name.ts";
import { type BatchAnswer, refusalsOf, toAnswer } from "../batch_answer.ts";
import {
  columnsFor,
  FORGOTTEN_TOKENS,
  type PointTables,
  TOKEN_AGE,
  toMilliseconds,
  toSeconds,
} from "../points.ts";
import { EMPTY_SUMMARY, RunningSummary, type SummaryState, toSummary } from "../running_summary.ts";
import { removeSeries } from "./removal.ts";
import type { SeriesRow } from "./series_row.ts";
import { type ComponentIndex, RowsTogether } from "./together.ts";
import type { Transaction } from "./transaction.ts";

/** Stored points, as columns of equal length. */
interface SeriesColumns {
  readonly values: Float64Array;
  /** Seconds since 1970. */
  readonly timestamps: Float64Array;
  /** Steps; NaN for a point without one. */
  readonly steps: Float64Array;
}

/** A row of `points`. Every chunk of a series is full, except the last. */
interface Chunk extends SeriesColumns {
  readonly series: number;
  readonly chunk: number;
}

interface BatchRow {
  readonly token: string;
  readonly answer: BatchAnswer;
  readonly created: number;
}

/**
 * Points per chunk. Adding a single point rewrites the last chunk, at most 6 kB. A million points
 * take some 4,000 rows.
 */
const CHUNK_SIZE = 256;

/**
 * Returns the table of metric points, in a transaction.
 *
 * @param onRemove Called when a component's points were removed, of which some may be left
 */
export function pointTables(transaction: Transaction, onRemove: () => void): PointTables {
  const series = new RowsTogether(seriesIn(transaction));
  const nonFinite = new RowsTogether(nonFiniteIn(transaction));
  return {
    async put(batch, now) {
      const { token } = batch;
      const known = await transaction.get<BatchRow>("batches", token);
      if (known) return refusalsOf(known.answer);
      const refusals = await insert(transaction, batch);
      await forgetBatches(transaction, now - TOKEN_AGE);
      const row: BatchRow = { token, answer: toAnswer(refusals), created: now };
      await transaction.put("batches", row);
      return refusals;
    },
    count: async (series) => (await findSeries(transaction, series))?.count ?? 0,
    async read(query, into) {
      const columns = await readColumns(transaction, query, into);
      const { timestamps } = columns;
      for (let at = 0; at < timestamps.length; at++) {
        timestamps[at] = toMilliseconds(timestamps[at] ?? NaN);
      }
      return columns;
    },
    async summaries(component) {
      const rows = await series.of(component);
      return rows.filter(({ count }) => count > 0).map((row) => toSummary(row.name, row));
    },
    async nonFinite(component) {
      const rows = await nonFinite.of(component);
      const counts = rows.map(({ name, nonFinite = 0 }) => [name, nonFinite] as const);
      return new Map(counts.filter(([, count]) => count > 0));
    },
    async remove(component) {
      await removeSeries(transaction, await series.of(component));
      onRemove();
    },
  };
}

async function forgetBatches(transaction: Transaction, before: number): Promise<void> {
  const old = transaction.span(-Infinity, before);
  const tokens = await transaction.keys<string>(["batches", "by_time"], old, FORGOTTEN_TOKENS);
  for (const token of tokens) {
    await transaction.remove("batches", token);
  }
}

async function insert(
  transaction: Transaction,
  batch: MetricBatch,
): Promise<readonly PointRefusal[]> {
  const refusals: PointRefusal[] = [];
  const rowsByName = new Map<string, readonly number[]>();
  for (const [index, rows] of rowsBySeries(batch, refusals)) {
    const name = batch.names[index] ?? "";
    rowsByName.set(name, [...rowsByName.get(name) ?? [], ...rows]);
  }
  await Promise.all(
    [...rowsByName].map(([name, rows]) => addPoints(transaction, batch, name, rows)),
  );
  return refusals;
}

/** Adds points to one series. */
async function addPoints(
  transaction: Transaction,
  batch: MetricBatch,
  name: string,
  rows: readonly number[],
): Promise<void> {
  const { trialComponentName: component } = batch;
  const found = await transaction.get<SeriesRow>(["series", "by_name"], [component, name]);
  // The key of a series is a number that the database increments.
  const id = found?.id ??
    await transaction.put("series", { component, name, ...toStored(EMPTY_SUMMARY) }) as number;
  const columns = pick(batch, rows);
  const summary = new RunningSummary(found);
  const start = summary.count;
  for (const [index, value] of columns.values.entries()) {
    summary.add(value, columns.timestamps[index] ?? NaN, columns.steps[index] ?? NaN);
  }
  await Promise.all([
    append(transaction, id, start, columns),
    transaction.put("series", { id, component, name, ...toStored(summary.state()) }),
  ]);
}

async function append(
  transaction: Transaction,
  series: number,
  start: number,
  columns: SeriesColumns,
): Promise<void> {
  const { length } = columns.values;
  const writes: Promise<unknown>[] = [];
  for (let done = 0; done < length;) {
    const [chunk, offset] = placeOf(start + done);
    const end = Math.min(length, done + CHUNK_SIZE - offset);
    const before = offset === 0
      ? undefined
      : await transaction.get<Chunk>("points", [series, chunk]);
    const join = (column: keyof SeriesColumns): Float64Array =>
      concat(before?.[column], columns[column].slice(done, end));
    const row: Chunk = {
      series,
      chunk,
      values: join("values"),
      timestamps: join("timestamps"),
      steps: join("steps"),
    };
    writes.push(transaction.put("points", row));
    done = end;
  }
  await Promise.all(writes);
}

async function readColumns(
  transaction: Transaction,
  query: SeriesQuery,
  into?: SeriesPoints,
): Promise<SeriesColumns> {
  const series = await findSeries(transaction, query);
  const start = Math.max(0, query.from);
  const left = Math.max(0, (series?.count ?? 0) - start);
  const length = Math.min(left, query.limit);
  const columns = columnsFor(length, into);
  if (!series || length === 0) return columns;
  const [first, offset] = placeOf(start);
  const [last] = placeOf(start + length - 1);
  const range = transaction.span([series.id, first], [series.id, last]);
  let read = -offset;
  for (const chunk of await transaction.all<Chunk>("points", range)) {
    const from = Math.max(0, -read);
    const to = Math.min(chunk.values.length, length - read);
    columns.values.set(chunk.values.subarray(from, to), read + from);
    columns.timestamps.set(chunk.timestamps.subarray(from, to), read + from);
    columns.steps.set(chunk.steps.subarray(from, to), read + from);
    read += chunk.values.length;
  }
  return columns;
}

function findSeries(
  transaction: Transaction,
  { trialComponentName, metricName }: SeriesName,
): Promise<SeriesRow | undefined> {
  return transaction.get<SeriesRow>(["series", "by_name"], [trialComponentName, metricName]);
}

/** Returns the index of series by component; those of a component are in the order they began. */
function seriesIn(transaction: Transaction): ComponentIndex<SeriesRow> {
  return {
    range: (first, last) => transaction.span(first, last),
    read: (range, limit) => transaction.all<SeriesRow>(["series", "by_component"], range, limit),
    componentOf: ({ component }) => component,
  };
}

/**
 * Returns the index of series with points that are not finite. Rows of earlier versions may have the
 * number 0.
 */
function nonFiniteIn(transaction: Transaction): ComponentIndex<SeriesRow> {
  return {
    range: (first, last) => transaction.between([first], [last]),
    read: (range, limit) => transaction.all<SeriesRow>(["series", "by_non_finite"], range, limit),
    componentOf: ({ component }) => component,
  };
}

/** Returns a summary as it is stored: without a number that its index would have for nothing. */
function toStored({ nonFinite, ...state }: SummaryState): SummaryState {
  return nonFinite ? { ...state, nonFinite } : state;
}

/** Returns the chunk of a point, and its row in the chunk. */
function placeOf(sequence: number): readonly [chunk: number, offset: number] {
  return [Math.floor(sequence / CHUNK_SIZE), sequence % CHUNK_SIZE];
}

function pick({ values, timestamps, steps }: MetricBatch, rows: readonly number[]): SeriesColumns {
  const of = (column: Float64Array): Float64Array =>
    Float64Array.from(rows, (row) => column[row] ?? NaN);
  return { values: of(values), timestamps: of(timestamps).map(toSeconds), steps: of(steps) };
}

function concat(first: Float64Array | undefined, second: Float64Array): Float64Array {
  if (!first) return second;
  const both = new Float64Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
