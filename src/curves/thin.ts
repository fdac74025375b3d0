/**
 * Fewer points for the same drawn curve. Browser-safe.
 *
 * @module
 */
import { CurveArgumentError } from "./errors.ts";
import { type NumberSequence, readFiniteNumbers } from "./numbers.ts";
import { checkLength } from "./sequence.ts";
import { checkCurveOptions } from "./check_options.ts";
import type { OptionNames } from "../options.ts";

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
   * Curves of up to this many points stay as they are. A whole number from 2.
   *
   * @default 10_000
   */
  readonly maxPoints?: number | undefined;
  /**
   * How far the drawn curve may move, in the units of both axes. Above 0.
   *
   * @default 0.002, a pixel on an axis of 500 from 0 to 1
   */
  readonly maxDeviation?: number | undefined;
}

/**
 * What {@linkcode thinCurve} kept.
 *
 * @example The thresholds of the points kept
 * ```ts
 * import { rocCurve, thinCurve, type ThinnedCurve } from "@runlog/sagemaker/curves";
 *
 * const roc = rocCurve([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]);
 * const thinned: ThinnedCurve = thinCurve(roc.falsePositiveRate, roc.truePositiveRate);
 * console.log(Array.from(thinned.indices, (index) => roc.thresholds[index]));
 * ```
 */
export interface ThinnedCurve {
  /** Coordinates of the points kept. */
  readonly x: Float64Array;
  /** Coordinates of the points kept. */
  readonly y: Float64Array;
  /** Which points of the original they are, increasing; the first and the last are among them. */
  readonly indices: Uint32Array;
  /** How many points the curve had. */
  readonly originalCount: number;
  /** The largest distance between the curve drawn from all points and the one drawn from these. */
  readonly deviation: number;
}

const ACTION = "Cannot thin curve";
/** The finest tolerance tried is this share of the largest allowed. */
const FINEST = 1 / 16;
/** How many points a chord may look ahead without finding an end. */
const LOOKAHEAD = 16;
/** Room for rounding, so that the bound holds exactly. */
const WITHIN = 1 - 1e-6;

const OPTIONS: OptionNames<ThinCurveOptions> = { maxPoints: true, maxDeviation: true };

/**
 * Thins the points of a drawn curve. Small curves come back untouched. Of larger ones, points stay such
 * that straight lines between them pass within `maxDeviation` of all others, and closer where
 * `maxPoints` allows it; no point is moved. Compute areas from all points, before.
 *
 * The deviation always holds. The number of points holds if the curve is no longer than
 * `(maxPoints - 3) * maxDeviation`: with the defaults, every ROC and DET curve (2 at most), and every
 * precision-recall curve of up to 50 million samples without weights (2 + ln n at most).
 *
 * Time is linear in the points, also of a curve that zigzags; memory is 20 bytes a point.
 *
 * @param x Coordinates in the order in which the curve is drawn, finite
 * @param y As many coordinates
 * @returns The points kept, and the original count
 *
 * @throws {CurveArgumentError} when the lengths differ, a coordinate is not finite (the rates of a
 * missing class are not), or an option is out of its range
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

/** Keeps the ends of chords, each as long as {@linkcode chordEnd} finds it. */
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
 * The end of a chord from `start` that passes within the tolerance of all points between. It does if
 * its direction passes each of them closely enough and it reaches as far as the farthest. Points within
 * the tolerance of the start ask for nothing.
 */
function chordEnd({ x, y }: Points, start: number, tolerance: number): number {
  const [startX, startY] = [x[start] ?? NaN, y[start] ?? NaN];
  // Directions are angles from the first point that asks for one, so that none wraps around.
  let [axisX, axisY] = [0, 0];
  let [lowest, highest] = [-Infinity, Infinity];
  let farthest = 0;
  let end = start + 1;
  for (let index = start + 1; index < x.length; index++) {
    const [dx, dy] = [(x[index] ?? NaN) - startX, (y[index] ?? NaN) - startY];
    const distance = Math.sqrt(dx * dx + dy * dy);
    if (distance < farthest - tolerance) break;
    // Looking ahead no farther than twice the chord found keeps the whole in linear time.
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

/** The largest distance from a point left out to the chord drawn in its place. */
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
  if (!Number.isSafeInteger(maxPoints) || maxPoints < 2) {
    throw new CurveArgumentError(ACTION, {
      argument: "maxPoints",
      value: maxPoints,
      rule: "be a whole number from 2",
    });
  }
  if (!(maxDeviation > 0 && maxDeviation < Infinity)) {
    throw new CurveArgumentError(ACTION, {
      argument: "maxDeviation",
      value: maxDeviation,
      rule: "be finite and above 0",
    });
  }
  return { maxPoints, maxDeviation };
}
