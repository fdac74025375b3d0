import type { MetricBatch, SeriesQuery } from "../../src/ports/metrics_client.ts";

/** A point as tests write it. */
export interface PointRow {
  readonly name: string;
  readonly value: number;
  /** Seconds since 1970, whole milliseconds of them. */
  readonly time: number;
  readonly step: number;
}

/** Points of a run as a batch that no other is a repetition of, unless it has a token. */
export function batchOf(
  trialComponentName: string,
  rows: readonly PointRow[],
  token: string = crypto.randomUUID(),
): MetricBatch {
  const names = [...new Set(rows.map(({ name }) => name))];
  return {
    trialComponentName,
    token,
    names,
    series: Uint32Array.from(rows, ({ name }) => names.indexOf(name)),
    values: Float64Array.from(rows, ({ value }) => value),
    timestamps: Float64Array.from(rows, ({ time }) => Math.round(time * 1000)),
    steps: Float64Array.from(rows, ({ step }) => step),
  };
}

/** Values of one metric as a batch: steps and seconds count up from 0. */
export function seriesOf(
  trialComponentName: string,
  name: string,
  values: readonly number[],
): MetricBatch {
  const rows = values.map((value, at) => ({ name, value, time: at, step: at }));
  return batchOf(trialComponentName, rows);
}

/** Asks for all points of a series. */
export function wholeSeries(trialComponentName: string, metricName: string): SeriesQuery {
  return { trialComponentName, metricName, from: 0, limit: Infinity };
}
