/**
 * Metric points in SQLite.
 *
 * @module
 */
import { rowsBySeries } from "../batch_rows.ts";
import type { MetricBatch, PointRefusal } from "../../../ports/metrics_client.ts";
import { type BatchAnswer, refusalsOf, toAnswer } from "../batch_answer.ts";
import {
  FORGOTTEN_TOKENS,
  type PointTables,
  type SeriesSummary,
  TOKEN_AGE,
  toSeconds,
} from "../points.ts";
import { EMPTY_SUMMARY, RunningSummary, type SummaryState, toSummary } from "../running_summary.ts";
import type { Database } from "./database.ts";
import { COLUMNS, type Row } from "./row.ts";
import { PointWriter } from "./point_writer.ts";
import { checkedSeries, countPoints, numberOr, readPoints, wordsOfSeries } from "./read_points.ts";
import { removeSeries } from "./removal.ts";
import { checkOfSeries, wholeSeriesRow } from "./row_check.ts";

/** Metric points, whose writes answer synchronously. */
export interface DatabasePoints extends PointTables {
  put(batch: MetricBatch, now: number): readonly PointRefusal[];
}

/**
 * Returns the table of metric points, in a database.
 *
 * @param onRemove Called when a component's points were removed, of which some may be left
 */
export function pointTables(database: Database, onRemove: () => void = () => {}): DatabasePoints {
  return {
    put(batch, now) {
      const { token } = batch;
      const known = database.get("SELECT answer FROM batches WHERE token = ?", token);
      if (known) return answerIn(database, token, known["answer"]);
      const refusals = insert(database, batch);
      database.run(
        `DELETE FROM batches WHERE token IN
           (SELECT token FROM batches WHERE created < ? ORDER BY created LIMIT ${FORGOTTEN_TOKENS})`,
        now - TOKEN_AGE,
      );
      const answer = JSON.stringify(toAnswer(refusals));
      database.run("INSERT INTO batches VALUES (?, ?, ?)", token, answer, now);
      return refusals;
    },
    count: (series) => countPoints(database, series),
    read: (query, into) => readPoints(database, query, into),
    summaries: (component) =>
      seriesWhere(database, component, "series.count <> 0 OR series.sum IS NOT NULL")
        .map(summaryOf),
    nonFinite: (component) =>
      new Map(
        seriesWhere(database, component, "series.non_finite <> 0")
          .map((row) => [String(row["name"]), Number(row["non_finite"])]),
      ),
    remove(component) {
      removeSeries(database, component);
      onRemove();
    },
  };
}

/** Returns the rows of a component's series that meet a condition; damaged ones are reported. */
function seriesWhere(database: Database, component: string, condition: string): readonly Row[] {
  return database.all(
    `SELECT ${COLUMNS.series} FROM series
     WHERE series.component = ? AND (${condition}) ORDER BY series.id`,
    component,
  ).flatMap((row) => {
    const whole = wholeSeriesRow(row);
    if (!whole) database.damage.leaveOut(wordsOfSeries(row));
    return whole ? [whole] : [];
  });
}

/** Returns the rejected points of a stored answer. Without a readable one, none are known. */
function answerIn(database: Database, token: string, answer: unknown): readonly PointRefusal[] {
  try {
    // Written above, from an answer.
    return refusalsOf(JSON.parse(String(answer)) as BatchAnswer);
  } catch {
    database.damage.leaveOut(`the answer to batch ${token}`);
    return [];
  }
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
  readonly #isNew: boolean;
  readonly #id: number;
  readonly #component: string;
  readonly #name: string;
  readonly #summary: RunningSummary;

  constructor(database: Database, writer: PointWriter, component: string, name: string) {
    this.#database = database;
    this.#writer = writer;
    const row = database.get(
      `SELECT ${COLUMNS.series} FROM series WHERE component = ? AND name = ?`,
      component,
      name,
    );
    this.#isNew = row === undefined;
    this.#id = row ? Number(row["id"]) : nextId(database);
    this.#component = component;
    this.#name = name;
    this.#summary = new RunningSummary(row ? summaryIn(database, row) : EMPTY_SUMMARY);
  }

  add(value: number, time: number, step: number): void {
    this.#writer.add(this.#id, this.#summary.count, step, value, time);
    this.#summary.add(value, time, step);
  }

  save(): void {
    const state = this.#summary.state();
    const { count, min, max, last, lastStep, lastTime, mean, squares, nonFinite } = state;
    const row = {
      count,
      min: orNull(min),
      max: orNull(max),
      last: orNull(last),
      last_step: lastStep,
      last_time: orNull(lastTime),
      mean: toColumn(mean),
      squares: toColumn(squares),
      non_finite: nonFinite,
    };
    const key = { id: this.#id, component: this.#component, name: this.#name };
    const sum = checkOfSeries({ ...row, ...key });
    // A new row is written once, with its values: searches walk along indexes of them.
    if (this.#isNew) {
      this.#database.run(
        `INSERT INTO series (count, min, max, last, last_step, last_time, mean, squares,
           non_finite, sum, id, component, name) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        ...Object.values(row),
        sum,
        ...Object.values(key),
      );
    } else {
      this.#database.run(
        `UPDATE series SET count = ?, min = ?, max = ?, last = ?, last_step = ?, last_time = ?,
           mean = ?, squares = ?, non_finite = ?, sum = ? WHERE id = ?`,
        ...Object.values(row),
        sum,
        this.#id,
      );
    }
  }
}

/** Returns the ID of the next series, as SQLite itself would choose it. */
function nextId(database: Database): number {
  return Number(database.get("SELECT coalesce(max(id), 0) + 1.0 AS id FROM series")?.["id"]);
}

/** Returns the summary in a series' row. Damage must not become part of the next write. */
function summaryIn(database: Database, row: Row): SummaryState {
  const isEmpty = row["count"] === 0 && row["sum"] === null;
  return stateOf(isEmpty ? row : checkedSeries(database, row));
}

/** Converts a number for SQLite, which stores NaN as null. */
function toColumn(value: number | null | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}

/** Returns null for a number that stands for no points, so that no search finds it. */
function orNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function stateOf(row: Row): SummaryState {
  return {
    count: Number(row["count"]),
    nonFinite: numberOr(row["non_finite"], 0),
    min: numberOr(row["min"], EMPTY_SUMMARY.min),
    max: numberOr(row["max"], EMPTY_SUMMARY.max),
    last: numberOr(row["last"], EMPTY_SUMMARY.last),
    lastStep: numberOr(row["last_step"], EMPTY_SUMMARY.lastStep),
    lastTime: numberOr(row["last_time"], EMPTY_SUMMARY.lastTime),
    mean: Number(row["mean"]),
    squares: Number(row["squares"]),
  };
}

function summaryOf(row: Row): SeriesSummary {
  return toSummary(String(row["name"]), stateOf(row));
}
