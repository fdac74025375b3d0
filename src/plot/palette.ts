/**
 * Colors and dashes that tell series apart.
 *
 * @module
 */

/**
 * Colors of series. Each has a contrast of 3 to 1 or more to white and to #181818, so that one set
 * serves light and dark pages, and any two differ for people with protanopia, deuteranopia and
 * tritanopia as well.
 */
export const COLORS: readonly string[] = [
  "#309cd8",
  "#c0840c",
  "#5454e4",
  "#c02478",
  "#906000",
  "#f0489c",
];

/** Dashes, changed when the colors begin again. */
const DASHES: readonly string[] = ["none", "7 3", "2 3", "9 3 2 3"];

/** How a series is drawn. */
export interface SeriesStyle {
  readonly stroke: string;
  readonly strokeDasharray: string;
}

/** The style of a series by its position. 24 differ; then they begin again. */
export function styleOf(position: number): SeriesStyle {
  return {
    stroke: COLORS[position % COLORS.length] ?? "currentColor",
    strokeDasharray: DASHES[Math.floor(position / COLORS.length) % DASHES.length] ?? "none",
  };
}
