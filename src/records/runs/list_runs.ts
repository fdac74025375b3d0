/**
 * Lists the runs of an experiment with one paged search. Writes nothing.
 *
 * @module
 */
import type { Listing } from "../listing.ts";
import type { RunRecord } from "./record.ts";
import { listSearched, SEARCH_OPTIONS, type SearchRunsOptions } from "./search_runs.ts";
import { requireOptions } from "../../options.ts";
import { required } from "../../kinds.ts";
import { ENTITY_NAME } from "../../rules/names.ts";

/** Options of {@linkcode listRuns}: the options of `searchRuns`, with an experiment. */
export interface ListRunsOptions extends SearchRunsOptions {
  /** The experiment; case does not matter. */
  readonly experimentName: string;
}

/**
 * Lists the runs of an experiment as plain records, with one read request per 100 runs. The listing
 * includes runs of the SageMaker Python SDK. In AWS, the search index lags behind a write by
 * seconds.
 *
 * If a service's Search does not support experiments, runlog reads the run groups and each run
 * instead. The listing then sorts by `creationTime` or `runName`, and does not accept `where`.
 *
 * @param options Experiment, conditions, order and limits; session and signal
 * @returns The runs, to iterate over; no request is sent before iteration starts
 * @throws {ArgumentError} If an argument is invalid, as for `searchRuns`
 * @throws {ExperimentNotFoundError} If the experiment does not exist; thrown while iterating
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
  requireOptions("Cannot list runs", options, {
    ...SEARCH_OPTIONS,
    experimentName: required(ENTITY_NAME),
  });
  return listSearched(
    "Cannot list runs",
    options,
    (session) =>
      canSubstitute(options)
        ? import("./list_by_group.ts").then(({ pageByGroup }) => pageByGroup(session, options))
        : undefined,
  );
}

function canSubstitute({ where, sortBy = "creationTime" }: ListRunsOptions): boolean {
  return where === undefined && (sortBy === "creationTime" || sortBy === "runName");
}
