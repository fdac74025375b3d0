/**
 * Defines the names of a metric's statistics, and finds the one that a path ends in. Pure.
 *
 * @module
 */

/** A statistic of a metric's points. */
export type MetricStatistic = "last" | "min" | "max" | "avg" | "stddev" | "count";

/** Every statistic. */
export const STATISTICS: readonly MetricStatistic[] = [
  "last",
  "min",
  "max",
  "avg",
  "stddev",
  "count",
];

/** Whether a word is a statistic. */
export function isStatistic(word: string): word is MetricStatistic {
  // A lookup is safe on a wider type.
  return (STATISTICS as readonly string[]).includes(word);
}

/** Other names of statistics, in lower case and without hyphens and underscores. */
const ALMOST: ReadonlyMap<string, MetricStatistic> = new Map([
  ...STATISTICS.map((word) => [word, word] as const),
  ["average", "avg"],
  ["mean", "avg"],
  ["latest", "last"],
  ["maximum", "max"],
  ["minimum", "min"],
  ["sd", "stddev"],
  ["std", "stddev"],
  ["stdev", "stddev"],
  ["standarddeviation", "stddev"],
]);

/**
 * Returns the statistic that a word almost names: `Min`, `mean`, `std_dev`; undefined for other
 * words.
 */
export function almostStatistic(word: string): MetricStatistic | undefined {
  return isStatistic(word) ? undefined : ALMOST.get(word.toLowerCase().replace(/[-_]/g, ""));
}

/** Parts of the path after `metrics.`. */
export interface MetricPath {
  /** Name of the metric; the whole path if it has no statistic. */
  readonly name: string;
  /** Statistic that the last segment names. */
  readonly statistic: MetricStatistic | undefined;
  /** The correct word, if the last segment is almost a statistic. */
  readonly meant: MetricStatistic | undefined;
}

/** Splits a path such as `loss.min` into metric and statistic. */
export function readMetricPath(path: string): MetricPath {
  const dot = path.lastIndexOf(".");
  const word = path.slice(dot + 1);
  if (dot < 1) return { name: path, statistic: undefined, meant: undefined };
  return isStatistic(word)
    ? { name: path.slice(0, dot), statistic: word, meant: undefined }
    : { name: path, statistic: undefined, meant: almostStatistic(word) };
}

/**
 * Returns the problem with a metric's path; undefined if it is valid. A metric whose own name ends
 * in such a word needs its statistic: `metrics.loss.mean.last`. Search's `timestamp` is not a
 * number.
 */
export function metricPathProblem(path: string): string | undefined {
  const word = path.slice(path.lastIndexOf(".") + 1);
  const { meant = word.length < path.length && word === "timestamp" ? STATISTICS.join(", ") : "" } =
    readMetricPath(path);
  return meant === ""
    ? undefined
    : `the statistic must be ${meant}, got "${word}" ("metrics.${path}.last" is a metric of that name)`;
}

/** Returns the shortest property for a metric's statistic; for its last value if none is given. */
export function metricProperty(name: string, statistic?: MetricStatistic): `metrics.${string}` {
  if (statistic !== undefined) return `metrics.${name}.${statistic}`;
  const isClear = readMetricPath(name).statistic === undefined &&
    metricPathProblem(name) === undefined;
  return isClear ? `metrics.${name}` : `metrics.${name}.last`;
}
