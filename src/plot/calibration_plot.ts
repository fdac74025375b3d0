/**
 * Draws calibration curves.
 *
 * @module
 */
import type { FigureElement } from "./dom.ts";
import type { FigureOptions } from "./figure.ts";
import { valueText } from "./format.ts";
import { drawRates } from "./rate_curves.ts";
import { checkArgument } from "../options.ts";
import { NUMBERS, oneOrMore, optional, recordOf, TEXT } from "../kinds.ts";

/**
 * A calibration curve to draw: the result of `calibrationCurve`.
 *
 * @example
 * ```ts
 * import { calibrationCurve } from "@runlog/sagemaker/curves";
 * import type { CalibrationPlotCurve } from "@runlog/sagemaker/plot";
 *
 * const curve: CalibrationPlotCurve = {
 *   ...calibrationCurve([0, 1, 1], [0.1, 0.4, 0.9]),
 *   label: "logistic",
 * };
 * console.log(curve.label);
 * ```
 */
export interface CalibrationPlotCurve {
  /** Mean probability in each bin. */
  readonly meanPredictedProbability: ArrayLike<number>;
  /** Share of positive samples in each bin. */
  readonly fractionOfPositives: ArrayLike<number>;
  /** Label in the legend. The default is the number of the curve. */
  readonly label?: string | undefined;
}

const ACTION = "Cannot draw calibration curve";
const CURVES = oneOrMore(
  recordOf("be a calibration curve", {
    meanPredictedProbability: NUMBERS,
    fractionOfPositives: NUMBERS,
    label: optional(TEXT),
  }),
);

/**
 * Draws one or more calibration curves over the diagonal of perfect calibration. Each shows its
 * largest distance from the diagonal.
 *
 * @param curves One curve, or several
 *
 * @throws {ArgumentError} If lengths differ, an option is out of range, or there is no document
 *
 * @example
 * ```ts
 * import { DOMParser } from "linkedom";
 * import { calibrationCurve } from "@runlog/sagemaker/curves";
 * import { calibrationPlot } from "@runlog/sagemaker/plot";
 *
 * const document = new DOMParser().parseFromString("<html></html>", "text/html");
 * const figure = calibrationPlot(calibrationCurve([0, 1, 1], [0.1, 0.4, 0.9]), { document });
 * console.log(figure.textContent?.includes("0.6")); // true
 * ```
 */
export function calibrationPlot(
  curves: CalibrationPlotCurve | readonly CalibrationPlotCurve[],
  options: FigureOptions = {},
): FigureElement {
  checkArgument(ACTION, "curves", curves, CURVES);
  return drawRates({
    action: ACTION,
    name: "Calibration curve",
    xLabel: "Mean predicted probability",
    yLabel: "Fraction of positives",
    scoreLabel: "largest error",
    reference: { x: [0, 1], y: [0, 1] },
    curve: "linear",
    hasDots: true,
    curves: [curves].flat().map((curve, index) => ({
      label: curve.label ?? `curve ${index + 1}`,
      x: curve.meanPredictedProbability,
      y: curve.fractionOfPositives,
      score: valueText(largestError(curve)),
    })),
  }, options);
}

function largestError(curve: CalibrationPlotCurve): number {
  return Array.from(curve.meanPredictedProbability).reduce(
    (largest, x, bin) => Math.max(largest, Math.abs(x - (curve.fractionOfPositives[bin] ?? NaN))),
    0,
  );
}
