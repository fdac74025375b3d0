/**
 * Numbers and times as figures write them.
 *
 * @module
 */
import type { SeriesFacts, XAxis } from "./series.ts";

/** A number in at most five significant digits; a dash for none. */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return "–";
  return String(Number(value.toPrecision(5)));
}

/** A count with its thousands apart. */
export function formatCount(count: number): string {
  return count.toLocaleString("en-US");
}

/** A place on the axis. */
export function formatX(x: number, xAxis: XAxis): string {
  switch (xAxis) {
    case "step":
      return formatCount(Math.round(x));
    case "elapsed":
      return `${formatNumber(x)} s`;
    case "time":
      // Swedish writes dates as ISO 8601 does; the hour is the reader's, as on the axis.
      return new Date(x).toLocaleString("sv-SE");
  }
}

/** A row of a table of series: its label, how many points it has, and what they amount to. */
export function factsRow(label: string, { points, min, max, last }: SeriesFacts): string[] {
  const [low, high] = min <= max ? [min, max] : [NaN, NaN];
  return [
    label,
    formatCount(points),
    formatNumber(low),
    formatNumber(high),
    formatNumber(last),
  ];
}
