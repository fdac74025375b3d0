/**
 * Lays out tables for a terminal, aligned by the display width of characters. Pure.
 *
 * @module
 */
import stringWidth from "string-width";

const GAP = "  ";

/** Smallest width that a column is cut to. */
const NARROWEST = 8;

/**
 * Lays out rows, the header first. If they are too wide, the widest columns are cut. If that is not
 * enough, the rows are cut as well.
 *
 * @param rows Rows of cells; their text has no control characters
 * @param width Width of the terminal in columns
 */
export function layTable(
  rows: readonly (readonly string[])[],
  width: number,
): readonly string[] {
  const natural: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      natural[column] = Math.max(natural[column] ?? 0, stringWidth(cell));
    });
  }
  const widths = fitting(natural, width - GAP.length * (natural.length - 1));
  return rows.map((row) => {
    const cells = row.map((cell, column) => padded(cut(cell, widths[column] ?? 0), widths[column]));
    return cut(cells.join(GAP).trimEnd(), width);
  });
}

/** Returns widths that fit into a room. None exceeds the largest limit at which all of them fit. */
function fitting(widths: readonly number[], room: number): readonly number[] {
  let limit = Math.max(0, ...widths);
  const total = (limit: number): number =>
    widths.reduce((sum, width) => sum + Math.min(width, limit), 0);
  while (limit > NARROWEST && total(limit) > room) limit--;
  // One more for as many columns as there is room for, from the left.
  let left = room - total(limit);
  return widths.map((width) => width > limit && left-- > 0 ? limit + 1 : Math.min(width, limit));
}

/** Cuts text to a display width. Cut text ends in an ellipsis. */
export function cut(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  const room = width - 1;
  let [kept, taken] = ["", 0];
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    taken += stringWidth(segment);
    if (taken > room) break;
    kept += segment;
  }
  return `${kept}…`;
}

function padded(text: string, width = 0): string {
  return text + " ".repeat(Math.max(0, width - stringWidth(text)));
}
