/**
 * The range of numbers that an axis covers.
 *
 * @module
 */

/** The narrowest range that d3's ticks divide: the steps of a narrower one are no doubles. */
const NARROWEST = 1e-290;

/** The range of an axis. */
export interface AxisDomain {
  readonly domain?: readonly [from: number, to: number];
}

/**
 * The range of a linear axis where that of its values will not do: there is one value only, or they
 * are too close for any tick between them.
 *
 * @param columns Values; NaN are none
 * @param roomOf How much there is to be on both sides of the lowest, if not half of it
 * @returns Empty where the values' own range will do
 */
export function linearDomain(
  columns: readonly ArrayLike<number>[],
  roomOf: (low: number) => number = (low) => Math.abs(low) / 2 || 1,
): AxisDomain {
  const [low, high] = rangeOf(columns);
  if (low > high || high - low >= NARROWEST) return {};
  const room = Math.max(roomOf(low), NARROWEST);
  return { domain: [low - room, high + room] };
}

/** As {@linkcode linearDomain}, of an axis in powers of ten: values above 0. */
export function logDomain(columns: readonly ArrayLike<number>[]): AxisDomain {
  const [low, high] = rangeOf(columns);
  if (low > high || high - low >= NARROWEST) return {};
  return { domain: [low / 2 || low, Math.max(high * 1.5, NARROWEST)] };
}

function rangeOf(columns: readonly ArrayLike<number>[]): readonly [low: number, high: number] {
  let [low, high] = [Infinity, -Infinity];
  for (const values of columns) {
    for (let index = 0; index < values.length; index++) {
      const value = values[index] ?? NaN;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return [low, high];
}
