/**
 * Computes ROC and precision-recall curves of several classes, one against the rest. This extends
 * scikit-learn, whose curves are binary.
 *
 * @module
 */
import { auc } from "./auc.ts";
import type { BinarySamples } from "./binary.ts";
import type { Label, LabelSequence } from "./labels.ts";
import { meanPrecision, meanTruePositiveRate } from "./macro_average.ts";
import {
  type ClassSamples,
  type OneVsRestOptions,
  pooledSamples,
  readClassSamples,
  samplesOfClass,
} from "./one_vs_rest.ts";
import {
  averagePrecisionOf,
  type PrecisionRecallCurve,
  precisionRecallOf,
} from "./precision_recall.ts";
import { countAtThresholds } from "./rank.ts";
import { type RocCurve, rocOf } from "./roc.ts";
import type { ScoreMatrix } from "./score_matrix.ts";

/**
 * A ROC curve with its area.
 *
 * @example The pooled one
 * ```ts
 * import { oneVsRestRocCurves, type RocCurveWithArea } from "@runlog/sagemaker/curves";
 *
 * const micro: RocCurveWithArea = oneVsRestRocCurves([0, 1], [[0.8, 0.2], [0.3, 0.7]]).micro;
 * console.log(micro.areaUnderCurve); // 1
 * ```
 */
export interface RocCurveWithArea extends RocCurve {
  /** Area under the curve; NaN if a class is missing. */
  readonly areaUnderCurve: number;
}

/**
 * ROC curves of several classes.
 *
 * @example The class with the smallest area
 * ```ts
 * import { oneVsRestRocCurves, type OneVsRestRocCurves } from "@runlog/sagemaker/curves";
 *
 * const curves: OneVsRestRocCurves = oneVsRestRocCurves([0, 1, 1], [[0.8, 0.2], [0.3, 0.7], [0.6, 0.4]]);
 * console.log(Math.min(...curves.classes.map(({ areaUnderCurve }) => areaUnderCurve)));
 * ```
 */
export interface OneVsRestRocCurves {
  /** One curve per class against the rest, in the order of the columns. */
  readonly classes: readonly (RocCurveWithArea & { readonly label: Label })[];
  /**
   * Curve of all pooled scores. Every score is a sample, positive in the column of its true class.
   */
  readonly micro: RocCurveWithArea;
  /** Mean curve and mean area of the classes. */
  readonly macro: {
    /** 0, and then 1001 rates from 0 to 1 in even steps. */
    readonly falsePositiveRate: Float64Array;
    /**
     * 0, and then the mean of the classes' linearly interpolated rates; NaN if the rate of one
     * class is.
     */
    readonly truePositiveRate: Float64Array;
    /** Mean of the classes' areas. The area under the mean curve approaches it. */
    readonly areaUnderCurve: number;
  };
}

/**
 * A precision-recall curve with its average precision.
 *
 * @example The pooled one
 * ```ts
 * import {
 *   oneVsRestPrecisionRecallCurves,
 *   type PrecisionRecallCurveWithAverage,
 * } from "@runlog/sagemaker/curves";
 *
 * const { micro } = oneVsRestPrecisionRecallCurves([0, 1], [[0.8, 0.2], [0.3, 0.7]]);
 * const pooled: PrecisionRecallCurveWithAverage = micro;
 * console.log(pooled.averagePrecision); // 1
 * ```
 */
export interface PrecisionRecallCurveWithAverage extends PrecisionRecallCurve {
  /** Average precision; 0 if there are no positives. */
  readonly averagePrecision: number;
}

/**
 * Precision-recall curves of several classes.
 *
 * @example The mean over classes
 * ```ts
 * import {
 *   oneVsRestPrecisionRecallCurves,
 *   type OneVsRestPrecisionRecallCurves,
 * } from "@runlog/sagemaker/curves";
 *
 * const scores = [[0.8, 0.2], [0.3, 0.7], [0.6, 0.4]];
 * const curves: OneVsRestPrecisionRecallCurves = oneVsRestPrecisionRecallCurves([0, 1, 1], scores);
 * console.log(curves.macro.averagePrecision);
 * ```
 */
export interface OneVsRestPrecisionRecallCurves {
  /** One curve per class against the rest, in the order of the columns. */
  readonly classes: readonly (PrecisionRecallCurveWithAverage & { readonly label: Label })[];
  /**
   * Curve of all pooled scores. Every score is a sample, positive in the column of its true class.
   */
  readonly micro: PrecisionRecallCurveWithAverage;
  /** Mean curve and mean average precision of the classes. */
  readonly macro: {
    /** 1001 recalls from 1 down to 0 in even steps. */
    readonly recall: Float64Array;
    /** Mean over classes of the precision at the highest threshold that reaches the recall. */
    readonly precision: Float64Array;
    /** Mean of the classes' average precisions. The area under the mean curve approaches it. */
    readonly averagePrecision: number;
  };
}

/**
 * Computes ROC curves of several classes: one for each class against the rest, one of all pooled
 * scores (micro average) and the mean one (macro average). The areas equal those of scikit-learn's
 * `roc_auc_score` over indicator labels, with `average` `None`, `"micro"` and `"macro"`.
 *
 * Time is that of a sort of all scores. Memory is linear in them, at most 120 bytes each.
 *
 * @param yTrue The true labels, at least one
 * @param scores One row of scores per label, with one column per class
 *
 * @throws {CurveArgumentError} If an argument is empty, of the wrong length, not finite or of an
 * unsupported kind. Also if `labels` has fewer than two labels, repeats one, or lacks one of
 * `yTrue`.
 *
 * @example
 * ```ts
 * import { oneVsRestRocCurves } from "@runlog/sagemaker/curves";
 *
 * const { classes, micro, macro } = oneVsRestRocCurves(
 *   ["ant", "bee", "cat", "bee"],
 *   [[0.8, 0.1, 0.1], [0.2, 0.5, 0.3], [0.1, 0.3, 0.6], [0.6, 0.3, 0.1]],
 * );
 * for (const { label, areaUnderCurve } of classes) console.log(label, areaUnderCurve);
 * console.log(micro.areaUnderCurve, macro.areaUnderCurve);
 * ```
 */
export function oneVsRestRocCurves(
  yTrue: LabelSequence,
  scores: ScoreMatrix,
  options: OneVsRestOptions = {},
): OneVsRestRocCurves {
  const samples = readClassSamples("Cannot compute ROC curves", yTrue, scores, options);
  const curveOf = (binary: BinarySamples): RocCurveWithArea => {
    const curve = rocOf(countAtThresholds(binary), options.dropIntermediate ?? true);
    return { ...curve, areaUnderCurve: auc(curve.falsePositiveRate, curve.truePositiveRate) };
  };
  const { classes, micro } = curvesOf(samples, curveOf);
  return {
    classes,
    micro,
    macro: {
      ...meanTruePositiveRate(classes),
      areaUnderCurve: mean(classes.map((curve) => curve.areaUnderCurve)),
    },
  };
}

/**
 * Computes precision-recall curves of several classes: one for each class against the rest, one of
 * all pooled scores (micro average) and the mean one (macro average). The averages equal those of
 * scikit-learn's `average_precision_score` over indicator labels, with `average` `None`, `"micro"`
 * and `"macro"`.
 *
 * Time is that of a sort of all scores. Memory is linear in them, at most 120 bytes each.
 *
 * @param yTrue The true labels, at least one
 * @param scores One row of scores per label, with one column per class
 *
 * @throws {CurveArgumentError} If an argument is empty, of the wrong length, not finite or of an
 * unsupported kind. Also if `labels` has fewer than two labels, repeats one, or lacks one of
 * `yTrue`.
 *
 * @example
 * ```ts
 * import { oneVsRestPrecisionRecallCurves } from "@runlog/sagemaker/curves";
 *
 * const { classes, macro } = oneVsRestPrecisionRecallCurves(
 *   [0, 1, 2, 1],
 *   new Float32Array([0.8, 0.1, 0.1, 0.2, 0.5, 0.3, 0.1, 0.3, 0.6, 0.6, 0.3, 0.1]),
 * );
 * for (const { label, averagePrecision } of classes) console.log(label, averagePrecision);
 * console.log(macro.averagePrecision);
 * ```
 */
export function oneVsRestPrecisionRecallCurves(
  yTrue: LabelSequence,
  scores: ScoreMatrix,
  options: OneVsRestOptions = {},
): OneVsRestPrecisionRecallCurves {
  const samples = readClassSamples("Cannot compute PR curves", yTrue, scores, options);
  const curveOf = (
    binary: BinarySamples,
  ): PrecisionRecallCurveWithAverage => {
    const curve = precisionRecallOf(countAtThresholds(binary), options.dropIntermediate ?? false);
    return { ...curve, averagePrecision: averagePrecisionOf(curve) };
  };
  const { classes, micro } = curvesOf(samples, curveOf);
  return {
    classes,
    micro,
    macro: {
      ...meanPrecision(classes),
      averagePrecision: mean(classes.map((curve) => curve.averagePrecision)),
    },
  };
}

/** A curve for each class against the rest, and the one of all scores pooled. */
function curvesOf<Curve extends object>(
  samples: ClassSamples,
  curveOf: (binary: BinarySamples) => Curve,
): { readonly classes: readonly (Curve & { readonly label: Label })[]; readonly micro: Curve } {
  const classes = samples.labels.map((label, column) => ({
    label,
    ...curveOf(samplesOfClass(samples, column)),
  }));
  return { classes, micro: curveOf(pooledSamples(samples)) };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
