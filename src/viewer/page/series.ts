/// <reference lib="dom" />
/**
 * Curves of metrics, read for figures.
 *
 * @module
 */
import { groupedText } from "../../text/numbers.ts";
import type { HistorySeries } from "../../plot.ts";
import { MOST_POINTS, type SeriesFacts } from "../wire.ts";
import { addressOf, ask } from "./server.ts";
import type { CurveOptions } from "./curve_options.tsx";

/** Which run's curves are meant. */
export interface CurvesOf {
  readonly experiment: string;
  readonly run: string;
  /** Names it in legends. */
  readonly label: string;
}

/** The curves of some metrics of a run, in the metrics' order. */
export async function readCurves(
  { experiment, run, label }: CurvesOf,
  metrics: readonly string[],
  { xAxis }: CurveOptions,
  signal: AbortSignal,
): Promise<readonly Curve[]> {
  const axis = xAxis === "step" ? "step" : "time";
  const address = addressOf("histories", { experiment, run, metric: metrics, axis });
  const found = await ask<readonly SeriesFacts[]>(address, signal);
  return found.map((facts) => toCurve(facts, label));
}

/** A curve, and what there is to say of it. */
export interface Curve {
  /** For figures. */
  readonly series: HistorySeries;
  /** What its places are: steps, or times where there are no steps. */
  readonly axis: SeriesFacts["axis"];
  /** What a visitor has to know of it. */
  readonly notes: readonly string[];
}

function toCurve(facts: SeriesFacts, label: string): Curve {
  const { metricName, axis, kind, originalCount } = facts;
  const x = toNumbers(facts.x);
  const series = {
    metricName,
    label,
    values: toNumbers(facts.y),
    ...(axis === "step" ? { steps: x } : { timestamps: x }),
  };
  const notes = [
    ...(kind === "period" ? ["Means of minutes: the service keeps no single points."] : []),
    ...(originalCount > MOST_POINTS
      ? [`Of ${groupedText(originalCount)} points, those that a chart can show.`]
      : []),
  ];
  return { series, axis, notes };
}

/** JSON has no NaN: there it is null. */
function toNumbers(values: readonly (number | null)[]): Float64Array {
  return Float64Array.from(values, (value) => value ?? NaN);
}

/** The axis that all of some curves have: one that knows no steps is drawn by time. */
export function commonAxis(
  curves: readonly Curve[],
  wanted: CurveOptions["xAxis"],
): CurveOptions["xAxis"] {
  const drawn = curves.filter(({ series }) => series.values.length > 0);
  if (drawn.every(({ axis }) => axis === "step")) return "step";
  return wanted === "step" ? "time" : wanted;
}
