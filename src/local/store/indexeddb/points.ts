/**
 * Metric points in IndexedDB: so many of a series to a row, as typed arrays.
 *
 * @module
 */
import { rowsBySeries } from "../batch_rows.ts";
import {
  type PointBatch,
  type PointColumns,
  type PointError,
  type PointQuery,
  type PointTables,
  type PutPointsResult,
  type SeriesSummary,
  TOKEN_AGE,
} from "../points.ts";
import { EMPTY_SUMMARY, RunningSummary, type SummaryState } from "../running_summary.ts";
import { aggregateColumns } from "./aggregates.ts";
import type { Transaction } from "./transaction.ts";

/** A row of `series`; its id is the database's to give. */
interface SeriesRow extends SummaryState {
  readonly id: number;
  readonly component: string;
  readonly name: string;
}

/** Points as columns of equal length. */
interface Columns {
  readonly values: Float64Array;
  readonly timestamps: Float64Array;
  readonly steps: Float64Array;
}

/** A row of `points`. All chunks of a series but the last are full. */
interface Chunk extends Columns {
  readonly series: number;
  readonly chunk: number;
}

interface BatchRow {
  readonly token: string;
  readonly answer: PutPointsResult;
  readonly created: number;
}

/**
 * Points in a chunk. A point alone rewrites the last chunk, 6 kB at most; a million points are some
 * 4,000 rows.
 */
const CHUNK_SIZE = 256;

/** Metric points in a transaction. */
export function pointTables(transaction: Transaction): PointTables {
  return {
    async put(batch, now) {
      const { token } = batch;
      const known = token === undefined
        ? undefined
        : await transaction.get<BatchRow>("batches", token);
      if (known) return known.answer;
      const answer = await insert(transaction, batch);
      if (token !== undefined) {
        await forgetBatches(transaction, now - TOKEN_AGE);
        const row: BatchRow = { token, answer, created: now };
        await transaction.put("batches", row);
      }
      return answer;
    },
    read: (query) => readPoints(transaction, query),
    aggregate: async (query) => aggregateColumns(await readPoints(transaction, query), query),
    async summaries(component) {
      const rows = await seriesOf(transaction, component);
      return rows.filter(({ count }) => count > 0).map(toSummary);
    },
    async remove(component) {
      for (const { id } of await seriesOf(transaction, component)) {
        await transaction.remove("points", transaction.startingWith([id]));
        await transaction.remove("series", id);
      }
    },
  };
}

async function forgetBatches(transaction: Transaction, before: number): Promise<void> {
  const old = transaction.span(-Infinity, before);
  for (const token of await transaction.keys<string>(["batches", "by_time"], old)) {
    await transaction.remove("batches", token);
  }
}

async function insert(transaction: Transaction, batch: PointBatch): Promise<PutPointsResult> {
  const errors: PointError[] = [];
  const rowsByName = new Map<string, readonly number[]>();
  for (const [index, rows] of rowsBySeries(batch, errors)) {
    const name = batch.names[index] ?? "";
    rowsByName.set(name, [...rowsByName.get(name) ?? [], ...rows]);
  }
  await Promise.all(
    [...rowsByName].map(([name, rows]) => addPoints(transaction, batch, name, rows)),
  );
  return { errors };
}

/** Adds points to one series. */
async function addPoints(
  transaction: Transaction,
  batch: PointBatch,
  name: string,
  rows: readonly number[],
): Promise<void> {
  const { componentName: component } = batch;
  const found = await transaction.get<SeriesRow>(["series", "by_name"], [component, name]);
  // The key of a series is a number that the database counts up.
  const id = found?.id ??
    await transaction.put("series", { component, name, ...EMPTY_SUMMARY }) as number;
  const columns = pick(batch, rows);
  const summary = new RunningSummary(found);
  const start = summary.count;
  for (const [index, value] of columns.values.entries()) {
    summary.add(value, columns.timestamps[index] ?? NaN, columns.steps[index] ?? NaN);
  }
  await Promise.all([
    append(transaction, id, start, columns),
    transaction.put("series", { id, component, name, ...summary.state() }),
  ]);
}

async function append(
  transaction: Transaction,
  series: number,
  start: number,
  columns: Columns,
): Promise<void> {
  const { length } = columns.values;
  const writes: Promise<unknown>[] = [];
  for (let done = 0; done < length;) {
    const [chunk, offset] = placeOf(start + done);
    const end = Math.min(length, done + CHUNK_SIZE - offset);
    const before = offset === 0
      ? undefined
      : await transaction.get<Chunk>("points", [series, chunk]);
    const join = (column: keyof Columns): Float64Array =>
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

async function readPoints(transaction: Transaction, query: PointQuery): Promise<PointColumns> {
  const { componentName, metricName } = query;
  const series = await transaction.get<SeriesRow>(
    ["series", "by_name"],
    [componentName, metricName],
  );
  const start = Math.max(0, query.from ?? 0);
  const left = Math.max(0, (series?.count ?? 0) - start);
  const length = Math.min(left, query.limit ?? left);
  const columns = {
    sequence: Float64Array.from({ length }, (_, index) => start + index),
    values: new Float64Array(length),
    timestamps: new Float64Array(length),
    steps: new Float64Array(length),
  };
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

/** Series of a component, in the order in which they began. */
async function seriesOf(
  transaction: Transaction,
  component: string,
): Promise<readonly SeriesRow[]> {
  return await transaction.all<SeriesRow>(
    ["series", "by_component"],
    transaction.span(component, component),
  );
}

/** The chunk of a point, and its row in there. */
function placeOf(sequence: number): readonly [chunk: number, offset: number] {
  return [Math.floor(sequence / CHUNK_SIZE), sequence % CHUNK_SIZE];
}

function pick({ values, timestamps, steps }: PointBatch, rows: readonly number[]): Columns {
  const of = (column: Float64Array): Float64Array =>
    Float64Array.from(rows, (row) => column[row] ?? NaN);
  return { values: of(values), timestamps: of(timestamps), steps: of(steps) };
}

function concat(first: Float64Array | undefined, second: Float64Array): Float64Array {
  if (!first) return second;
  const both = new Float64Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

function toSummary(row: SeriesRow): SeriesSummary {
  const { name, count, min, max, mean, squares, last, lastTime } = row;
  const deviation = Math.sqrt(squares / count);
  return { name, count, min, max, avg: mean, stddev: deviation, last, time: lastTime };
}
