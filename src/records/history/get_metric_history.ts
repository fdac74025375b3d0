/**
 * Reads the history of a metric: logged points where the service keeps them, and statistics by step
 * or time from SageMaker.
 *
 * @module
 */
import type { RunReference } from "../runs/reference.ts";
import type { MetricHistory, MetricHistoryOptions } from "./metric_history.ts";
import { oneOrMore, TEXT } from "../../kinds.ts";
import { checkArgument } from "../../options.ts";

const NAMES = oneOrMore(TEXT);

/**
 * Returns the history of a metric, or of several in as few requests as possible. SageMaker accepts
 * a hundred metrics per request. If a response has no room for all data, runlog sends one more
 * request. A metric without logged points has an empty history. Histories of
 * points contain NaN and infinities; statistics omit them. SageMaker shows points a few
 * seconds after it acknowledged them.
 *
 * @param run The run: its names, a record or the run itself
 * @param metricName Name of the metric to read, as it was logged or as a record shows it
 * @param options Kind of history, statistic and range of steps; session and signal
 * @returns The history as columns, with 24 bytes per point
 * @throws {RunNotFoundError} If the run does not exist
 * @throws {MetricQueryError} If the service cannot answer
 * @throws {ArgumentError} If an argument is out of range, or if `by` is `point` and the session's
 * service keeps no points
 *
 * @example One metric
 * ```ts
 * import { getMetricHistory, withRun } from "@runlog/sagemaker";
 *
 * const run = { experimentName: "demo", runName: "history" };
 * await withRun(run, (run) => {
 *   for (let step = 0; step < 3; step++) run.logMetric("loss", 1 / (step + 1), { step });
 * });
 * const loss = await getMetricHistory(run, "loss", { by: "step" });
 * if (loss.kind === "step") console.log(loss.steps, loss.values);
 * ```
 *
 * @example Every metric of a run
 * ```ts
 * import { getMetricHistory, getRun, withRun } from "@runlog/sagemaker";
 *
 * const names = { experimentName: "demo", runName: "histories" };
 * await withRun(names, (run) => run.logMetrics({ loss: 0.5, accuracy: 0.9 }, { step: 0 }));
 * const run = await getRun(names);
 * for (const { metricName, values } of await getMetricHistory(run, Object.keys(run.metrics))) {
 *   console.log(metricName, values.length);
 * }
 * ```
 */
export function getMetricHistory(
  run: RunReference,
  metricName: string,
  options?: MetricHistoryOptions,
): Promise<MetricHistory>;
/**
 * Returns the histories of several metrics.
 *
 * @param run The run: its names, a record or the run itself
 * @param metricNames Names of the metrics, such as the keys of a record's `metrics`
 * @param options Kind of history, statistic and range of steps; session and signal
 * @returns The histories, in the order of the names
 */
export function getMetricHistory(
  run: RunReference,
  metricNames: readonly string[],
  options?: MetricHistoryOptions,
): Promise<readonly MetricHistory[]>;
/** Accepts one name or several. */
export async function getMetricHistory(
  run: RunReference,
  names: string | readonly string[],
  options: MetricHistoryOptions = {},
): Promise<MetricHistory | readonly MetricHistory[]> {
  checkArgument("Cannot read metric history", "metricName", names, NAMES);
  const { readHistories } = await import("./metric_history.ts");
  if (Array.isArray(names)) return await readHistories(run, names, options);
  // Anything but an array is one name; its check rejects other values.
  const [history] = await readHistories(run, [names as string], options);
  return history as MetricHistory;
}
