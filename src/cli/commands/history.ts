/**
 * `runlog history`: prints the values of a metric.
 *
 * @module
 */
import { getMetricHistory, getRun, type MetricHistory, type Session } from "../../../mod.ts";
import { decimate } from "../../plot.ts";
import { groupedText, measurementText } from "../../text/numbers.ts";
import { sparkline } from "../../text/sparkline.ts";
import { utcText } from "../../text/times.ts";
import type { Context } from "../context.ts";
import { paint } from "../terminal.ts";

/** Options of `history`. */
export interface HistoryOptions {
  readonly points?: number;
}

const SHOWN = 20;
const SPARKLINE_WIDTH = 60;

/** A point as it is printed. JSON lacks NaN and infinity: they are strings. */
interface PrintedPoint {
  readonly step?: number;
  readonly time?: string;
  readonly value: number | string;
}

/** Prints the values of a metric: all, or as many as a chart of that many points needs. */
export async function history(
  { out, signal }: Context,
  session: Session,
  { experimentName, runName, metricName }: {
    readonly experimentName: string;
    readonly runName: string;
    readonly metricName: string;
  },
  { points }: HistoryOptions,
): Promise<void> {
  const run = { experimentName, runName };
  const found = await getMetricHistory(run, metricName, { session, signal });
  if (found.values.length === 0) {
    const { metrics } = await getRun(run, { session, signal });
    const names = Object.keys(metrics).join(", ") || "none";
    throw new Error(`Run "${runName}" has no points of "${metricName}". Its metrics: ${names}`);
  }
  const kept = chosen(found, points ?? (out.isJson ? Infinity : SHOWN));
  const printed = kept.map((index) => pointAt(found, index));
  if (out.isJson) {
    const { kind, values: { length: count } } = found;
    return out.json({ ...run, metricName, kind, count, points: printed });
  }
  out.line(sparkline(found.values, SPARKLINE_WIDTH));
  out.table(
    ["step", "time", "value"],
    printed.map(({ step, time, value }) => [
      step === undefined ? "" : String(step),
      time === undefined ? "" : utcText(new Date(time)),
      typeof value === "number" ? measurementText(value) : value,
    ]),
  );
  const { length } = found.values;
  if (printed.length === length) return;
  const text = `${groupedText(printed.length)} of ${
    groupedText(length)
  } points; --points shows more`;
  out.line(paint("dim", text));
}

/** Returns the positions of the points to print: at most as many, with the extremes. */
function chosen({ values }: MetricHistory, most: number): readonly number[] {
  if (values.length <= most) return [...values.keys()];
  const places = Float64Array.from(values.keys());
  for (let columns = Math.ceil(most / 2); columns > 0; columns = Math.floor(columns * 0.8)) {
    const { indices } = decimate(places, values, columns);
    if (indices.length <= most) return Array.from(indices);
  }
  // One column has more: the last points.
  return [...values.keys()].slice(-most);
}

function pointAt(history: MetricHistory, index: number): PrintedPoint {
  const value = history.values[index] ?? NaN;
  const step = history.kind === "period" ? NaN : history.steps[index] ?? NaN;
  const time = history.kind === "step" ? undefined : history.timestamps[index];
  return {
    ...(Number.isNaN(step) ? {} : { step }),
    ...(time === undefined ? {} : { time: new Date(time).toISOString() }),
    value: Number.isFinite(value) ? value : String(value),
  };
}
