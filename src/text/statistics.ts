/**
 * The words for a metric's statistics, and which of them a name ends in. Pure.
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
  // Only asks, so the list may be of a wider type.
  return (STATISTICS as readonly string[]).includes(word);
}

/** What others call statistics: lower case, without hyphens and underscores. */
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

/** The statistic that a word nearly names: `Min`, `mean`, `std_dev`; undefined for every other word. */
export function almostStatistic(word: string): MetricStatistic | undefined {
  return isStatistic(word) ? undefined : ALMOST.get(word.toLowerCase().replace(/[-_]/g, ""));
}

/** What follows `metrics.`, taken apart. */
export interface MetricPath {
  /** The metric; the whole path without a statistic. */
  readonly name: string;
  /** What the last segment names. */
  readonly statistic: MetricStatistic | undefined;
  /** The right word, where the last segment is almost a statistic. */
  readonly meant: MetricStatistic | undefined;
}

/** Takes `loss.min` apart. */
export function readMetricPath(path: string): MetricPath {
  const dot = path.lastIndexOf(".");
  const word = path.slice(dot + 1);
  if (dot < 1) return { name: path, statistic: undefined, meant: undefined };
  return isStatistic(word)
    ? { name: path.slice(0, dot), statistic: word, meant: undefined }
    : { name: path, statistic: undefined, meant: almostStatistic(word) };
}

/**
 * Why a metric's path is refused; undefined for one that is fine. A metric whose own name ends in such
 * a word is named with its statistic: `metrics.loss.mean.last`. Search's `timestamp` is no number.
 */
export function metricPathProblem(path: string): string | undefined {
  const word = path.slice(path.lastIndexOf(".") + 1);
  const { meant = word.length < path.length && word === "timestamp" ? STATISTICS.join(", ") : "" } =
    readMetricPath(path);
  return meant === ""
    ? undefined
    : `the statistic is ${meant}, got "${word}" ("metrics.${path}.last" is a metric of that name)`;
}

/** The property of a metric's statistic, the last value without one, in the fewest words. */
export function metricProperty(name: string, statistic?: MetricStatistic): `metrics.${string}` {
  if (statistic !== undefined) return `metrics.${name}.${statistic}`;
  const isClear = readMetricPath(name).statistic === undefined &&
    metricPathProblem(name) === undefined;
  return isClear ? `metrics.${name}` : `metrics.${name}.last`;
}
