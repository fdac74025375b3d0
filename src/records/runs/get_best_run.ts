/**
 * Finds the best run by a metric.
 *
 * @module
 */
import { REQUEST_OPTIONS, type RequestOptions } from "../../session/request_options.ts";
import type { RunRecord } from "./record.ts";
import { searchRuns } from "./search_runs.ts";
import { type MetricStatistic, STATISTICS } from "../../text/statistics.ts";
import type { RunFilter } from "./run_filter.ts";
import { type OptionKinds, requireOptions } from "../../options.ts";
import { NAMED_VALUES, oneOf, required, TEXT } from "../../kinds.ts";
import { ENTITY_NAME } from "../../rules/names.ts";

/** Options of {@linkcode getBestRun}. */
export interface GetBestRunOptions extends RequestOptions {
  /** The experiment; case does not matter. */
  readonly experimentName: string;
  /** Name of the metric to compare. */
  readonly metric: string;
  /** Whether the smallest or the largest value is best. */
  readonly goal: "minimize" | "maximize";
  /**
   * Statistic of the metric to compare.
   * @default "last"
   */
  readonly statistic?: MetricStatistic | undefined;
  /**
   * Additional conditions.
   * @default every run that has the metric
   */
  readonly where?: RunFilter | undefined;
}

const ACTION = "Cannot find the best run";

const OPTIONS: OptionKinds<GetBestRunOptions> = {
  ...REQUEST_OPTIONS,
  experimentName: required(ENTITY_NAME),
  metric: required(TEXT),
  goal: required(oneOf("minimize", "maximize")),
  statistic: oneOf(...STATISTICS),
  where: NAMED_VALUES,
};

/**
 * Returns the run with the smallest or largest value of a metric, with one request.
 *
 * @param options Experiment, metric, goal and conditions; session and signal
 * @returns The run; undefined if no run has the metric
 * @throws {ArgumentError} If `goal` or `statistic` has an unknown value
 * @throws {ExperimentNotFoundError} If the experiment does not exist
 *
 * @example
 * ```ts
 * import { getBestRun, withRun } from "@runlog/sagemaker";
 *
 * await withRun({ experimentName: "demo" }, (run) => run.logMetric("loss", 0.5));
 * const best = await getBestRun({ experimentName: "demo", metric: "loss", goal: "minimize" });
 * console.log(best?.runName, best?.parameters);
 * ```
 */
export async function getBestRun(options: GetBestRunOptions): Promise<RunRecord | undefined> {
  requireOptions(ACTION, options, OPTIONS);
  const { experimentName, metric, goal, statistic = "last", where, session, signal } = options;
  const property = `metrics.${metric}.${statistic}` as const;
  const hasMetric: RunFilter = { [property]: { exists: true } };
  const found = searchRuns({
    experimentName,
    where: { and: [hasMetric, ...(where ? [where] : [])] },
    sortBy: property,
    sortOrder: goal === "minimize" ? "ascending" : "descending",
    maxResults: 1,
    session,
    signal,
  });
  for await (const run of found) return run;
  return undefined;
}
