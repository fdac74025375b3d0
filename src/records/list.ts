/**
 * Listing the runs of an experiment: pages of one search, nothing written. Browser-safe.
 *
 * @module
 */
import type { Filter, SearchRequest } from "@aws-sdk/client-sagemaker";
import { codeOf } from "../session/aws_errors.ts";
import { defaultSession } from "../session/default.ts";
import type { Session } from "../session/session.ts";
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

/** Options of {@linkcode listRuns}. */
export interface ListRunsOptions extends RunListingOptions {
  /** The experiment; case does not matter. */
  readonly experimentName: string;
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
   * Order: `CreationTime` or `Name`.
   * @default "CreationTime"
   */
  readonly sortBy?: "CreationTime" | "Name" | undefined;
}

/**
 * The runs of an experiment as plain records: one request for each 100 runs, none of them a write.
 * Runs of the SageMaker Python SDK are among them. In AWS the search index lags behind a write by
 * seconds. A service whose Search does not know the properties is asked for the run groups and each
 * run instead.
 *
 * @param options The experiment, order and limits
 * @returns Runs, to be iterated; nothing is sent before
 * @throws {ArgumentError} when `maxResults` is not a whole number from 1
 *
 * @example
 * ```ts
 * import { listRuns } from "@runlog/sagemaker";
 *
 * for await (const run of listRuns({ experimentName: "demo", maxResults: 20 })) {
 *   console.log(run.runName, run.status, run.metrics["loss"]?.last);
 * }
 * ```
 */
export function listRuns(options: ListRunsOptions): RunListing {
  checkMaxResults("Cannot list runs", options);
  return toListing(() => pages(options));
}

async function* pages(options: ListRunsOptions): AsyncGenerator<RunPage> {
  const session = await (options.session ?? defaultSession());
  let { nextToken } = options;
  let wanted = options.maxResults ?? Infinity;
  do {
    const request = searchRequest(options, Math.min(PAGE_SIZE, wanted), nextToken);
    const page = await searchPage(session, request, options);
    if (page === undefined) {
      yield await pageWithoutSearch(session, options);
      return;
    }
    nextToken = page.nextToken;
    wanted -= page.runs.length;
    yield page;
  } while (nextToken !== undefined && wanted > 0);
}

/** One page of the search; undefined when the service's search does not know its properties. */
async function searchPage(
  session: Session,
  request: SearchRequest,
  { experimentName, signal }: ListRunsOptions,
): Promise<RunPage | undefined> {
  try {
    const { Results = [], NextToken } = await session.sagemaker.call("Search", request, { signal });
    const runs = Results.flatMap((result) => foundRun(result, experimentName) ?? []);
    return { runs, nextToken: NextToken };
  } catch (error) {
    if (request.NextToken === undefined && codeOf(error) === "ValidationException") {
      return undefined;
    }
    throw error;
  }
}

/** The same answer by other requests, as one page. */
async function pageWithoutSearch(session: Session, options: ListRunsOptions): Promise<RunPage> {
  const { createdAfter, createdBefore, sortBy, sortOrder, maxResults, signal } = options;
  const experimentName = options.experimentName.toLowerCase();
  const sign = sortOrder === "Ascending" ? 1 : -1;
  const order = (run: RunRecord): string | number =>
    sortBy === "Name" ? run.trialComponentName : run.creationTime?.getTime() ?? 0;
  const { listByGroup } = await import("./list_by_group.ts");
  const runs = (await listByGroup(session, experimentName, { signal }))
    .filter(({ creationTime = new Date(0) }) =>
      (!createdAfter || creationTime > createdAfter) &&
      (!createdBefore || creationTime < createdBefore)
    )
    .filter(({ isArchived }) => options.includeArchived || !isArchived)
    .sort((a, b) => order(a) < order(b) ? -sign : sign);
  return { runs: runs.slice(0, maxResults), nextToken: undefined };
}

function searchRequest(
  options: ListRunsOptions,
  MaxResults: number,
  NextToken: string | undefined,
): SearchRequest {
  const { createdAfter, createdBefore } = options;
  const Filters: Filter[] = [
    equals("Parents.ExperimentName", options.experimentName.toLowerCase()),
    ...runFilters(options.includeArchived),
    ...(createdAfter ? [time("GreaterThan", createdAfter)] : []),
    ...(createdBefore ? [time("LessThan", createdBefore)] : []),
  ];
  return {
    Resource: "ExperimentTrialComponent",
    SearchExpression: { Filters },
    SortBy: options.sortBy === "Name" ? "TrialComponentName" : "CreationTime",
    SortOrder: options.sortOrder ?? "Descending",
    MaxResults,
    ...(NextToken === undefined ? {} : { NextToken }),
  };
}

function equals(Name: string, Value: string): Filter {
  return { Name, Operator: "Equals", Value };
}

function time(Operator: "GreaterThan" | "LessThan", instant: Date): Filter {
  return { Name: "CreationTime", Operator, Value: instant.toISOString() };
}
