/** Random inputs of every kind, for both libraries. */
import fc from "../../support/fast_check.ts";
import type { Label } from "../../../src/curves.ts";
import { floats, type NumpyArray } from "./client.ts";

/** Labels as one kind of array holds them. */
interface LabelStyle {
  readonly labels: readonly Label[];
  readonly dtype: "int64" | "float64" | "bool" | "str";
}

/** What samples may be labeled with, some of it against the rules. */
const LABEL_STYLES: readonly LabelStyle[] = [
  { labels: [0, 1], dtype: "int64" },
  { labels: [0, 1], dtype: "float64" },
  { labels: [-0, 1], dtype: "float64" },
  { labels: [-1, 1], dtype: "int64" },
  { labels: [false, true], dtype: "bool" },
  { labels: [0n, 1n], dtype: "int64" },
  { labels: [0], dtype: "int64" },
  { labels: [1], dtype: "int64" },
  { labels: [-1], dtype: "int64" },
  { labels: [5], dtype: "int64" },
  { labels: [1, 2], dtype: "int64" },
  { labels: [0, 1, 2], dtype: "int64" },
  { labels: [10, 9, 2, -3, 1], dtype: "int64" },
  { labels: [2n ** 60n, 2n ** 60n + 1n, -(2n ** 63n)], dtype: "int64" },
  { labels: ["ham", "spam"], dtype: "str" },
  { labels: ["only"], dtype: "str" },
  { labels: ["10", "9", "2", "z", "é", "B", "a", "", "\uff5e", "\u{1f600}"], dtype: "str" },
  { labels: ["__proto__", "constructor", "1"], dtype: "str" },
  { labels: [0, 0.5], dtype: "float64" },
  { labels: [0, 1, NaN], dtype: "float64" },
  { labels: [0, 1e19], dtype: "float64" },
];

/** How scores, probabilities or weights are distributed. */
const SCORES: readonly fc.Arbitrary<number>[] = [
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(0, -0, 5e-324, -5e-324, 0.1, 0.1 + Number.EPSILON, 1, -1),
  fc.integer({ min: 0, max: 20 }).map((step) => step / 20),
];
const PROBABILITIES: readonly fc.Arbitrary<number>[] = [
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.integer({ min: 0, max: 20 }).map((step) => step / 20),
  fc.constantFrom(0, -0, 1, 0.2, 0.4, 0.6000000000000001),
];
const WEIGHTS: readonly fc.Arbitrary<number>[] = [
  fc.integer({ min: 0, max: 16 }).map((eighths) => eighths / 8),
  fc.double({ min: 0.01, max: 10, noNaN: true }),
  fc.constantFrom(0, 0.1, 0.2, 0.3),
  fc.constantFrom(0),
];
const SPOILED: readonly fc.Arbitrary<number>[] = [fc.constantFrom(0.5, NaN, Infinity, -Infinity)];
const NEGATIVE: readonly fc.Arbitrary<number>[] = [fc.constantFrom(1, -1)];

/** Samples: a column of labels, one of predicted labels, one of numbers, and perhaps weights. */
export interface SampleCase {
  readonly yTrue: readonly Label[];
  readonly yPred: readonly Label[];
  readonly dtype: string;
  readonly scores: readonly number[];
  readonly weights: readonly number[] | undefined;
  /** Some label of the style, one that nobody has, or none. */
  readonly chosen: Label | undefined;
}

/** Samples with any scores. */
export function scoredSamples(): fc.Arbitrary<SampleCase> {
  return samples(SCORES);
}

/** Samples with scores from 0 to 1. */
export function probabilitySamples(): fc.Arbitrary<SampleCase> {
  return samples(PROBABILITIES);
}

function samples(scores: readonly fc.Arbitrary<number>[]): fc.Arbitrary<SampleCase> {
  // Weighted by how often: mostly legal columns, of the kinds above.
  const kindOfScores = fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom(...scores) },
    { weight: 1, arbitrary: fc.constantFrom(...SPOILED) },
  );
  const kindOfWeights = fc.oneof(
    { weight: 12, arbitrary: fc.constant(undefined) },
    { weight: 12, arbitrary: fc.constantFrom(...WEIGHTS) },
    { weight: 1, arbitrary: fc.constantFrom(...SPOILED, ...NEGATIVE) },
  );
  const style = fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom(...LABEL_STYLES.slice(0, 6)) },
    { weight: 3, arbitrary: fc.constantFrom(...LABEL_STYLES) },
  );
  return fc.tuple(style, kindOfScores, kindOfWeights).chain(
    ([{ labels, dtype }, score, weight]) => {
      const row = fc.record({
        label: fc.constantFrom(...labels),
        predicted: fc.constantFrom(...labels),
        score,
        weight: weight ?? fc.constant(1),
      });
      const absent: Label = dtype === "str" ? "nobody" : 77;
      return fc.record({
        rows: fc.oneof(
          { weight: 6, arbitrary: fc.array(row, { minLength: 1, maxLength: 40 }) },
          { weight: 3, arbitrary: fc.array(row, { minLength: 1, maxLength: 4 }) },
          { weight: 1, arbitrary: fc.array(row, { minLength: 100, maxLength: 300 }) },
        ),
        chosen: fc.option(fc.constantFrom(...labels, ...labels, ...labels, absent), {
          nil: undefined,
        }),
        cut: fc.oneof({ weight: 60, arbitrary: fc.constant("nothing") }, {
          weight: 1,
          arbitrary: fc.constantFrom("scores", "weights", "everything"),
        }),
      }).map(({ rows, chosen, cut }): SampleCase => {
        const kept = cut === "everything" ? [] : rows;
        const column = <T>(name: string, values: T[]) => cut === name ? values.slice(1) : values;
        return {
          yTrue: kept.map((sample) => sample.label),
          yPred: column("scores", kept.map((sample) => sample.predicted)),
          dtype,
          scores: column("scores", kept.map((sample) => sample.score)),
          weights: weight && column("weights", kept.map((sample) => sample.weight)),
          chosen,
        };
      });
    },
  );
}

/** A column of labels for numpy. */
export function labelArray(labels: readonly Label[], dtype: string): NumpyArray {
  if (dtype === "float64") return floats(labels.map(Number));
  // numpy reads integers from text, which JSON's numbers would round.
  return { dtype, values: dtype === "int64" ? labels.map(String) : labels };
}

/** One label for Python. */
export function labelScalar(label: Label): unknown {
  if (typeof label === "bigint" || (typeof label === "number" && !Number.isFinite(label))) {
    return `#${label}`;
  }
  return label;
}

/** Whether a value may be a label at all. */
export function isLabel(label: Label): boolean {
  return typeof label !== "number" || (Number.isInteger(label) && Math.abs(label) < 2 ** 63);
}

/** The same values as an array, a typed array where there is one, or something that iterates once. */
export function inContainer<T>(values: readonly T[], container: Container): Iterable<T> {
  if (container === "iterator") return values.values();
  if (container === "array" || values.length === 0) return [...values];
  // The union of element types hides that all are of one.
  if (values.every((value) => typeof value === "number")) {
    return Float64Array.from(values) as Iterable<unknown> as Iterable<T>;
  }
  if (values.every((value) => typeof value === "bigint")) {
    return BigInt64Array.from(values) as Iterable<unknown> as Iterable<T>;
  }
  return [...values];
}

/** What values are handed over in. */
export type Container = "array" | "typed array" | "iterator";

/** Any of the containers. */
export function containers(): fc.Arbitrary<Container> {
  return fc.constantFrom("array", "typed array", "iterator");
}
