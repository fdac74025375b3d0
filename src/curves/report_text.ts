/**
 * Formats a classification report as text.
 *
 * @module
 */
import { CurveArgumentError } from "./errors.ts";
import type { ClassificationReport, ClassScores } from "./report.ts";
import { checkCurveArgument, checkCurveOptions } from "./check_options.ts";
import type { OptionKinds } from "../options.ts";
import { listOf, NUMBER, oneOf, recordOf, TEXT } from "../kinds.ts";

/**
 * Options of {@linkcode formatClassificationReport}.
 *
 * @example Names and more digits
 * ```ts
 * import {
 *   classificationReport,
 *   formatClassificationReport,
 *   type FormatClassificationReportOptions,
 * } from "@runlog/sagemaker/curves";
 *
 * const options: FormatClassificationReportOptions = { digits: 4, labelNames: ["no", "yes"] };
 * console.log(formatClassificationReport(classificationReport([0, 1, 1], [0, 1, 0]), options));
 * ```
 */
export interface FormatClassificationReportOptions {
  /**
   * Decimals per score, 0 to 15.
   *
   * @default 2
   */
  readonly digits?: number | undefined;
  /**
   * One name per class, in the report's order.
   *
   * @default the labels
   */
  readonly labelNames?: readonly string[] | undefined;
}

const ACTION = "Cannot format classification report";
const HEADERS = ["precision", "recall", "f1-score", "support"];
const SHORTEST_NAME = "weighted avg".length;
const FIELD_WIDTH = 9;
const MOST_DIGITS = 15; // the digits of a double up to 1

const SCORES = { precision: NUMBER, recall: NUMBER, f1Score: NUMBER, support: NUMBER };
const AVERAGE = recordOf("be scores", SCORES);
const REPORT = recordOf("be the result of classificationReport", {
  classes: listOf(AVERAGE),
  overall: recordOf("be an overall score", {
    kind: oneOf("accuracy", "micro-average"),
    support: NUMBER,
  }),
  macroAverage: AVERAGE,
  weightedAverage: AVERAGE,
});

const OPTIONS: OptionKinds<FormatClassificationReportOptions> = {
  digits: true,
  labelNames: listOf(TEXT),
};

/**
 * Formats a classification report as a table, in scikit-learn's layout and rounding. The support of
 * weighted samples has as many digits as it needs.
 *
 * @param report The result of {@linkcode classificationReport}
 * @returns The lines of text, each ended by a line feed
 *
 * @throws {CurveArgumentError} If there are more or fewer names than classes, or `digits` is not a
 * whole number from 0 to 15
 *
 * @example
 * ```ts
 * import { classificationReport, formatClassificationReport } from "@runlog/sagemaker/curves";
 *
 * const report = classificationReport(["ham", "spam", "ham"], ["ham", "spam", "spam"]);
 * console.log(formatClassificationReport(report));
 * //               precision    recall  f1-score   support
 * //
 * //          ham       1.00      0.50      0.67         2
 * //         spam       0.50      1.00      0.67         1
 * //
 * //     accuracy                           0.67         3
 * //    macro avg       0.75      0.75      0.67         3
 * // weighted avg       0.83      0.67      0.67         3
 * ```
 */
export function formatClassificationReport(
  report: ClassificationReport,
  options: FormatClassificationReportOptions = {},
): string {
  checkCurveArgument(ACTION, "report", report, REPORT);
  checkCurveOptions(ACTION, options, OPTIONS);
  const digits = checkDigits(options.digits ?? 2);
  const names = options.labelNames ?? report.classes.map(({ label }) => String(label));
  if (names.length !== report.classes.length) {
    throw new CurveArgumentError(ACTION, {
      argument: "labelNames.length",
      value: names.length,
      rule: `be ${report.classes.length}, the number of classes`,
    });
  }
  const width = names.reduce(
    (longest, name) => Math.max(longest, [...name].length),
    Math.max(SHORTEST_NAME, digits),
  );
  const line = (name: string, fields: readonly string[]) =>
    `${alignRight(name, width)} ${
      fields.map((field) => ` ${alignRight(field, FIELD_WIDTH)}`).join("")
    }\n`;
  const row = (name: string, scores: ClassScores) =>
    line(name, [
      ...[scores.precision, scores.recall, scores.f1Score].map((score) => round(score, digits)),
      String(scores.support),
    ]);
  const { overall } = report;
  return [
    line("", HEADERS),
    "\n",
    ...report.classes.map((scores, index) => row(names[index] ?? "", scores)),
    "\n",
    overall.kind === "accuracy"
      ? line("accuracy", ["", "", round(overall.accuracy, digits), String(overall.support)])
      : row("micro avg", overall),
    row("macro avg", report.macroAverage),
    row("weighted avg", report.weightedAverage),
  ].join("");
}

function checkDigits(digits: number): number {
  if (Number.isInteger(digits) && digits >= 0 && digits <= MOST_DIGITS) return digits;
  throw new CurveArgumentError(ACTION, {
    argument: "digits",
    value: digits,
    rule: "be a whole number from 0 to 15",
  });
}

/** Pads by characters; `padStart` counts UTF-16 units. */
function alignRight(text: string, width: number): string {
  return " ".repeat(Math.max(0, width - [...text].length)) + text;
}

/**
 * Rounds as Python prints: a value exactly between two goes to the even one, while `toFixed` rounds
 * up.
 */
function round(value: number, digits: number): string {
  if (Number.isNaN(value)) return "nan";
  const isTie = Math.abs(value * 2 ** (digits + 1)) % 2 === 1;
  const rounded = value.toFixed(digits);
  if (!isTie || Number(rounded.at(-1)) % 2 === 0) return rounded;
  return (Math.floor(value * 10 ** digits) / 10 ** digits).toFixed(digits);
}
