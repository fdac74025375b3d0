/**
 * Reads those points of a metric that a chart can show.
 *
 * @module
 */
import { oneOrMore, TEXT } from "../../kinds.ts";
import { checkArgument } from "../../options.ts";
import type { RunReference } from "../runs/reference.ts";
import type { DownsampledHistory, DownsampledHistoryOptions } from "./downsampled_history.ts";

const NAMES = oneOrMore(TEXT);

/**
 * Returns those points of a metric, or of several, that a chart with this many columns of pixels can
 * show. A local store selects them, so a million points take the memory and the time of a few thousand. Each column
 * keeps its first, last, smallest and largest value, and its first and last point that is NaN or
 * infinite. A metric with at most 7 points per column is returned whole.
 *
 * SageMaker keeps no points: there, use `getMetricHistory`, and `decimate` of
 * `@runlog/sagemaker/plot`.
 *
 * @param run The run: its names, a record or the run itself
 * @param metricName Name of the metric to read, as it was logged or as a record shows it
 * @param options Width of the chart, axis and window; session and signal
 * @returns The points by increasing x, as columns
 * @throws {RunNotFoundError} If the run does not exist
 * @throws {ArgumentError} If an argument is out of range, or the session's service keeps no points
 *
 * @example Ten thousand points for a chart of 300 pixels
 * ```ts
 * import { getDownsampledHistory, withRun } from "@runlog/sagemaker";
 *
 * const run = { experimentName: "demo", runName: "downsampled" };
 * await withRun(run, (run) => {
 *   for (let step = 0; step < 10_000; step++) run.logMetric("loss", step % 7, { step });
 * });
 * const loss = await getDownsampledHistory(run, "loss", { columns: 300 });
 * console.log(loss.count, loss.values.length < 2_100); // 10000 true
 * ```
 */
export function getDownsampledHistory(
  run: RunReference,
  metricName: string,
  options: DownsampledHistoryOptions,
): Promise<DownsampledHistory>;
/**
 * Returns the points of several metrics that a chart can show.
 *
 * @param run The run: its names, a record or the run itself
 * @param metricNames Names of the metrics, such as the keys of a record's `metrics`
 * @param options Width of the chart, axis and window; session and signal
 * @returns The points of each metric, in the order of the names
 */
export function getDownsampledHistory(
  run: RunReference,
  metricNames: readonly string[],
  options: DownsampledHistoryOptions,
): Promise<readonly DownsampledHistory[]>;
/** Accepts one name or several. */
export async function getDownsampledHistory(
  run: RunReference,
  names: string | readonly string[],
  options: DownsampledHistoryOptions,
): Promise<DownsampledHistory | readonly DownsampledHistory[]> {
  checkArgument("Cannot downsample history", "metricName", names, NAMES);
  const { readDownsampledHistories } = await import("./downsampled_history.ts");
  if (typeof names !== "string") return await readDownsampledHistories(run, names, options);
  const [history] = await readDownsampledHistories(run, [names], options);
  // One name has one history.
  return history as DownsampledHistory;
}
