/**
 * Metric points in SQLite.
 *
 * @module
 */
import { rowsBySeries } from "../batch_rows.ts";
import type { MetricBatch, PointRefusal } from "../../../ports/metrics_client.ts";
import { type BatchAnswer, refusalsOf, toAnswer } from "../batch_answer.ts";
import { type PointTables, type SeriesSummary, TOKEN_AGE, toSeconds } from "../points.ts";
import { EMPTY_SUMMARY, RunningSummary } from "../running_summary.ts";
import { aggregatePoints } from "./aggregates.ts";
import type { Database } from "./database.ts";
import type { Row } from "./row.ts";
import { PointWriter } from "./point_writer.ts";
import { checkedSeries, numberOr, readPoints } from "./read_points.ts";
import { checkOf } from "./row_check.ts";

/** Metric points, whose writes answer synchronously. */
export interface DatabasePoints extends PointTables {
  put(batch: MetricBatch, now: number): readonly PointRefusal[];
}

/** Returns the table of metric points, in a database. */
export function pointTables(database: Database): DatabasePoints {
  return {
    put(batch, now) {
      const { token } = batch;
      const known = database.get("SELECT answer FROM batches WHERE token = ?", token);
      // Written below, from an answer.
      if (known) return refusalsOf(JSON.parse(String(known["answer"])) as BatchAnswer);
      const refusals = insert(database, batch);
      database.run("DELETE FROM batches WHERE created < ?", now - TOKEN_AGE);
      const answer = JSON.stringify(toAnswer(refusals));
      database.run("INSERT INTO batches VALUES (?, ?, ?)", token, answer, now);
      return refusals;
    },
    read: (query) => readPoints(database, query),
    aggregate: (query) => aggregatePoints(database, query),
    summaries: (component) =>
      database.all("SELECT * FROM series WHERE component = ? AND count > 0 ORDER BY id", component)
        .map((row) => toSummary(checkedSeries(database, row))),
    remove(component) {
      database.run(
        "DELETE FROM points WHERE series IN (SELECT id FROM series WHERE component = ?)",
        component,
      );
      database.run("DELETE FROM series WHERE component = ?", component);
    },
  };
}

function insert(database: Database, batch: MetricBatch): readonly PointRefusal[] {
  const { trialComponentName, names, values, timestamps, steps } = batch;
  const refusals: PointRefusal[] = [];
  const writer = new PointWriter(database);
  // Series by series, because the table is stored in that order.
  for (const [index, rows] of rowsBySeries(batch, refusals)) {
    const series = new Series(database, writer, trialComponentName, names[index] ?? "");
    for (const row of rows) {
      series.add(values[row] ?? NaN, toSeconds(timestamps[row] ?? NaN), steps[row] ?? NaN);
    }
    series.save();
  }
  writer.flush();
  return refusals;
}

/** A series while points are added to it. */
class Series {
  readonly #database: Database;
  readonly #writer: PointWriter;
  readonly #id: number;
  readonly #component: string;
  readonly #name: string;
  readonly #summary: RunningSummary;

  constructor(database: Database, writer: PointWriter, component: string, name: string) {
    this.#database = database;
    this.#writer = writer;
    const row = database.get(
      `INSERT INTO series (component, name) VALUES (?, ?)
       ON CONFLICT (component, name) DO UPDATE SET count = count RETURNING *`,
      component,
      name,
    ) ?? {};
    this.#id = Number(row["id"]);
    this.#component = component;
    this.#name = name;
    // Damage must not become part of the next write.
    if (Number(row["count"]) > 0) checkedSeries(database, row);
    this.#summary = new RunningSummary({
      count: Number(row["count"]),
      min: numberOr(row["min"], EMPTY_SUMMARY.min),
      max: numberOr(row["max"], EMPTY_SUMMARY.max),
      last: numberOr(row["last"], EMPTY_SUMMARY.last),
      lastStep: numberOr(row["last_step"], EMPTY_SUMMARY.lastStep),
      lastTime: numberOr(row["last_time"], EMPTY_SUMMARY.lastTime),
      mean: Number(row["mean"]),
      squares: Number(row["squares"]),
    });
  }

  add(value: number, time: number, step: number): void {
    this.#writer.add(this.#id, this.#summary.count, step, value, time);
    this.#summary.add(value, time, step);
  }

  save(): void {
    const { count, min, max, last, lastStep, lastTime, mean, squares } = this.#summary.state();
    const numbers = [count, min, max, last, lastStep, lastTime, mean, squares].map(toColumn);
    this.#database.run(
      `UPDATE series SET count = ?, min = ?, max = ?, last = ?, last_step = ?, last_time = ?,
         mean = ?, squares = ?, sum = ? WHERE id = ?`,
      ...numbers,
      checkOf(this.#id, this.#component, this.#name, ...numbers),
      this.#id,
    );
  }
}

/** Converts a number for SQLite, which stores NaN as null. NaN means no step. */
function toColumn(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

function toSummary(row: Row): SeriesSummary {
  const count = Number(row["count"]);
  return {
    name: String(row["name"]),
    count,
    min: Number(row["min"]),
    max: Number(row["max"]),
    avg: Number(row["mean"]),
    stddev: Math.sqrt(Number(row["squares"]) / count),
    last: numberOr(row["last"], NaN),
    time: Number(row["last_time"]),
  };
}
