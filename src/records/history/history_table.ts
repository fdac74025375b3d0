/**
 * Converts histories of metrics to one long table. Pure.
 *
 * @module
 */
import type { MetricHistory } from "./metric_history.ts";
import { checkArgument } from "../../options.ts";
import { listOf, mapOf, NUMBERS, oneOf, optional, recordOf, TEXT } from "../../kinds.ts";

/** Points of metrics, or their statistics, as columns of equal length. */
export interface HistoryTable {
  /** Name of the run, as passed to {@linkcode toHistoryTable}. */
  readonly run: readonly string[];
  /** Name of the metric. */
  readonly metric: readonly string[];
  /** Statistic of a step or period; null for a logged point. */
  readonly statistic: readonly (string | null)[];
  /** Step; null for a value without one. */
  readonly step: readonly (number | null)[];
  /** Time of a point, or start of a period; null for a step. */
  readonly timestamp: readonly (Date | null)[];
  /** Value of the point or statistic. */
  readonly value: readonly number[];
  /** Any column by its name, as in every table. */
  readonly [column: string]: readonly (string | number | Date | null)[];
}

const HISTORIES = mapOf(listOf(
  recordOf("be a metric's history", {
    kind: oneOf("point", "step", "period"),
    metricName: TEXT,
    values: NUMBERS,
    steps: optional(NUMBERS),
    timestamps: optional(NUMBERS),
  }),
));

/**
 * Converts histories to one long table with one row per point. `toCsv`, `toJsonLines`, `toParquet`
 * and `logTable` write such tables. Observable Plot, Arquero and DuckDB read them.
 *
 * @param histories Histories of each run, by a name for the run
 * @returns The columns, with rows in the order of the histories
 *
 * @example
 * ```ts
 * import { getMetricHistory, toHistoryTable, toParquet, withRun } from "@runlog/sagemaker";
 *
 * const run = { experimentName: "demo", runName: "table" };
 * await withRun(run, (run) => run.logMetric("loss", 0.5, { step: 0 }));
 * const table = toHistoryTable({ table: [await getMetricHistory(run, "loss")] });
 * console.log(table.value, (await toParquet(table)).length);
 * ```
 */
export function toHistoryTable(
  histories: Readonly<Record<string, readonly MetricHistory[]>>,
): HistoryTable {
  checkArgument("Cannot write histories", "histories", histories, HISTORIES);
  const run: string[] = [];
  const metric: string[] = [];
  const statistic: (string | null)[] = [];
  const step: (number | null)[] = [];
  const timestamp: (Date | null)[] = [];
  const value: number[] = [];
  for (const [name, ofRun] of Object.entries(histories)) {
    for (const history of ofRun) {
      const steps = history.kind === "period" ? undefined : history.steps;
      const timestamps = history.kind === "step" ? undefined : history.timestamps;
      for (const [row, each] of history.values.entries()) {
        run.push(name);
        metric.push(history.metricName);
        statistic.push(history.kind === "point" ? null : history.statistic);
        step.push(numberAt(steps, row));
        const at = numberAt(timestamps, row);
        timestamp.push(at === null ? null : new Date(at));
        value.push(each);
      }
    }
  }
  return { run, metric, statistic, step, timestamp, value };
}

function numberAt(column: Float64Array | undefined, row: number): number | null {
  const value = column?.[row] ?? NaN;
  return Number.isNaN(value) ? null : value;
}
