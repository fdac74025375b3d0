/** The model of metric points: what arrived, summed up anew whenever it is asked for. */
import {
  listIn,
  type Members,
  msOf,
  numberIn,
  type Plain,
  textIn,
  time,
  toPlain,
} from "./plain.ts";
import { ARN, type Component, type Point, type State } from "./state.ts";

/** Smallest, largest, mean and spread of values. */
interface Spread {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly stddev: number;
}

/** Taken of shares, so that nothing between the values and the result is too large for a number. */
export function spreadOf(all: readonly number[]): Spread {
  const values = all.filter(Number.isFinite);
  const mean = values.reduce((sum, value) => sum + value / values.length, 0);
  const scale = values.reduce((most, value) => Math.max(most, Math.abs(value)), Number.MIN_VALUE);
  const squares = values.reduce((sum, value) => sum + (value / scale - mean / scale) ** 2, 0);
  return {
    min: values.reduce((least, value) => value < least ? value : least, Infinity),
    max: values.reduce((most, value) => value > most ? value : most, -Infinity),
    mean,
    stddev: scale * Math.sqrt(squares / values.length),
  };
}

/** The last point: at the highest step, of those the latest, of those the one that came last. */
export function lastOf(points: readonly Point[]): Point | undefined {
  return finite(points).reduce<Point | undefined>((last, point) => {
    if (last === undefined) return point;
    const steps = (point.step ?? -1) - (last.step ?? -1);
    return steps > 0 || (steps === 0 && point.time >= last.time) ? point : last;
  }, undefined);
}

/** Points that are finite numbers; sums and statistics leave out others. */
export function finite(points: readonly Point[]): readonly Point[] {
  return points.filter(({ value }) => Number.isFinite(value));
}

/** A statistic: a zero has no sign there, only among points. */
function statistic(value: number | undefined): Plain {
  return value === 0 ? { $about: 0, $scale: 0 } : toPlain(value);
}

/** Summaries of a component's metrics, without the component's ARN. */
export function summaries(component: Component): readonly Members[] {
  return Array.from(component.metrics, ([MetricName, points]) => {
    const { min, max, mean, stddev } = spreadOf(points.map(({ value }) => value));
    const last = lastOf(points);
    if (last === undefined) return { MetricName, Count: 0 };
    return {
      MetricName,
      TimeStamp: time(last.time),
      Min: statistic(min),
      Max: statistic(max),
      Last: statistic(last.value),
      Count: finite(points).length,
      Avg: { $about: toPlain(mean), $scale: Math.max(Math.abs(min), Math.abs(max)) },
      StdDev: { $about: toPlain(stddev), $scale: Math.max(Math.abs(min), Math.abs(max)) },
    };
  });
}

/** Adds a point. */
export function addPoint(component: Component, metric: string, point: Point): void {
  const points = component.metrics.get(metric) ?? [];
  component.metrics.set(metric, [...points, point]);
}

/** BatchPutMetrics. */
export function putMetrics(state: State, input: Members): Plain {
  const component = state.components.get(textIn(input, "TrialComponentName"));
  const Errors: Plain[] = [];
  listIn(input, "MetricData").forEach((datum, MetricIndex) => {
    const value = numberIn(datum["Value"]);
    if (!component || !Number.isFinite(value)) {
      Errors.push({ Code: "VALIDATION_ERROR", MetricIndex });
      return;
    }
    const step = datum["Step"];
    addPoint(component, textIn(datum, "MetricName"), {
      value,
      time: msOf(datum["Timestamp"]),
      step: typeof step === "number" ? step : undefined,
    });
  });
  return Errors.length > 0 ? { Errors } : {};
}

const STATISTICS: Readonly<Record<string, (points: readonly Point[]) => Plain>> = {
  Min: (points) => statistic(spreadOf(points.map(({ value }) => value)).min),
  Max: (points) => statistic(spreadOf(points.map(({ value }) => value)).max),
  Count: (points) => points.length,
  // Of one place: the latest, whatever its step.
  Last: (points) => statistic(lastOf(points.map((point) => ({ ...point, step: 0 })))?.value),
};

/** BatchGetMetrics. */
export function getMetrics(state: State, input: Members): Plain {
  const MetricQueryResults = listIn(input, "MetricQueries").map((query): Members => {
    const prefix = `${ARN}experiment-trial-component/`;
    const component = state.components.get(textIn(query, "ResourceArn").slice(prefix.length));
    if (!component) return { Status: "ValidationError", XAxisValues: [], MetricValues: [] };
    const isBySteps = textIn(query, "XAxisType") === "IterationNumber";
    const places = new Map<number, Point[]>();
    for (const point of finite(component.metrics.get(textIn(query, "MetricName")) ?? [])) {
      const place = isBySteps ? point.step : Math.floor(point.time / 60_000) * 60;
      if (place !== undefined) places.set(place, [...places.get(place) ?? [], point]);
    }
    const axis = Array.from(places.keys()).sort((a, b) => a - b);
    const compute = STATISTICS[textIn(query, "MetricStat")];
    return {
      Status: "Complete",
      XAxisValues: axis,
      MetricValues: axis.map((place) => compute?.(places.get(place) ?? []) ?? null),
    };
  });
  return { MetricQueryResults };
}
