/**
 * Downsamples a drawn curve.
 *
 * @module
 */
import { CurveArgumentError } from "./errors.ts";
import { type NumberSequence, readFiniteNumbers } from "./numbers.ts";
import { checkLength } from "./sequence.ts";
import { checkCurveOptions } from "./check_options.ts";
import type { OptionKinds } from "../options.ts";
import { NUMBER, wholeFrom } from "../kinds.ts";

/**
 * Options of {@linkcode thinCurve}.
 *
 * @example For a chart of 200 pixels
 * ```ts
 * import { thinCurve, type ThinCurveOptions } from "@runlog/sagemaker/curves";
 *
 * const options: ThinCurveOptions = { maxPoints: 1000, maxDeviation: 1 / 200 };
 * const x = Float64Array.from({ length: 50_000 }, (_, index) => index / 49_999);
 * console.log(thinCurve(x, x.map(Math.sqrt), options).x.length <= 1000); // true
 * ```
 */
export interface ThinCurveOptions {
  /**
   * Number of points up to which curves are not changed. A whole number from 2.
   *
   * @default 10_000
   */
  readonly maxPoints?: number | undefined;
  /**
   * Maximum distance by which the drawn curve may move, in the units of both axes. Above 0.
   *
   * @default 0.002, one pixel on an axis of 500 pixels from 0 to 1
   */
  readonly maxDeviation?: number | undefined;
}

/**
 * The result of {@linkcode thinCurve}.
 *
 * @example The thresholds of the kept points
 * ```ts
 * import { rocCurve, thinCurve, type ThinnedCurve } from "@runlog/sagemaker/curves";
 *
 * const roc = rocCurve([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]);
 * const thinned: ThinnedCurve = thinCurve(roc.falsePositiveRate, roc.truePositiveRate);
 * console.log(Array.from(thinned.indices, (index) => roc.thresholds[index]));
 * ```
 */
export interface ThinnedCurve {
  /** Coordinates of the kept points. */
  readonly x: Float64Array;
  /** Coordinates of the kept points. */
  readonly y: Float64Array;
  /**
   * Indices of the kept points in the original, increasing. The first and the last point are
   * included.
   */
  readonly indices: Uint32Array;
  /** Number of points of the original curve. */
  readonly originalCount: number;
  /** Largest distance between the curve drawn from all points and the one drawn from these. */
  readonly deviation: number;
}

const ACTION = "Cannot thin curve";
/** The finest tolerance tried, as a share of the largest allowed. */
const FINEST = 1 / 16;
/** Number of points that a chord may look ahead without finding an end. */
const LOOKAHEAD = 16;
/** Margin for rounding, so that the bound holds exactly. */
const WITHIN = 1 - 1e-6;

const OPTIONS: OptionKinds<ThinCurveOptions> = {
  maxPoints: wholeFrom(2),
  maxDeviation: NUMBER,
};

/**
 * Downsamples the points of a drawn curve; small curves are not changed. Straight lines between the
 * kept points pass within `maxDeviation` of all others, and closer if `maxPoints` allows it. No
 * point is moved. Compute areas from all points, before this call.
 *
 * The limit of the deviation always holds. The limit of points holds if the curve is no longer than
 * `(maxPoints - 3) * maxDeviation`. With the defaults, this covers every ROC and DET curve (length
 * 2 at most). It also covers every precision-recall curve of up to 50 million samples without
 * weights (length 2 + ln n at most).
 *
 * Time is linear in the points, even if a curve zigzags. Memory is 20 bytes per point.
 *
 * @param x Coordinates in the order in which the curve is drawn, finite
 * @param y One coordinate per `x`
 * @returns The kept points, and the original count
 *
 * @throws {CurveArgumentError} If the lengths differ, a coordinate is not finite (the rates of a
 * missing class are not), or an option is out of range
 *
 * @example
 * ```ts
 * import { thinCurve } from "@runlog/sagemaker/curves";
 *
 * const x = Float64Array.from({ length: 100_000 }, (_, index) => index / 99_999);
 * const thinned = thinCurve(x, x.map(Math.sqrt));
 * console.log(thinned.originalCount, thinned.x.length < 10_000, thinned.deviation <= 0.002);
 * ```
 */
export function thinCurve(
  x: NumberSequence,
  y: NumberSequence,
  options: ThinCurveOptions = {},
): ThinnedCurve {
  checkCurveOptions(ACTION, options, OPTIONS);
  const { maxPoints, maxDeviation } = readOptions(options);
  const points: Points = {
    x: readFiniteNumbers(ACTION, "x", x),
    y: readFiniteNumbers(ACTION, "y", y),
  };
  const originalCount = points.x.length;
  checkLength(ACTION, "y", points.y.length, { of: "x", length: originalCount });
  if (originalCount <= maxPoints) {
    const indices = new Uint32Array(originalCount).map((_, index) => index);
    return { ...points, indices, originalCount, deviation: 0 };
  }
  let tolerance = maxDeviation * FINEST;
  let indices = simplify(points, tolerance);
  while (indices.length > maxPoints && tolerance < maxDeviation) {
    tolerance = Math.min(2 * tolerance, maxDeviation);
    indices = simplify(points, tolerance);
  }
  return {
    x: Float64Array.from(indices, (index) => points.x[index] ?? NaN),
    y: Float64Array.from(indices, (index) => points.y[index] ?? NaN),
    indices,
    originalCount,
    deviation: deviationOf(points, indices),
  };
}

interface Points {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Keeps the ends of chords that {@linkcode chordEnd} finds. */
function simplify(points: Points, tolerance: number): Uint32Array {
  const kept = [0];
  const last = points.x.length - 1;
  for (let index = 0; index < last;) {
    index = chordEnd(points, index, tolerance * WITHIN);
    kept.push(index);
  }
  return Uint32Array.from(kept);
}

/**
 * Returns the end of a chord from `start` that passes within the tolerance of all points between.
 * Its direction must pass each of them closely enough, and it must reach as far as the farthest.
 * Points within the tolerance of the start are not checked.
 */
function chordEnd({ x, y }: Points, start: number, tolerance: number): number {
  const [startX, startY] = [x[start] ?? NaN, y[start] ?? NaN];
  // Directions are angles from the first point outside the tolerance, so that none wraps around.
  let [axisX, axisY] = [0, 0];
  let [lowest, highest] = [-Infinity, Infinity];
  let farthest = 0;
  let end = start + 1;
  for (let index = start + 1; index < x.length; index++) {
    const [dx, dy] = [(x[index] ?? NaN) - startX, (y[index] ?? NaN) - startY];
    const distance = Math.sqrt(dx * dx + dy * dy);
    if (distance < farthest - tolerance) break;
    // A limit of twice the chord found keeps the whole loop in linear time.
    if (index - start > 2 * (end - start) + LOOKAHEAD) break;
    if (farthest === 0 && distance > tolerance) [axisX, axisY] = [dx, dy];
    const angle = Math.atan2(axisX * dy - axisY * dx, axisX * dx + axisY * dy);
    if (distance >= farthest && angle >= lowest && angle <= highest) end = index;
    if (distance <= tolerance) continue;
    const halfWidth = Math.asin(tolerance / distance);
    lowest = Math.max(lowest, angle - halfWidth);
    highest = Math.min(highest, angle + halfWidth);
    if (lowest > highest) break;
    farthest = Math.max(farthest, distance);
  }
  return end;
}

/** Returns the largest distance from an omitted point to the chord drawn in its place. */
function deviationOf({ x, y }: Points, indices: Uint32Array): number {
  let largest = 0;
  for (let chord = 1; chord < indices.length; chord++) {
    const [from, to] = [indices[chord - 1] ?? 0, indices[chord] ?? 0];
    const [fromX, fromY] = [x[from] ?? NaN, y[from] ?? NaN];
    const [chordX, chordY] = [(x[to] ?? NaN) - fromX, (y[to] ?? NaN) - fromY];
    const squared = chordX * chordX + chordY * chordY;
    for (let index = from + 1; index < to; index++) {
      const [dx, dy] = [(x[index] ?? NaN) - fromX, (y[index] ?? NaN) - fromY];
      const along = squared === 0 ? 0 : (dx * chordX + dy * chordY) / squared;
      const share = Math.min(1, Math.max(0, along));
      largest = Math.max(largest, Math.hypot(dx - share * chordX, dy - share * chordY));
    }
  }
  return largest;
}

function readOptions(options: ThinCurveOptions): { maxPoints: number; maxDeviation: number } {
  const { maxPoints = 10_000, maxDeviation = 0.002 } = options;
  if (!(maxDeviation > 0 && maxDeviation < Infinity)) {
    throw new CurveArgumentError(ACTION, {
      argument: "maxDeviation",
      value: maxDeviation,
      rule: "be finite and above 0",
    });
  }
  return { maxPoints, maxDeviation };
}
