/**
 * Searching runs by parameters, metrics, tags and status: pages of one search, nothing written.
 * Browser-safe.
 *
 * @module
 */
import type { Filter, SearchRequest } from "@aws-sdk/client-sagemaker";
import { defaultSession } from "../../connect/default_session.ts";
import { ArgumentError } from "../../errors.ts";
import { ARCHIVE_TAG, RUN_TAG } from "../../rules/names.ts";
import { codeOf } from "../../session/aws_errors.ts";
import type { Session } from "../../session/session.ts";
import {
  type Listing,
  LISTING_OPTIONS,
  type ListingOptions,
  type Page,
  toListing,
} from "../listing.ts";
import type { RunRecord } from "./record.ts";
import type { RunFilter, RunProperty } from "./run_filter.ts";
import { searchName, toExpression } from "./where.ts";
import { checkOptions, type OptionNames } from "../../options.ts";

/** Options of {@linkcode searchRuns}. */
export interface SearchRunsOptions extends ListingOptions {
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
   * Only runs created after this instant.
   * @default no limit
   */
  readonly createdAfter?: Date | undefined;
  /**
   * Only runs created before this instant.
   * @default no limit
   */
  readonly createdBefore?: Date | undefined;
  /**
   * Whether archived runs are given as well: see `archiveRun`.
   * @default false
   */
  readonly includeArchived?: boolean | undefined;
  /**
   * Order: any property of a run. A local store puts runs without it last. `runName` needs an
   * experiment.
   * @default "creationTime"
   */
  readonly sortBy?: RunProperty | undefined;
  /**
   * Direction of the order.
   * @default "descending"
   */
  readonly sortOrder?: SortOrder | undefined;
}

/** Direction of an order: smallest or earliest first, or the other way. */
export type SortOrder = "ascending" | "descending";

const OPTIONS: OptionNames<SearchRunsOptions> = {
  ...LISTING_OPTIONS,
  experimentName: true,
  where: true,
  createdAfter: true,
  createdBefore: true,
  includeArchived: true,
  sortBy: true,
  sortOrder: true,
};

/**
 * Runs that meet conditions, as plain records: one request for each 100 runs, none of them a write.
 * The service filters and sorts. In AWS the search index lags behind a write by seconds.
 *
 * @param options Conditions, order and limits
 * @returns Runs, to be iterated; nothing is sent before
 * @throws {ArgumentError} for what AWS Search cannot do: text in an order (`lt`, `gte`, …), more than
 * 20 entries in a list or 50 conditions in all, empty text, `runName` without an experiment, a status
 * or statistic that there is not; and when `maxResults` is not a whole
 * number from 1
 * @throws {ExperimentNotFoundError} while iterating, when there is no such experiment
 *
 * @example
 * ```ts
 * import { createExperiment, searchRuns } from "@runlog/sagemaker";
 *
 * await createExperiment({ experimentName: "demo" });
 * const runs = searchRuns({
 *   experimentName: "demo",
 *   where: { status: "Completed", "parameters.lr": { lt: 0.1 } },
 *   sortBy: "metrics.loss.min",
 *   sortOrder: "ascending",
 * });
 * for await (const run of runs) console.log(run.runName, run.metrics["loss"]?.min);
 * ```
 */
export function searchRuns(options: SearchRunsOptions = {}): Listing<RunRecord> {
  return listSearched("Cannot search runs", options, () => undefined);
}

/** Answers what a search would, where the service's own does not know what it is asked for. */
export type SearchSubstitute = (
  session: Session,
) => Promise<Page<RunRecord>> | undefined;

/**
 * The listing behind `searchRuns` and `listRuns`.
 *
 * @param action What fails: `Cannot list runs`
 * @param options Conditions, order and limits
 * @param substitute What answers instead of a search that knows no experiments, if anything
 */
export function listSearched(
  action: string,
  options: SearchRunsOptions,
  substitute: SearchSubstitute,
): Listing<RunRecord> {
  checkOptions(action, options, OPTIONS);
  const { experimentName, where = {}, signal } = options;
  const request = toRequest(action, options);
  return toListing(action, options, OPTIONS, async ({ maxResults, nextToken }) => {
    const session = await (options.session ?? defaultSession());
    const { searchPage } = await import("./found_run.ts");
    const page = {
      ...request,
      MaxResults: maxResults,
      ...(nextToken === undefined ? {} : { NextToken: nextToken }),
    };
    try {
      return await searchPage(session, page, { experimentName, where, signal });
    } catch (error) {
      const answer = nextToken === undefined && isUnknownProperty(error) && substitute(session);
      if (!answer) throw error;
      return await answer;
    }
  });
}

/** Whether the service's search does not know a property that it is asked for, as moto's. */
function isUnknownProperty(error: unknown): boolean {
  return codeOf(error) === "ValidationException" && error instanceof Error &&
    /unknown property/i.test(error.message);
}

const SORT_ORDERS = { ascending: "Ascending", descending: "Descending" } as const;

function toRequest(action: string, options: SearchRunsOptions): SearchRequest {
  const { experimentName, where = {}, sortBy = "creationTime", sortOrder = "descending" } = options;
  if (!Object.hasOwn(SORT_ORDERS, sortOrder)) {
    const rule = 'be "ascending" or "descending"';
    throw new ArgumentError(action, { argument: "sortOrder", value: sortOrder, rule });
  }
  const Value = experimentName?.toLowerCase();
  // The experiment first: a service that does not know it, as moto, refuses it by name and does not
  // answer that there is nothing.
  const Filters: Filter[] = [
    ...(Value === undefined
      ? []
      : [{ Name: "Parents.ExperimentName", Operator: "Equals" as const, Value }]),
    ...runFilters(options.includeArchived),
    ...createdFilters(action, options),
  ];
  const expression = toExpression(where, { others: Filters.length, experimentName: Value });
  if (sortBy === "runName" && Value === undefined) {
    const rule = "be another property where no experimentName is given";
    throw new ArgumentError(action, { argument: "sortBy", value: sortBy, rule });
  }
  return {
    Resource: "ExperimentTrialComponent",
    SearchExpression: { Filters, ...(expression ? { SubExpressions: [expression] } : {}) },
    SortBy: searchName(sortBy, "sortBy"),
    SortOrder: SORT_ORDERS[sortOrder],
  };
}

/** What a search must ask for to find runs, and of them those that are meant. */
function runFilters(includeArchived = false): readonly Filter[] {
  const isRun: Filter = { Name: `Tags.${RUN_TAG.Key}`, Operator: "Equals", Value: RUN_TAG.Value };
  return includeArchived
    ? [isRun]
    : [isRun, { Name: `Tags.${ARCHIVE_TAG.Key}`, Operator: "NotExists" }];
}

function createdFilters(
  action: string,
  { createdAfter, createdBefore }: SearchRunsOptions,
): readonly Filter[] {
  const limits = [
    ["createdAfter", "GreaterThan", createdAfter],
    ["createdBefore", "LessThan", createdBefore],
  ] as const;
  return limits.flatMap(([argument, Operator, value]) => {
    if (value === undefined) return [];
    if (!(value instanceof Date) || Number.isNaN(value.getTime())) {
      throw new ArgumentError(action, { argument, value, rule: "be a valid Date" });
    }
    return [{ Name: "CreationTime", Operator, Value: value.toISOString() }];
  });
}
