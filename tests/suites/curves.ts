import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  auc,
  averagePrecision,
  averagePrecisionOf,
  calibrationCurve,
  classificationReport,
  type ClassScores,
  confusionMatrix,
  CurveArgumentError,
  detCurve,
  type Label,
  oneVsRestPrecisionRecallCurves,
  oneVsRestRocCurves,
  precisionRecallCurve,
  rocCurve,
  thinCurve,
} from "../../src/curves.ts";
import golden from "../curves/golden/cases.json" with { type: "json" };
import type { Register } from "./suite.ts";

/** A call and what scikit-learn made of it; see the folder's README. */
interface GoldenCase {
  readonly name: string;
  readonly call: string;
  readonly yTrue: readonly Label[];
  readonly other: readonly Label[];
  readonly expected?: unknown;
  readonly error?: string;
}

const CASE_FIELDS = new Set(["name", "call", "yTrue", "other", "expected", "error"]);

/** Curves in any runtime: golden cases, and what engines could do differently. */
export function curvesSuite(test: Register): void {
  // The literal type of the file says less than its README.
  for (const entry of golden as unknown as readonly GoldenCase[]) {
    test(`${entry.call}() of ${entry.name} is scikit-learn's`, () => checkGolden(entry));
  }

  test("curves of a million scores count every sample", () => {
    const scores = Float64Array.from({ length: 1_000_000 }, (_, index) => Math.sin(index));
    const yTrue = scores.map((score, index) => Number(score + Math.cos(index * index) > 0));
    const positives = yTrue.reduce((sum, label) => sum + label, 0);
    const { precision, recall, thresholds } = precisionRecallCurve(yTrue, scores);
    assertEquals(precision[0], positives / 1_000_000);
    assertEquals([recall[0], recall.at(-1)], [1, 0]);
    assertEquals(thresholds, new Float64Array(new Set(scores)).sort());
    const weighted = precisionRecallCurve(yTrue, scores, { sampleWeight: scores.map(() => 2) });
    assertEquals(weighted.precision, precision);
    assertEquals(weighted.thresholds, thresholds);
    const average = averagePrecision(yTrue, scores);
    assert(Math.abs(averagePrecisionOf(weighted) - average) < 1e-12);
  });

  test("the area under a ROC curve is the chance that a positive scores above a negative", () => {
    const scores = Array.from({ length: 300 }, (_, index) => Math.round(10 * Math.sin(index * 7)));
    const yTrue = scores.map((score, index) => score + 8 * Math.cos(index * 3) > 0);
    const { falsePositiveRate, truePositiveRate } = rocCurve(yTrue, scores);
    const scoresOfLabel = (label: boolean) => scores.filter((_, index) => yTrue[index] === label);
    const pairs = scoresOfLabel(true).flatMap((positive) =>
      scoresOfLabel(false).map((negative) => Math.sign(positive - negative))
    );
    const chance = pairs.reduce((sum, sign) => sum + (1 + sign) / 2, 0) / pairs.length;
    assert(Math.abs(auc(falsePositiveRate, truePositiveRate) - chance) < 1e-12);
  });

  test("inputs are iterated once, and not changed", () => {
    let iterations = 0;
    const once = <T>(values: readonly T[]): Iterable<T> => ({
      [Symbol.iterator]() {
        iterations++;
        return values[Symbol.iterator]();
      },
    });
    const scores = Float64Array.of(0.9, -0, 0.35, 0.8);
    const yTrue = [1n, 0n, 1n, 0n];
    const given = [scores.slice(), yTrue.slice()];
    const expected = rocCurve(yTrue, scores);
    assertEquals(rocCurve(once(yTrue), once([...scores])), expected);
    assertEquals(iterations, 2);
    assertEquals(rocCurve(BigInt64Array.from(yTrue), scores), expected);
    assertEquals(
      rocCurve(Uint8Array.of(1, 0, 1, 0), scores, { sampleWeight: [1, 1, 1, 1] }),
      expected,
    );
    assertEquals([scores, yTrue], given);
  });

  test("a large curve is thinned within the bound and says how many points it had", () => {
    const x = Float64Array.from({ length: 50_000 }, (_, index) => index / 49_999);
    const thinned = thinCurve(x, x.map(Math.sqrt));
    assertEquals(thinned.originalCount, 50_000);
    assert(thinned.x.length < 1000);
    assert(thinned.deviation <= 0.002);
  });
}

function checkGolden(entry: GoldenCase): void {
  if (entry.error !== undefined) {
    assertThrows(() => callOurs(entry), CurveArgumentError);
  } else {
    assertClose(callOurs(entry), entry.expected);
  }
}

/** Our result in the order of scikit-learn's. */
function callOurs(entry: GoldenCase): unknown {
  // What else stands in the case are options, under our names.
  const options = Object.fromEntries(
    Object.entries(entry).filter(([name]) => !CASE_FIELDS.has(name)),
  );
  const { yTrue } = entry;
  const numbers = entry.other.map(Number);
  switch (entry.call) {
    case "precisionRecallCurve": {
      const { precision, recall, thresholds } = precisionRecallCurve(yTrue, numbers, options);
      return [precision, recall, thresholds];
    }
    case "averagePrecision": {
      // A golden case states the options of every function; this one has no such option.
      const { dropIntermediate: _, ...own } = options;
      return averagePrecision(yTrue, numbers, own);
    }
    case "rocCurve": {
      const curve = rocCurve(yTrue, numbers, options);
      return [curve.falsePositiveRate, curve.truePositiveRate, curve.thresholds];
    }
    case "detCurve": {
      const curve = detCurve(yTrue, numbers, options);
      return [curve.falsePositiveRate, curve.falseNegativeRate, curve.thresholds];
    }
    case "calibrationCurve": {
      const curve = calibrationCurve(yTrue, numbers, options);
      return [curve.fractionOfPositives, curve.meanPredictedProbability];
    }
    case "confusionMatrix":
      return confusionMatrix(yTrue, entry.other, options).matrix;
    case "classificationReport": {
      const report = classificationReport(yTrue, entry.other, options);
      return [
        report.classes.map(scoresOf),
        report.overall.kind === "accuracy" ? report.overall.accuracy : scoresOf(report.overall),
        scoresOf(report.macroAverage),
        scoresOf(report.weightedAverage),
      ];
    }
    case "oneVsRestRocCurves": {
      const { classes, micro, macro } = oneVsRestRocCurves(
        yTrue,
        Float64Array.from(numbers),
        options,
      );
      const areas = classes.map((curve) => curve.areaUnderCurve);
      return [areas, micro.areaUnderCurve, macro.areaUnderCurve];
    }
    case "oneVsRestPrecisionRecallCurves": {
      const { classes, micro, macro } = oneVsRestPrecisionRecallCurves(
        yTrue,
        Float64Array.from(numbers),
        options,
      );
      const averages = classes.map((curve) => curve.averagePrecision);
      return [averages, micro.averagePrecision, macro.averagePrecision];
    }
    default:
      throw new Error(`No function ${entry.call}`);
  }
}

function scoresOf({ precision, recall, f1Score, support }: ClassScores): number[] {
  return [precision, recall, f1Score, support];
}

function assertClose(ours: unknown, theirs: unknown): void {
  if (typeof ours === "number") {
    const expected = Number(theirs); // "NaN" and "Infinity" stand by name
    const isClose = Object.is(ours, expected) || ours === expected ||
      Math.abs(ours - expected) <= 1e-12;
    return assert(isClose, `${ours} against ${expected}`);
  }
  // Everything else is a list, of one kind or another.
  const [list, expected] = [Array.from(ours as ArrayLike<unknown>), theirs as unknown[]];
  assertEquals(list.length, expected.length);
  list.forEach((item, index) => assertClose(item, expected[index]));
}
