/**
 * Provides colors and dashes that distinguish series.
 *
 * @module
 */

/**
 * Colors of series. Each has a contrast of 3 to 1 or more to white and to #181818, so that one set
 * suits light and dark pages. People with protanopia, deuteranopia or tritanopia can also
 * distinguish any two.
 */
export const COLORS: readonly string[] = [
  "#309cd8",
  "#c0840c",
  "#5454e4",
  "#c02478",
  "#906000",
  "#f0489c",
];

/** Dashes. The next one is used each time the colors start again. */
const DASHES: readonly string[] = ["none", "7 3", "2 3", "9 3 2 3"];

/** Line style of a series. */
export interface SeriesStyle {
  readonly stroke: string;
  readonly strokeDasharray: string;
}

/** Returns the style of a series by its position. 24 styles differ, then they repeat. */
export function styleOf(position: number): SeriesStyle {
  return {
    stroke: COLORS[position % COLORS.length] ?? "currentColor",
    strokeDasharray: DASHES[Math.floor(position / COLORS.length) % DASHES.length] ?? "none",
  };
}
