/**
 * Searching runs by parameters, metrics, tags and status: pages of one search, nothing written.
 * Browser-safe.
 *
 * @module
 */
import type { Filter, SearchRequest } from "@aws-sdk/client-sagemaker";
import { ArgumentError } from "../errors.ts";
import { defaultSession } from "../session/default.ts";
import type { SessionLike } from "../session/session.ts";
import { foundRun, runFilters } from "./found_run.ts";
import {
  checkMaxResults,
  PAGE_SIZE,
  type RunListing,
  type RunListingOptions,
  type RunPage,
  toListing,
} from "./listing.ts";
import type { RunRecord } from "./record.ts";
import { type RunFilter, type RunProperty, searchName, toExpression } from "./where.ts";

/** Options of {@linkcode searchRuns}. */
export interface SearchRunsOptions extends RunListingOptions {
  /**
   * Only runs of this experiment; case does not matter.
   * @default every experiment
   */
  readonly experimentName?: string | undefined;
  /**
   * Conditions that must all hold.
   * @default every run
   */
  readonly where?: RunFilter | undefined;
  /**
   * Order: any property of a run. A local store puts runs without it last.
   * @default "creationTime"
   */
  readonly sortBy?: RunProperty | undefined;
}

/** Options of {@linkcode bestRun}. */
export interface BestRunOptions {
  /** The experiment; case does not matter. */
  readonly experimentName: string;
  /** The metric's name. */
  readonly metric: string;
  /** Whether the smallest value is best, or the largest. */
  readonly goal: "minimize" | "maximize";
  /**
   * Which of the metric's values counts.
   * @default "last"
   */
  readonly statistic?: "last" | "min" | "max" | "avg" | undefined;
  /**
   * Further conditions.
   * @default every run that has the metric
   */
  readonly where?: RunFilter | undefined;
  /**
   * Where to read.
   * @default `defaultSession()`
   */
  readonly session?: SessionLike | undefined;
  /** Gives up. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs that meet conditions, as plain records: one request for each 100 runs, none of them a write.
 * The service filters and sorts. In AWS the search index lags behind a write by seconds.
 *
 * @param options Conditions, order and limits
 * @returns Runs, to be iterated; nothing is sent before
 * @throws {ArgumentError} for what AWS Search cannot do: text in an order (`lt`, `gte`, …), more than
 * 20 entries in a list or 50 conditions in all, empty text; and when `maxResults` is not a whole
 * number from 1
 *
 * @example
 * ```ts
 * import { searchRuns } from "@runlog/sagemaker";
 *
 * const runs = searchRuns({
 *   experimentName: "demo",
 *   where: { status: "Completed", "parameters.lr": { lt: 0.1 } },
 *   sortBy: "metrics.loss.min",
 *   sortOrder: "Ascending",
 * });
 * for await (const run of runs) console.log(run.runName, run.metrics["loss"]?.min);
 * ```
 */
export function searchRuns(options: SearchRunsOptions): RunListing {
  const request = toRequest(options);
  return toListing(() => pages(options, request));
}

/**
 * The run with the smallest or largest value of a metric: one request.
 *
 * @param options The experiment, the metric and what is best
 * @returns The run; undefined when no run has the metric
 *
 * @example
 * ```ts
 * import { bestRun } from "@runlog/sagemaker";
 *
 * const best = await bestRun({ experimentName: "demo", metric: "loss", goal: "minimize" });
 * console.log(best?.runName, best?.parameters);
 * ```
 */
export async function bestRun(options: BestRunOptions): Promise<RunRecord | undefined> {
  const { experimentName, metric, goal, statistic = "last", where, session, signal } = options;
  if (goal !== "minimize" && goal !== "maximize") {
    const rule = 'be "minimize" or "maximize"';
    throw new ArgumentError("Cannot find the best run", { argument: "goal", value: goal, rule });
  }
  const property = `metrics.${metric}.${statistic}` as const;
  const hasMetric: RunFilter = { [property]: { exists: true } };
  const found = searchRuns({
    experimentName,
    where: { and: [hasMetric, ...(where ? [where] : [])] },
    sortBy: property,
    sortOrder: goal === "minimize" ? "Ascending" : "Descending",
    maxResults: 1,
    session,
    signal,
  });
  for await (const run of found) return run;
  return undefined;
}

async function* pages(
  options: SearchRunsOptions,
  request: SearchRequest,
): AsyncGenerator<RunPage> {
  const { experimentName, signal } = options;
  const { sagemaker } = await (options.session ?? defaultSession());
  let { nextToken } = options;
  let wanted = options.maxResults ?? Infinity;
  do {
    const page = {
      ...request,
      MaxResults: Math.min(PAGE_SIZE, wanted),
      ...(nextToken === undefined ? {} : { NextToken: nextToken }),
    };
    const { Results = [], NextToken } = await sagemaker.call("Search", page, { signal });
    const runs = Results.flatMap((result) => foundRun(result, experimentName) ?? []);
    nextToken = NextToken;
    wanted -= runs.length;
    yield { runs, nextToken };
  } while (nextToken !== undefined && wanted > 0);
}

function toRequest(options: SearchRunsOptions): SearchRequest {
  checkMaxResults("Cannot search runs", options);
  const { experimentName, where = {}, sortBy = "creationTime" } = options;
  const Value = experimentName?.toLowerCase();
  // The experiment first: a service that does not know it, as moto, refuses it by name and does not
  // answer that there is nothing.
  const Filters: Filter[] = [
    ...(Value === undefined
      ? []
      : [{ Name: "Parents.ExperimentName", Operator: "Equals" as const, Value }]),
    ...runFilters(options.includeArchived),
  ];
  const expression = toExpression(where, Filters.length);
  return {
    Resource: "ExperimentTrialComponent",
    SearchExpression: { Filters, ...(expression ? { SubExpressions: [expression] } : {}) },
    SortBy: searchName(sortBy, "sortBy"),
    SortOrder: options.sortOrder ?? "Descending",
  };
}
