/**
 * Computes the range of numbers that an axis covers.
 *
 * @module
 */

/**
 * The narrowest range that d3's ticks divide. The steps of a narrower one are not representable as
 * doubles.
 */
const NARROWEST = 1e-290;

/** Range of an axis. */
export interface AxisDomain {
  readonly domain?: readonly [from: number, to: number];
}

/**
 * Returns the range of a linear axis if the values do not define one. That is so if there is only
 * one value, or the values are too close for any tick between them.
 *
 * @param columns The values; NaN is ignored
 * @param roomOf The margin on both sides of the lowest value, half of the value by default
 * @returns The range; empty if that of the values works
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

/**
 * Returns the range as {@linkcode linearDomain} does, for an axis in powers of ten: values above 0.
 */
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
