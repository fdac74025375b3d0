import type { Sample } from "./data.ts";
import { type Random, shuffled } from "./random.ts";

/** Samples to learn from, to compare settings by, and to judge the result by. */
export interface Split {
  readonly train: readonly Sample[];
  readonly validation: readonly Sample[];
  readonly test: readonly Sample[];
}

/** Each feature's mean and standard deviation in the training samples. */
export interface Scaling {
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
}

/**
 * Deals the samples out at random: three fifths to train, a fifth each to validation and test.
 *
 * Stratified: each label is dealt out by itself, so that the rarest has its share in every part.
 */
export function stratifiedSplit(samples: readonly Sample[], random: Random): Split {
  const train: Sample[] = [];
  const validation: Sample[] = [];
  const test: Sample[] = [];
  for (const label of new Set(samples.map((sample) => sample.label))) {
    const stratum = shuffled(samples.filter((sample) => sample.label === label), random);
    const trainEnd = Math.round(stratum.length * 0.6);
    const validationEnd = Math.round(stratum.length * 0.8);
    train.push(...stratum.slice(0, trainEnd));
    validation.push(...stratum.slice(trainEnd, validationEnd));
    test.push(...stratum.slice(validationEnd));
  }
  return { train, validation, test };
}

/** Measures the scaling that {@linkcode standardize} applies. Give it training samples only. */
export function measureScaling(samples: readonly Sample[]): Scaling {
  const width = samples[0]?.features.length ?? 0;
  const columns = Array.from(
    { length: width },
    (_, column) => samples.map(({ features }) => features[column]!), // column < width
  );
  return {
    mean: Float64Array.from(columns, average),
    deviation: Float64Array.from(columns, (column) => {
      const mean = average(column);
      return Math.sqrt(average(column.map((value) => (value - mean) ** 2)));
    }),
  };
}

/** The same split with each feature as its distance from the mean, in standard deviations. */
export function standardize(split: Split, { mean, deviation }: Scaling): Split {
  const scale = ({ features, label }: Sample): Sample => ({
    features: features.map((value, i) => (value - mean[i]!) / deviation[i]!), // as long as features
    label,
  });
  return {
    train: split.train.map(scale),
    validation: split.validation.map(scale),
    test: split.test.map(scale),
  };
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
