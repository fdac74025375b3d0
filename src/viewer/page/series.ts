/// <reference lib="dom" />
/**
 * Reads curves of metrics for figures.
 *
 * @module
 */
import { fromWord } from "../../text/non_finite.ts";
import { groupedText } from "../../text/numbers.ts";
import type { HistorySeries } from "../../plot.ts";
import { MOST_POINTS, type SeriesFacts } from "../wire.ts";
import { addressOf, ask } from "./server.ts";
import type { CurveOptions } from "./curve_options.tsx";

/** The run whose curves are read. */
export interface CurvesOf {
  readonly experiment: string;
  readonly run: string;
  /** Name of the run in legends. */
  readonly label: string;
}

/** Reads the curves of some metrics of a run, in the order of the metrics. */
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

/** A curve, with notes about it. */
export interface Curve {
  /** Points for the figure. */
  readonly series: HistorySeries;
  /** X axis: steps, or time if there are no steps. */
  readonly axis: SeriesFacts["axis"];
  /** Notes to show below the figure. */
  readonly notes: readonly string[];
}

function toCurve(facts: SeriesFacts, label: string): Curve {
  const { metricName, axis, kind, originalCount, nonFiniteCount } = facts;
  const x = toNumbers(facts.x);
  const series = {
    metricName,
    label,
    values: toNumbers(facts.y),
    ...(axis === "step" ? { steps: x } : { timestamps: x }),
  };
  const notes = [
    ...(kind === "period" ? ["Per-minute averages (SageMaker keeps no individual points)."] : []),
    ...(originalCount > MOST_POINTS
      ? [
        `Downsampled from ${groupedText(originalCount)} points` +
        (nonFiniteCount > 0 ? `, of which ${groupedText(nonFiniteCount)} are not finite.` : "."),
      ]
      : []),
  ];
  return { series, axis, notes };
}

/** Converts values from JSON, where NaN and infinities are texts. */
function toNumbers(values: readonly (number | string | null)[]): Float64Array {
  return Float64Array.from(values, fromWord);
}

/** Returns the axis that all curves share. A curve without steps is drawn by time. */
export function commonAxis(
  curves: readonly Curve[],
  wanted: CurveOptions["xAxis"],
): CurveOptions["xAxis"] {
  const drawn = curves.filter(({ series }) => series.values.length > 0);
  if (drawn.every(({ axis }) => axis === "step")) return "step";
  return wanted === "step" ? "time" : wanted;
}
