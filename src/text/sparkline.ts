/**
 * Draws a series of numbers in one line of text. Pure.
 *
 * @module
 */

const BARS = "▁▂▃▄▅▆▇█";

/** Marks a column whose values are NaN or infinite. */
const LOST = "×";

/**
 * Returns a line of bars for some values: the mean of each column, between the smallest and the
 * largest. A column with a value that is not finite has a cross.
 *
 * @param width Most columns
 */
export function sparkline(values: ArrayLike<number>, width: number): string {
  const columns = Math.min(width, values.length);
  const means = Array.from({ length: columns }, (_, column) => {
    const from = Math.floor(column * values.length / columns);
    const to = Math.floor((column + 1) * values.length / columns);
    // A sum of large values would be infinite.
    let mean = 0;
    for (let index = from; index < to; index++) mean += (values[index] ?? NaN) / (to - from);
    return mean;
  });
  const finite = means.filter(Number.isFinite);
  const [least, most] = [Math.min(...finite), Math.max(...finite)];
  const span = most / 2 - least / 2;
  return means.map((mean) => {
    if (!Number.isFinite(mean)) return LOST;
    const place = span === 0 ? 0 : (mean / 2 - least / 2) / span;
    return BARS[Math.min(BARS.length - 1, Math.floor(place * BARS.length))];
  }).join("");
}
