/**
 * Places and values as figures write them.
 *
 * @module
 */
import { groupedText, measurementText } from "../text/numbers.ts";
import { localText } from "../text/times.ts";
import type { SeriesFacts, XAxis } from "./series.ts";

/** A value of a figure; a dash for none. */
export function valueText(value: number): string {
  return Number.isNaN(value) ? "–" : measurementText(value);
}

/** A place on the axis. */
export function formatX(x: number, xAxis: XAxis): string {
  switch (xAxis) {
    case "step":
      return groupedText(Math.round(x));
    case "elapsed":
      return `${valueText(x)} s`;
    case "time":
      // The hour is the reader's, as on the axis.
      return localText(x);
  }
}

/** A row of a table of series: its label, how many points it has, and what they amount to. */
export function factsRow(label: string, { points, min, max, last }: SeriesFacts): string[] {
  const [low, high] = min <= max ? [min, max] : [NaN, NaN];
  return [
    label,
    groupedText(points),
    valueText(low),
    valueText(high),
    valueText(last),
  ];
}
