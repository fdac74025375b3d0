/**
 * Draws runs as lines across their parameters and results.
 *
 * @module
 */
import * as Plot from "@observablehq/plot";
import { ArgumentError } from "../errors.ts";
import type { FigureElement } from "./dom.ts";
import {
  buildFigure,
  drawChart,
  FIGURE_OPTIONS,
  type FigureOptions,
  type Frame,
  readFrame,
} from "./figure.ts";
import { groupedText } from "../text/numbers.ts";
import { valueText } from "./format.ts";
import { buildLegend } from "./legend.ts";
import { COLORS, styleOf } from "./palette.ts";
import { RUNS, type RunValues, valueOf } from "./run_values.ts";
import type { OptionKinds } from "../options.ts";
import { listOf, TEXT } from "../kinds.ts";
import { checkArgument } from "../options.ts";

/**
 * Options of {@linkcode parallelCoordinates}.
 *
 * @example The axes, in their order
 * ```ts
 * import type { ParallelCoordinatesOptions } from "@runlog/sagemaker/plot";
 *
 * const options: ParallelCoordinatesOptions = { dimensions: ["learning_rate", "loss"] };
 * console.log(options.dimensions);
 * ```
 */
export interface ParallelCoordinatesOptions extends FigureOptions {
  /**
   * Names of the values to draw, one axis each from left to right. The last one determines the
   * colors if there are many runs.
   *
   * @default all values that differ between runs
   */
  readonly dimensions?: readonly string[] | undefined;
}

const ACTION = "Cannot draw parallel coordinates";

const OPTIONS: OptionKinds<ParallelCoordinatesOptions> = {
  ...FIGURE_OPTIONS,
  dimensions: listOf(TEXT),
};
/**
 * Largest number of runs in the legend. More runs are colored by their result, since such a legend
 * is unreadable.
 */
const MOST_IN_LEGEND = 12;

/**
 * Draws each run as a line across one axis per parameter or metric. An axis of numbers is linear
 * from its smallest to its largest value. An axis with a string among its values has one position
 * per distinct string. A run without a value has a gap there. Up to 12 runs have a color and a
 * legend entry each. More runs are colored by the last axis, from low to high.
 *
 * @param runs The runs; `runValues` creates them from records
 *
 * @throws {ArgumentError} If an option is out of range, or there is no document
 *
 * @example
 * ```ts
 * import { DOMParser } from "linkedom";
 * import { parallelCoordinates } from "@runlog/sagemaker/plot";
 *
 * const document = new DOMParser().parseFromString("<html></html>", "text/html");
 * const figure = parallelCoordinates([
 *   { label: "a", values: { rate: 0.1, optimizer: "sgd", loss: 0.4 } },
 *   { label: "b", values: { rate: 0.01, optimizer: "adam", loss: 0.2 } },
 * ], { document });
 * console.log(figure.textContent?.includes("optimizer")); // true
 * ```
 */
export function parallelCoordinates(
  runs: readonly RunValues[],
  options: ParallelCoordinatesOptions = {},
): FigureElement {
  checkArgument(ACTION, "runs", runs, RUNS);
  const frame = readFrame(ACTION, options, 340, OPTIONS);
  const names = options.dimensions ?? differing(runs);
  if (new Set(names).size < names.length) {
    const rule = "name each dimension once";
    throw new ArgumentError(ACTION, { argument: "dimensions", value: names, rule });
  }
  const axes = names.map((name) => axisOf(name, runs));
  const isMany = runs.length > MOST_IN_LEGEND;
  const last = names.at(-1);
  const legend = isMany
    ? undefined
    : buildLegend(frame.builder, runs.map(({ label }) => label)).element;
  const colors = `Colors run from low ${last} (blue) to high (brown).`;
  return buildFigure(frame, options, {
    name: "Parallel coordinates of runs",
    legend,
    charts: drawAxes(frame, axes, runs, options.description),
    notes: axes.length === 0 ? ["The runs do not differ in any value."] : isMany ? [colors] : [],
    table: {
      summary: "Values in a table",
      columns: ["run", ...names],
      rows: runs.map((run) => [run.label, ...names.map((name) => shown(valueOf(run, name)))]),
    },
  });
}

/** An axis: the position of each run on it, from 0 to 1, and its ticks. */
interface Axis {
  readonly name: string;
  readonly places: readonly number[];
  readonly ticks: readonly { readonly place: number; readonly text: string }[];
}

function differing(runs: readonly RunValues[]): readonly string[] {
  const names = new Set(runs.flatMap(({ values }) => Object.keys(values)));
  return [...names].filter((name) => new Set(runs.map((run) => valueOf(run, name))).size > 1);
}

function axisOf(name: string, runs: readonly RunValues[]): Axis {
  const values = runs.map((run) => valueOf(run, name));
  const texts = values.some((value) => typeof value === "string");
  return texts ? textAxis(name, values) : numberAxis(name, values);
}

function textAxis(name: string, values: readonly (string | number | undefined)[]): Axis {
  const texts = [...new Set(values.filter((value) => value !== undefined).map(String))].sort();
  const placeOf = (index: number): number => texts.length === 1 ? 0.5 : index / (texts.length - 1);
  const every = Math.ceil(texts.length / 12);
  return {
    name,
    places: values.map((value) => value === undefined ? NaN : placeOf(texts.indexOf(`${value}`))),
    ticks: texts.map((text, index) => ({ place: placeOf(index), text: cut(text) }))
      .filter((_, index) => index % every === 0),
  };
}

function numberAxis(name: string, values: readonly (string | number | undefined)[]): Axis {
  const numbers = values.map((value) => Number.isFinite(value) ? Number(value) : NaN);
  let [low, high] = [Infinity, -Infinity];
  for (const value of numbers) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  // Halves if a range of 2e308 would overflow; not otherwise: the smallest double has no half.
  const unit = Number.isFinite(high - low) ? 1 : 0.5;
  const placeOf = (value: number): number =>
    low === high
      ? (Number.isNaN(value) ? NaN : 0.5)
      : (value * unit - low * unit) / (high * unit - low * unit);
  const marked = low > high ? [] : low === high ? [low] : [low, low / 2 + high / 2, high];
  return {
    name,
    places: numbers.map(placeOf),
    ticks: marked.map((value) => ({ place: placeOf(value), text: valueText(value) })),
  };
}

function drawAxes(
  { builder, width, height }: Frame,
  axes: readonly Axis[],
  runs: readonly RunValues[],
  description: string | undefined,
) {
  const isMany = runs.length > MOST_IN_LEGEND;
  const names = axes.map(({ name }) => name).join(", ");
  const ticks = axes.flatMap(({ ticks }, x) => ticks.map((tick) => ({ ...tick, x })));
  return drawChart(
    builder,
    description ?? `Parallel coordinates of ${groupedText(runs.length)} runs across ${names}`,
    {
      width,
      height,
      marginLeft: 70,
      marginRight: 70,
      marginTop: 30,
      marginBottom: 16,
      x: { axis: null, type: "point", domain: axes.map((_, index) => index), padding: 0 },
      y: { axis: null, domain: [0, 1] },
      marks: [
        Plot.ruleX(axes.map((_, index) => index), { stroke: "currentColor", strokeOpacity: 0.5 }),
        ...runs.map((_, run) => {
          const data = { length: axes.length };
          const y = axes.map(({ places }) => places[run] ?? NaN);
          const x = axes.map((_, index) => index);
          const result = y.at(-1) ?? NaN;
          const many = { stroke: Number.isNaN(result) ? "currentColor" : blend(result) };
          const style = isMany ? { ...many, strokeOpacity: 0.55 } : styleOf(run);
          return Plot.line(data, { x, y, ...style, strokeWidth: isMany ? 1.25 : 2 });
        }),
        Plot.text(ticks, { x: "x", y: "place", text: "text", textAnchor: "start", dx: 6 }),
        Plot.text(axes.map(({ name }) => cut(name)), {
          x: (_: string, index: number) => index,
          y: 1,
          dy: -18,
          fontWeight: "bold",
        }),
      ],
    },
  );
}

/** Returns the color at a share between low and high. */
function blend(share: number): string {
  const [low = "", high = ""] = [COLORS[0], COLORS[4]];
  const parts = [1, 3, 5].map((at) => {
    const [from, to] = [parseInt(low.slice(at, at + 2), 16), parseInt(high.slice(at, at + 2), 16)];
    return Math.round(from + (to - from) * share);
  });
  return `rgb(${parts.join(", ")})`;
}

function cut(text: string): string {
  return text.length <= 18 ? text : `${text.slice(0, 17)}…`;
}

function shown(value: string | number | undefined): string {
  if (value === undefined) return "–";
  return typeof value === "number" ? valueText(value) : value;
}
