/**
 * Computes precision, recall and F1 score of every class.
 *
 * @module
 */
import { CurveArgumentError, shownSet } from "./errors.ts";
import { type Label, type LabelSequence, LabelTable } from "./labels.ts";
import { type NumberSequence, readWeights } from "./numbers.ts";
import { checkLength } from "./sequence.ts";
import type { CurveWarning } from "./warnings.ts";
import { checkCurveOptions } from "./check_options.ts";
import type { OptionKinds } from "../options.ts";

/**
 * Options of {@linkcode classificationReport}.
 *
 * @example Averages without the scores that are 0/0
 * ```ts
 * import { classificationReport, type ClassificationReportOptions } from "@runlog/sagemaker/curves";
 *
 * const options: ClassificationReportOptions = { zeroDivision: NaN };
 * console.log(classificationReport(["a", "b"], ["a", "a"], options).macroAverage.precision); // 0.5
 * ```
 */
export interface ClassificationReportOptions {
  /**
   * Labels to report, in this order: at least one, no label twice. Labels that no sample has score
   * 0/0.
   *
   * @default every label in `yTrue` or `yPred`: numbers by size, strings by code point
   */
  readonly labels?: LabelSequence | undefined;
  /**
   * One weight per sample: finite, not negative, not all zero.
   *
   * @default 1 each
   */
  readonly sampleWeight?: NumberSequence | undefined;
  /**
   * Value of a score of 0/0: 0, 1 or NaN. Averages omit NaN.
   *
   * @default 0, with a warning
   */
  readonly zeroDivision?: number | undefined;
}

/**
 * Scores of a class or an average over classes.
 *
 * @example The mean over classes
 * ```ts
 * import { classificationReport, type ClassScores } from "@runlog/sagemaker/curves";
 *
 * const mean: ClassScores = classificationReport([0, 1, 1], [0, 1, 0]).macroAverage;
 * console.log(mean.precision, mean.recall); // 0.75 0.75
 * ```
 */
export interface ClassScores {
  /** Share of samples predicted as the class that are of it. */
  readonly precision: number;
  /** Share of samples of the class that are predicted as it. */
  readonly recall: number;
  /** Harmonic mean of precision and recall. */
  readonly f1Score: number;
  /** Number of samples of the class, or the sum of their weights. */
  readonly support: number;
}

/**
 * Scores of one class.
 *
 * @example The class with the lowest recall
 * ```ts
 * import { classificationReport, type LabelScores } from "@runlog/sagemaker/curves";
 *
 * const { classes } = classificationReport(["a", "b", "b"], ["a", "b", "a"]);
 * const worst = classes.reduce((a: LabelScores, b: LabelScores) => a.recall <= b.recall ? a : b);
 * console.log(worst.label, worst.recall); // "b" 0.5
 * ```
 */
export interface LabelScores extends ClassScores {
  /** Label of the class. */
  readonly label: Label;
}

/**
 * Score of all samples together. If every label is reported, precision, recall and F1 score are the
 * same number: the accuracy. Otherwise they are the micro average over the reported labels.
 *
 * @example One number for both kinds
 * ```ts
 * import { classificationReport, type OverallScore } from "@runlog/sagemaker/curves";
 *
 * const overall: OverallScore = classificationReport([0, 1, 1], [0, 1, 0]).overall;
 * console.log(overall.kind === "accuracy" ? overall.accuracy : overall.f1Score); // 0.667
 * ```
 */
export type OverallScore =
  | { readonly kind: "accuracy"; readonly accuracy: number; readonly support: number }
  | ({ readonly kind: "micro-average" } & ClassScores);

/**
 * The result of {@linkcode classificationReport}.
 *
 * @example A score by label
 * ```ts
 * import { type ClassificationReport, classificationReport } from "@runlog/sagemaker/curves";
 *
 * const report: ClassificationReport = classificationReport(["a", "b", "b"], ["a", "b", "a"]);
 * console.log(Object.fromEntries(report.classes.map(({ label, f1Score }) => [label, f1Score])));
 * ```
 */
export interface ClassificationReport {
  /** Scores by class. */
  readonly classes: readonly LabelScores[];
  /** Score of all samples together. */
  readonly overall: OverallScore;
  /** Unweighted mean over classes. */
  readonly macroAverage: ClassScores;
  /** Mean over classes, weighted by support. */
  readonly weightedAverage: ClassScores;
  /** `undefined-score`, once per kind of score that is 0/0 for a class. */
  readonly warnings: readonly CurveWarning[];
}

const ACTION = "Cannot compute classification report";

/** Counts from which scores are computed. */
interface Tally {
  readonly hits: number;
  readonly predicted: number;
  readonly actual: number;
}

const OPTIONS: OptionKinds<ClassificationReportOptions> = {
  labels: true,
  sampleWeight: true,
  zeroDivision: true,
};

/**
 * Computes precision, recall, F1 score and support of every class, and their averages, as
 * scikit-learn's `classification_report` does. `formatClassificationReport` formats the result as a
 * table.
 *
 * Time is linear in the samples. Memory is 12 bytes per sample.
 *
 * @param yTrue The true labels, at least one
 * @param yPred One predicted label per true label: labels, not probabilities
 *
 * @throws {CurveArgumentError} If an argument is empty, of another length, or contains anything but
 * labels. Also if strings are mixed with other labels. Also if `labels` is empty or repeats a label
 * (scikit-learn counts it again), or a weight is negative (scikit-learn counts it).
 *
 * @example
 * ```ts
 * import { classificationReport } from "@runlog/sagemaker/curves";
 *
 * const report = classificationReport([0, 1, 2, 2, 2], [0, 0, 2, 2, 1]);
 * console.log(report.classes[2]); // { label: 2, precision: 1, recall: 0.667, f1Score: 0.8, support: 3 }
 * console.log(report.overall); // { kind: "accuracy", accuracy: 0.6, support: 5 }
 * ```
 */
export function classificationReport(
  yTrue: LabelSequence,
  yPred: LabelSequence,
  options: ClassificationReportOptions = {},
): ClassificationReport {
  checkCurveOptions(ACTION, options, OPTIONS);
  const zeroDivision = checkZeroDivision(options.zeroDivision);
  const table = new LabelTable(ACTION);
  const trueCodes = table.encode("yTrue", yTrue);
  const predictedCodes = table.encode("yPred", yPred);
  checkLength(ACTION, "yPred", predictedCodes.length, { of: "yTrue", length: trueCodes.length });
  const weights = readWeights(ACTION, options.sampleWeight, trueCodes.length);
  const { labels, codes } = options.labels === undefined
    ? table.sorted()
    : table.locateDistinct("labels", options.labels);
  const tallyOf = tallyClasses({ trueCodes, predictedCodes, weights }, table.size);
  const tallies = codes.map(tallyOf);
  const scores = tallies.map((tally) => scoresOf(tally, zeroDivision));
  const together = scoresOf(addTallies(tallies), zeroDivision);
  const reportsAll = new Set(codes.filter((code) => code >= 0)).size === table.size;
  return {
    classes: scores.map((score, row) => ({ label: labels[row] ?? row, ...score })),
    overall: reportsAll
      ? { kind: "accuracy", accuracy: together.precision, support: together.support }
      : { kind: "micro-average", ...together },
    macroAverage: averageOf(scores, () => 1, together.support),
    weightedAverage: averageOf(scores, (score) => score.support, together.support),
    warnings: options.zeroDivision === undefined ? warningsOf(labels, tallies) : [],
  };
}

/**
 * Counts every class and returns a function from a code to its counts: zeros for a code that no
 * sample has.
 */
function tallyClasses(
  samples: {
    readonly trueCodes: Uint32Array;
    readonly predictedCodes: Uint32Array;
    readonly weights: Float64Array | undefined;
  },
  classes: number,
): (code: number) => Tally {
  const { trueCodes, predictedCodes, weights } = samples;
  const hits = new Float64Array(classes);
  const predicted = new Float64Array(classes);
  const actual = new Float64Array(classes);
  for (let index = 0; index < trueCodes.length; index++) {
    const weight = weights === undefined ? 1 : weights[index] ?? NaN;
    const trueCode = trueCodes[index] ?? 0;
    const predictedCode = predictedCodes[index] ?? 0;
    actual[trueCode] = (actual[trueCode] ?? 0) + weight;
    predicted[predictedCode] = (predicted[predictedCode] ?? 0) + weight;
    if (trueCode === predictedCode) hits[trueCode] = (hits[trueCode] ?? 0) + weight;
  }
  return (code) => ({
    hits: hits[code] ?? 0,
    predicted: predicted[code] ?? 0,
    actual: actual[code] ?? 0,
  });
}

function addTallies(tallies: readonly Tally[]): Tally {
  return tallies.reduce((sum, tally) => ({
    hits: sum.hits + tally.hits,
    predicted: sum.predicted + tally.predicted,
    actual: sum.actual + tally.actual,
  }), { hits: 0, predicted: 0, actual: 0 });
}

function scoresOf({ hits, predicted, actual }: Tally, zeroDivision: number): ClassScores {
  const share = (part: number, whole: number) => whole === 0 ? zeroDivision : part / whole;
  return {
    precision: share(hits, predicted),
    recall: share(hits, actual),
    f1Score: share(2 * hits, actual + predicted),
    support: actual,
  };
}

/** Returns the weighted mean of each score, without those that are NaN. */
function averageOf(
  classes: readonly ClassScores[],
  weightOf: (scores: ClassScores) => number,
  support: number,
): ClassScores {
  const mean = (scoreOf: (scores: ClassScores) => number) => {
    const defined = classes.filter((scores) => !Number.isNaN(scoreOf(scores)));
    const total = defined.reduce((sum, scores) => sum + weightOf(scores), 0);
    return total === 0
      ? defined.reduce((sum, scores) => sum + scoreOf(scores), 0) / defined.length
      : defined.reduce((sum, scores) => sum + weightOf(scores) * scoreOf(scores), 0) / total;
  };
  return {
    precision: mean((scores) => scores.precision),
    recall: mean((scores) => scores.recall),
    f1Score: mean((scores) => scores.f1Score),
    support,
  };
}

function warningsOf(labels: readonly Label[], tallies: readonly Tally[]): CurveWarning[] {
  const undefinedScores = [
    { score: "Precision", isUndefined: (tally: Tally) => tally.predicted === 0 },
    { score: "Recall", isUndefined: (tally: Tally) => tally.actual === 0 },
    { score: "F1 score", isUndefined: (tally: Tally) => tally.predicted + tally.actual === 0 },
  ];
  return undefinedScores.flatMap(({ score, isUndefined }) => {
    const rows = tallies.flatMap((tally, row) => isUndefined(tally) ? [labels[row]] : []);
    if (rows.length === 0) return [];
    const message = `${score} is 0/0 and was set to 0 for labels ${shownSet(rows)}`;
    return [{ kind: "undefined-score", message }];
  });
}

function checkZeroDivision(value: number | undefined): number {
  if (value === undefined) return 0;
  if (value === 0 || value === 1 || Number.isNaN(value)) return value;
  throw new CurveArgumentError(ACTION, {
    argument: "zeroDivision",
    value,
    rule: "be 0, 1 or NaN",
  });
}
