/**
 * Draws precision-recall curves.
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
 * A precision-recall curve to draw: the result of `precisionRecallCurve`, or a logged graph that
 * was read back.
 *
 * @example With the level of a classifier without skill
 * ```ts
 * import { DOMParser } from "linkedom";
 * import { precisionRecallCurve } from "@runlog/sagemaker/curves";
 * import { type PrecisionRecallPlotCurve, precisionRecallPlot } from "@runlog/sagemaker/plot";
 *
 * const document = new DOMParser().parseFromString("<html></html>", "text/html");
 * const curve: PrecisionRecallPlotCurve = {
 *   ...precisionRecallCurve([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]),
 *   label: "spam",
 *   noSkill: 0.5,
 * };
 * console.log(precisionRecallPlot(curve, { document }).textContent?.includes("spam")); // true
 * ```
 */
export interface PrecisionRecallPlotCurve {
  /** Precision of each point. */
  readonly precision: ArrayLike<number>;
  /** Recall of each point. */
  readonly recall: ArrayLike<number>;
  /** Label in the legend. The default is the title, or the number of the curve. */
  readonly label?: string | undefined;
  /** Title of a logged graph. */
  readonly title?: string | null | undefined;
  /** Average precision, if it is known. Otherwise it is computed from these points. */
  readonly averagePrecisionScore?: number | undefined;
  /**
   * Precision of a classifier without skill, drawn as a dotted level. The first curve's value is
   * used.
   */
  readonly noSkill?: number | null | undefined;
}

const ACTION = "Cannot draw precision-recall curve";
const CURVES = oneOrMore(
  recordOf("be a precision-recall curve", {
    precision: NUMBERS,
    recall: NUMBERS,
    label: optional(TEXT),
    title: optional(orNull(TEXT)),
    averagePrecisionScore: optional(NUMBER),
    noSkill: optional(orNull(NUMBER)),
  }),
);

/**
 * Draws one or more precision-recall curves as steps, the way average precision sums them.
 *
 * @param curves One curve, or several
 *
 * @throws {ArgumentError} If lengths differ, an option is out of range, or there is no document
 *
 * @example
 * ```ts
 * import { DOMParser } from "linkedom";
 * import { precisionRecallCurve } from "@runlog/sagemaker/curves";
 * import { precisionRecallPlot } from "@runlog/sagemaker/plot";
 *
 * const document = new DOMParser().parseFromString("<html></html>", "text/html");
 * const curve = precisionRecallCurve([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]);
 * console.log(precisionRecallPlot(curve, { document }).textContent?.includes("0.83333")); // true
 * ```
 */
export function precisionRecallPlot(
  curves: PrecisionRecallPlotCurve | readonly PrecisionRecallPlotCurve[],
  options: FigureOptions = {},
): FigureElement {
  checkArgument(ACTION, "curves", curves, CURVES);
  const all = [curves].flat();
  const level = all[0]?.noSkill ?? undefined;
  return drawRates({
    action: ACTION,
    name: "Precision-recall curve",
    xLabel: "Recall",
    yLabel: "Precision",
    scoreLabel: "average precision",
    reference: level === undefined ? undefined : { x: [0, 1], y: [level, level] },
    // Points are ordered by falling recall: each precision applies down to the next recall.
    curve: "step-after",
    hasDots: false,
    curves: all.map((curve, index) => {
      const score = valueText(curve.averagePrecisionScore ?? averagePrecision(curve));
      const label = curve.label ?? curve.title ?? `curve ${index + 1}`;
      return { label: `${label} (AP ${score})`, x: curve.recall, y: curve.precision, score };
    }),
  }, options);
}

function averagePrecision({ precision, recall }: PrecisionRecallPlotCurve): number {
  let area = recall.length === 0 ? NaN : 0;
  for (let index = 1; index < recall.length; index++) {
    area += ((recall[index - 1] ?? NaN) - (recall[index] ?? NaN)) * (precision[index - 1] ?? NaN);
  }
  return area;
}
