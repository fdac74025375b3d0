/**
 * Reads the points of a run at the source: as logged if its store keeps them, else as the
 * statistics that SageMaker returns.
 *
 * @module
 */
import { getMetricHistory } from "../records/history/get_metric_history.ts";
import type { MetricHistory } from "../records/history/metric_history.ts";
import type { RunRecord } from "../records/runs/record.ts";
import { keptName } from "../rules/metric_name.ts";
import type { CallOptions } from "../session/caller.ts";
import type { MetricsClient, SeriesPoints } from "../ports/metrics_client.ts";
import type { Session } from "../session/session.ts";
import { allPoints } from "./all_points.ts";
import type { PointSpan } from "./cursor.ts";

/** The points of a run. The position of a point never changes. */
export interface PointSource {
  /** Names of the metrics. */
  readonly names: readonly string[];
  /** Returns the end and the count of the next points of a metric, at most `most`. */
  next(name: string, from: number, most: number): { readonly to: number; readonly count: number };
  /** Whether points of a metric may be NaN or infinite. */
  mayBeNonFinite(name: string): boolean;
  /** Reads the points of a span. */
  read(span: PointSpan): Promise<SeriesPoints>;
}

/** Opens the points of a run. */
export async function openPoints(
  session: Session,
  run: RunRecord,
  options: CallOptions,
): Promise<PointSource> {
  const read = session.metrics?.read?.bind(session.metrics);
  if (read) return loggedPoints(read, run, options);
  const names = Object.keys(run.metrics);
  const histories = names.length === 0
    ? []
    : await getMetricHistory(run, names, { session, ...options });
  return statistics(run, histories);
}

/** Reads logged points. Positions are the order of arrival. */
function loggedPoints(
  read: NonNullable<MetricsClient["read"]>,
  { trialComponentName, metrics }: RunRecord,
  options: CallOptions,
): PointSource {
  return {
    names: Object.keys(metrics),
    next(name, from, most) {
      const count = Math.max(0, Math.min(most, allPoints(metrics[name]) - from));
      return { to: from + count, count };
    },
    mayBeNonFinite: (name) => (metrics[name]?.nonFinite ?? 0) > 0,
    read: ({ name, from, to }) =>
      read({ trialComponentName, metricName: keptName(name), from, limit: to - from }, options),
  };
}

interface PlacedPoints extends SeriesPoints {
  readonly places: Float64Array;
}

/** Reads statistics. Positions are steps, or timestamps of periods in milliseconds. */
function statistics(run: RunRecord, histories: readonly MetricHistory[]): PointSource {
  const series = new Map(histories.map((one) => [one.metricName, placed(run, one)]));
  const rangeOf = (name: string, from: number, to: number): readonly [number, number] => {
    const { places } = series.get(name) ?? { places: new Float64Array() };
    const first = places.findIndex((place) => place >= from);
    const end = places.findIndex((place) => place >= to);
    return first === -1
      ? [places.length, places.length]
      : [first, end === -1 ? places.length : end];
  };
  return {
    names: [...series.keys()],
    next(name, from, most) {
      const [first, end] = rangeOf(name, from, Infinity);
      const count = Math.min(most, end - first);
      const last = series.get(name)?.places[first + count - 1];
      return { to: count === 0 || last === undefined ? from : last + 1, count };
    },
    // SageMaker's statistics are of finite points.
    mayBeNonFinite: () => false,
    read({ name, from, to }) {
      const [first, end] = rangeOf(name, from, to);
      const { values, timestamps, steps } = series.get(name) ?? EMPTY;
      return Promise.resolve({
        values: values.slice(first, end),
        timestamps: timestamps.slice(first, end),
        steps: steps.slice(first, end),
      });
    },
  };
}

const EMPTY: SeriesPoints = {
  values: new Float64Array(),
  timestamps: new Float64Array(),
  steps: new Float64Array(),
};

function placed(run: RunRecord, history: MetricHistory): PlacedPoints {
  if (history.kind === "point") return { ...history, places: history.timestamps };
  const { length } = history.values;
  // The last step or period of a run is final only when the run has ended.
  const end = run.status === "InProgress" ? Math.max(0, length - 1) : length;
  const values = history.values.slice(0, end);
  if (history.kind === "period") {
    const timestamps = history.timestamps.slice(0, end);
    return { values, timestamps, steps: values.map(() => NaN), places: timestamps };
  }
  // SageMaker returns the timestamp of the last point, but no timestamps of steps.
  const time = run.metrics[history.metricName]?.timestamp ?? run.endTime ?? run.startTime;
  const steps = history.steps.slice(0, end);
  return { values, steps, timestamps: values.map(() => time?.getTime() ?? 0), places: steps };
}
