/**
 * Listing the runs of an experiment: pages of one search, nothing written. Browser-safe.
 *
 * @module
 */
import type { Session } from "../../session/session.ts";
import type { Listing, Page } from "../listing.ts";
import type { RunRecord } from "./record.ts";
import { listSearched, type SearchRunsOptions } from "./search_runs.ts";

/** Options of {@linkcode listRuns}: those of `searchRuns`, with an experiment. */
export interface ListRunsOptions extends SearchRunsOptions {
  /** The experiment; case does not matter. */
  readonly experimentName: string;
}

/**
 * The runs of an experiment as plain records: one request for each 100 runs, none of them a write.
 * Runs of the SageMaker Python SDK are among them. In AWS the search index lags behind a write by
 * seconds. A service whose Search does not know experiments is asked for the run groups and each run
 * instead; it then sorts by `creationTime` or `runName`, and takes no `where`.
 *
 * @param options The experiment, conditions, order and limits
 * @returns Runs, to be iterated; nothing is sent before
 * @throws {ArgumentError} as `searchRuns`
 * @throws {ExperimentNotFoundError} while iterating, when there is no such experiment
 *
 * @example
 * ```ts
 * import { listRuns, withRun } from "@runlog/sagemaker";
 *
 * await withRun({ experimentName: "demo" }, (run) => run.logMetric("loss", 0.5));
 * for await (const run of listRuns({ experimentName: "demo", maxResults: 20 })) {
 *   console.log(run.runName, run.status, run.metrics["loss"]?.last);
 * }
 * ```
 */
export function listRuns(options: ListRunsOptions): Listing<RunRecord> {
  return listSearched(
    "Cannot list runs",
    options,
    (session) => canSubstitute(options) ? byGroup(session, options) : undefined,
  );
}

function canSubstitute({ where, sortBy = "creationTime" }: ListRunsOptions): boolean {
  return where === undefined && (sortBy === "creationTime" || sortBy === "runName");
}

async function byGroup(session: Session, options: ListRunsOptions): Promise<Page<RunRecord>> {
  const { pageByGroup } = await import("./list_by_group.ts");
  return await pageByGroup(session, options);
}
