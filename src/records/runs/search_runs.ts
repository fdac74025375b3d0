/**
 * Searches runs by parameters, metrics, tags and status with one paged search. Writes nothing.
 *
 * @module
 */
import type { Filter, SearchRequest } from "@aws-sdk/client-sagemaker";
import { sessionOf } from "../../connect/default_session.ts";
import { ArgumentError } from "../../errors.ts";
import { ARCHIVE_TAG, ENTITY_NAME, RUN_TAG } from "../../rules/names.ts";
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
import { type OptionKinds, requireOptions } from "../../options.ts";
import { DATE, FLAG, NAMED_VALUES, oneOf, TEXT } from "../../kinds.ts";

/** Options of {@linkcode searchRuns}. */
export interface SearchRunsOptions extends ListingOptions {
  /**
   * Only runs of this experiment; case does not matter.
   * @default every experiment
   */
  readonly experimentName?: string | undefined;
  /**
   * Conditions that must all be true.
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
   * Whether to include archived runs. See `archiveRun`.
   * @default false
   */
  readonly includeArchived?: boolean | undefined;
  /**
   * Property to sort by. A local store puts runs without the property last. `runName` requires an
   * experiment.
   * @default "creationTime"
   */
  readonly sortBy?: RunProperty | undefined;
  /**
   * Sort direction.
   * @default "descending"
   */
  readonly sortOrder?: SortOrder | undefined;
}

/** Sort direction. `ascending` puts the smallest or earliest value first. */
export type SortOrder = "ascending" | "descending";

/** Kinds of {@linkcode SearchRunsOptions}. */
export const SEARCH_OPTIONS: OptionKinds<SearchRunsOptions> = {
  ...LISTING_OPTIONS,
  experimentName: ENTITY_NAME,
  where: NAMED_VALUES,
  createdAfter: DATE,
  createdBefore: DATE,
  includeArchived: FLAG,
  sortBy: TEXT,
  sortOrder: oneOf("ascending", "descending"),
};

/**
 * Searches for runs that match conditions and returns plain records, with one read request per 100
 * runs. The service filters and sorts. In AWS, the search index lags behind a write by seconds.
 *
 * @param options Conditions, order and limits; session and signal
 * @returns The runs, to iterate over; no request is sent before iteration starts
 * @throws {ArgumentError} If AWS Search does not support the search: text compared by order (`lt`,
 * `gte`, …), more than 20 entries in a list or 50 conditions in total, empty text, `runName`
 * without an experiment, or an unknown status or statistic. Also if `maxResults` is not a whole
 * number from 1
 * @throws {ExperimentNotFoundError} If the experiment does not exist; thrown while iterating
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

/** Returns the results of a search if the service's own search does not support a property. */
export type SearchSubstitute = (
  session: Session,
) => Promise<Page<RunRecord>> | undefined;

/**
 * Creates the listing behind `searchRuns` and `listRuns`.
 *
 * @param action The failed action for error messages, such as `Cannot list runs`
 * @param options Conditions, order and limits; session and signal
 * @param substitute Called if the service's search does not support a property
 */
export function listSearched(
  action: string,
  options: SearchRunsOptions,
  substitute: SearchSubstitute,
): Listing<RunRecord> {
  requireOptions(action, options, SEARCH_OPTIONS);
  const { experimentName, where = {}, signal } = options;
  const request = toRequest(action, options);
  return toListing(action, options, SEARCH_OPTIONS, async ({ maxResults, nextToken }) => {
    const session = await sessionOf(options);
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

/** Whether the service's search, such as moto's, does not support a requested property. */
function isUnknownProperty(error: unknown): boolean {
  return codeOf(error) === "ValidationException" && error instanceof Error &&
    /unknown property/i.test(error.message);
}

const SORT_ORDERS = { ascending: "Ascending", descending: "Descending" } as const;

function toRequest(action: string, options: SearchRunsOptions): SearchRequest {
  const { experimentName, where = {}, sortBy = "creationTime", sortOrder = "descending" } = options;
  const Value = experimentName?.toLowerCase();
  // The experiment first: a service that does not support it, such as moto, then rejects it by name
  // instead of returning an empty result.
  const Filters: Filter[] = [
    ...(Value === undefined
      ? []
      : [{ Name: "Parents.ExperimentName", Operator: "Equals" as const, Value }]),
    ...runFilters(options.includeArchived),
    ...createdFilters(options),
  ];
  const expression = toExpression(where, { others: Filters.length, experimentName: Value });
  if (sortBy === "runName" && Value === undefined) {
    const rule = "not be runName unless experimentName is given";
    throw new ArgumentError(action, { argument: "sortBy", value: sortBy, rule });
  }
  return {
    Resource: "ExperimentTrialComponent",
    SearchExpression: { Filters, ...(expression ? { SubExpressions: [expression] } : {}) },
    SortBy: searchName(sortBy, "sortBy"),
    SortOrder: SORT_ORDERS[sortOrder],
  };
}

/** Returns the filters that find runs, with archived runs only if requested. */
function runFilters(includeArchived = false): readonly Filter[] {
  const isRun: Filter = { Name: `Tags.${RUN_TAG.Key}`, Operator: "Equals", Value: RUN_TAG.Value };
  return includeArchived
    ? [isRun]
    : [isRun, { Name: `Tags.${ARCHIVE_TAG.Key}`, Operator: "NotExists" }];
}

function createdFilters({ createdAfter, createdBefore }: SearchRunsOptions): readonly Filter[] {
  const limits = [["GreaterThan", createdAfter], ["LessThan", createdBefore]] as const;
  return limits.flatMap(([Operator, value]) =>
    value === undefined ? [] : [{ Name: "CreationTime", Operator, Value: value.toISOString() }]
  );
}
