/**
 * Draws ROC curves.
 *
 * @module
 */
import type { FigureElement } from "./dom.ts";
import type { FigureOptions } from "./figure.ts";
import { valueText } from "./format.ts";
import { drawRates } from "./rate_curves.ts";
import { checkArgument } from "../options.ts";
import { NUMBER, NUMBERS, oneOrMore, optional, orNull, recordOf, TEXT } from "../kinds.ts";

/**
 * A ROC curve to draw: the result of `rocCurve`, or a logged graph that was read back.
 *
 * @example Two in one figure
 * ```ts
 * import { DOMParser } from "linkedom";
 * import { auc, rocCurve } from "@runlog/sagemaker/curves";
 * import { type RocPlotCurve, rocPlot } from "@runlog/sagemaker/plot";
 *
 * const document = new DOMParser().parseFromString("<html></html>", "text/html");
 * const curves: RocPlotCurve[] = [
 *   { label: "good", ...rocCurve([0, 0, 1, 1], [0.1, 0.2, 0.8, 0.9]) },
 *   { label: "fair", ...rocCurve([0, 0, 1, 1], [0.1, 0.6, 0.4, 0.9]) },
 * ];
 * console.log(rocPlot(curves, { document }).textContent?.includes("fair")); // true
 * ```
 */
export interface RocPlotCurve {
  /** False positive rate of each point. */
  readonly falsePositiveRate: ArrayLike<number>;
  /** True positive rate of each point. */
  readonly truePositiveRate: ArrayLike<number>;
  /** Label in the legend. The default is the title, or the number of the curve. */
  readonly label?: string | undefined;
  /** Title of a logged graph. */
  readonly title?: string | null | undefined;
  /** Area under the curve, if it is known. Otherwise it is computed from these points. */
  readonly areaUnderCurve?: number | undefined;
}

const ACTION = "Cannot draw ROC curve";
const CURVES = oneOrMore(
  recordOf("be a ROC curve", {
    falsePositiveRate: NUMBERS,
    truePositiveRate: NUMBERS,
    label: optional(TEXT),
    title: optional(orNull(TEXT)),
    areaUnderCurve: optional(NUMBER),
  }),
);

/**
 * Draws one or more ROC curves, each with its area, over the diagonal of random guessing.
 *
 * @param curves One curve, or several
 *
 * @throws {ArgumentError} If rates differ in length, an option is out of range, or there is no
 * document
 *
 * @example
 * ```ts
 * import { DOMParser } from "linkedom";
 * import { rocCurve } from "@runlog/sagemaker/curves";
 * import { rocPlot } from "@runlog/sagemaker/plot";
 *
 * const document = new DOMParser().parseFromString("<html></html>", "text/html");
 * const figure = rocPlot(rocCurve([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]), { document });
 * console.log(figure.textContent?.includes("0.75")); // true
 * ```
 */
export function rocPlot(
  curves: RocPlotCurve | readonly RocPlotCurve[],
  options: FigureOptions = {},
): FigureElement {
  checkArgument(ACTION, "curves", curves, CURVES);
  return drawRates({
    action: ACTION,
    name: "ROC curve",
    xLabel: "False positive rate",
    yLabel: "True positive rate",
    scoreLabel: "area",
    reference: { x: [0, 1], y: [0, 1] },
    curve: "linear",
    hasDots: false,
    curves: [curves].flat().map((curve, index) => {
      const score = valueText(curve.areaUnderCurve ?? areaUnder(curve));
      const label = curve.label ?? curve.title ?? `curve ${index + 1}`;
      return {
        label: `${label} (area ${score})`,
        x: curve.falsePositiveRate,
        y: curve.truePositiveRate,
        score,
      };
    }),
  }, options);
}

function areaUnder({ falsePositiveRate: x, truePositiveRate: y }: RocPlotCurve): number {
  let area = x.length === 0 ? NaN : 0;
  for (let index = 1; index < x.length; index++) {
    const width = (x[index] ?? NaN) - (x[index - 1] ?? NaN);
    area += width * ((y[index] ?? NaN) + (y[index - 1] ?? NaN)) / 2;
  }
  return Math.abs(area);
}
