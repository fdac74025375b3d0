/**
 * Histories of metrics as one long table. Pure. Browser-safe.
 *
 * @module
 */
import type { MetricHistory } from "./metric_history.ts";

/** Points of metrics, or what stands for them, as columns of equal length. */
export interface HistoryTable {
  /** The run, as it was called. */
  readonly run: readonly string[];
  /** The metric. */
  readonly metric: readonly string[];
  /** What the value is of a step or period; null of a point as it was logged. */
  readonly statistic: readonly (string | null)[];
  /** The step; null where there is none. */
  readonly step: readonly (number | null)[];
  /** When it was measured, or when the period began; null of a step. */
  readonly timestamp: readonly (Date | null)[];
  /** The value. */
  readonly value: readonly number[];
  /** As every table has: any column by its name. */
  readonly [column: string]: readonly (string | number | Date | null)[];
}

/**
 * Histories as one long table, a row for each point: what `toCsv`, `toJsonLines`, `toParquet` and
 * `logTable` write, and Observable Plot, Arquero and DuckDB take.
 *
 * @param histories Histories of each run, by a name for it
 * @returns Columns, in the order of the histories
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
