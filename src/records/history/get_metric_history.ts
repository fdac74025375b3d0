/**
 * The points of a metric, read back: as they were logged where the service keeps them, and as
 * statistics by step or time from SageMaker. Browser-safe.
 *
 * @module
 */
import type { RunReference } from "../runs/reference.ts";
import type { MetricHistory, MetricHistoryOptions } from "./metric_history.ts";

/**
 * The history of a metric, or of several in as few requests as there can be: from SageMaker a hundred
 * metrics a request, and one more for what an answer had no room for. A metric of which nothing was
 * logged has an empty history. SageMaker shows points a few seconds after they were acknowledged.
 *
 * @param run The run: its names, a record or the run itself
 * @param metricName The metric
 * @param options What to read of it; session and signal
 * @returns Columns; 24 bytes a point
 * @throws {RunNotFoundError} when there is no run of these names
 * @throws {MetricQueryError} when the service cannot answer
 * @throws {ArgumentError} when an argument is out of range, or points are asked of a session that
 * keeps none
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
 * The histories of several metrics.
 *
 * @param run The run: its names, a record or the run itself
 * @param metricNames The metrics, such as the keys of a record's `metrics`
 * @param options What to read of each; session and signal
 * @returns A history for each name, in their order
 */
export function getMetricHistory(
  run: RunReference,
  metricNames: readonly string[],
  options?: MetricHistoryOptions,
): Promise<readonly MetricHistory[]>;
/** Tells one name from several. */
export async function getMetricHistory(
  run: RunReference,
  names: string | readonly string[],
  options: MetricHistoryOptions = {},
): Promise<MetricHistory | readonly MetricHistory[]> {
  const { readHistories } = await import("./metric_history.ts");
  if (Array.isArray(names)) return await readHistories(run, names, options);
  // What is no array is one name, or is refused as one.
  const [history] = await readHistories(run, [names as string], options);
  return history as MetricHistory;
}
