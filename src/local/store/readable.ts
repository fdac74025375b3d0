/**
 * Reads lists in which some rows are damaged.
 *
 * @module
 */

/**
 * Returns the first readable rows of a query. Rows are read until the limit is reached, so that a
 * short result means that there are no more.
 *
 * @param limit Maximum number of results
 * @param read Returns the first rows of the query, up to a limit
 * @param convert Converts a row; returns undefined for a damaged one
 */
export function firstReadable<Row, Result>(
  limit: number,
  read: (limit: number) => readonly Row[],
  convert: (row: Row) => Result | undefined,
): readonly Result[] {
  for (let extra = 0;;) {
    const rows = read(limit + extra);
    const found = rows.map(convert).filter((result) => result !== undefined);
    const damaged = rows.length - found.length;
    if (damaged <= extra || rows.length < limit + extra) return found.slice(0, limit);
    extra = damaged * 2;
  }
}
