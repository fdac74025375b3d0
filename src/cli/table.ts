/**
 * Tables for a terminal, aligned by the columns that characters take. Pure.
 *
 * @module
 */
import stringWidth from "string-width";

const GAP = "  ";

/** A column is cut to no fewer. */
const NARROWEST = 8;

/**
 * Lays out rows, the header first. Where they are too wide, the widest columns are cut; where that is
 * not enough, so are the rows.
 *
 * @param rows Cells of text without control characters
 * @param width Columns of the terminal
 */
export function layTable(
  rows: readonly (readonly string[])[],
  width: number,
): readonly string[] {
  const columns = Math.max(...rows.map((row) => row.length));
  const widths = fitting(
    Array.from(
      { length: columns },
      (_, column) => Math.max(...rows.map((row) => stringWidth(row[column] ?? ""))),
    ),
    width - GAP.length * (columns - 1),
  );
  return rows.map((row) => {
    const cells = row.map((cell, column) => padded(cut(cell, widths[column] ?? 0), widths[column]));
    return cut(cells.join(GAP).trimEnd(), width);
  });
}

/** Widths that fit into a room: none beyond the largest limit that lets all of them fit. */
function fitting(widths: readonly number[], room: number): readonly number[] {
  let limit = Math.max(0, ...widths);
  const total = (limit: number): number =>
    widths.reduce((sum, width) => sum + Math.min(width, limit), 0);
  while (limit > NARROWEST && total(limit) > room) limit--;
  // One more for as many columns as there is room for, from the left.
  let left = room - total(limit);
  return widths.map((width) => width > limit && left-- > 0 ? limit + 1 : Math.min(width, limit));
}

/** Text in so many columns at most. */
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
