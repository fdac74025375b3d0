/**
 * The best run by a metric. Browser-safe.
 *
 * @module
 */
import { ArgumentError } from "../../errors.ts";
import { REQUEST_OPTIONS, type RequestOptions } from "../../session/request_options.ts";
import type { RunRecord } from "./record.ts";
import { searchRuns } from "./search_runs.ts";
import { isStatistic, type MetricStatistic, STATISTICS } from "../../text/statistics.ts";
import type { RunFilter } from "./run_filter.ts";
import { checkOptions, type OptionNames } from "../../options.ts";

/** Options of {@linkcode getBestRun}. */
export interface GetBestRunOptions extends RequestOptions {
  /** The experiment; case does not matter. */
  readonly experimentName: string;
  /** The metric. */
  readonly metric: string;
  /** Whether the smallest value is best, or the largest. */
  readonly goal: "minimize" | "maximize";
  /**
   * Which of the metric's values counts.
   * @default "last"
   */
  readonly statistic?: MetricStatistic | undefined;
  /**
   * Further conditions.
   * @default every run that has the metric
   */
  readonly where?: RunFilter | undefined;
}

const ACTION = "Cannot find the best run";
const GOALS: readonly string[] = ["minimize", "maximize"];

const OPTIONS: OptionNames<GetBestRunOptions> = {
  ...REQUEST_OPTIONS,
  experimentName: true,
  metric: true,
  goal: true,
  statistic: true,
  where: true,
};

/**
 * The run with the smallest or largest value of a metric: one request.
 *
 * @param options The experiment, the metric and what is best
 * @returns The run; undefined when no run has the metric
 * @throws {ArgumentError} when `goal` or `statistic` is none of those it may be
 * @throws {ExperimentNotFoundError} when there is no such experiment
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
  checkOptions(ACTION, options, OPTIONS);
  const { experimentName, metric, goal, statistic = "last", where, session, signal } = options;
  if (!GOALS.includes(goal)) {
    const rule = 'be "minimize" or "maximize"';
    throw new ArgumentError(ACTION, { argument: "goal", value: goal, rule });
  }
  if (!isStatistic(statistic)) {
    const rule = `be one of ${STATISTICS.join(", ")}`;
    throw new ArgumentError(ACTION, { argument: "statistic", value: statistic, rule });
  }
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
