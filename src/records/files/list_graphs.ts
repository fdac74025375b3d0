/**
 * Lists the graphs of a run.
 *
 * @module
 */
import { type Listing, LISTING_OPTIONS, type ListingOptions, toListing } from "../listing.ts";
import type { RunReference } from "../runs/reference.ts";
import type { GraphPages, GraphRecord } from "./graphs.ts";

/**
 * Lists the graphs linked to a run, outputs first. They may come from this library or from the
 * SageMaker Python SDK. The listing sends two requests for the links, and one per graph.
 *
 * @param run The run: names, a record or the run itself
 * @param options Limit, session and signal
 * @returns The graphs, without their points, to iterate over
 * @throws {ArgumentError} If `maxResults` is not a whole number from 1
 * @throws {RunNotFoundError} If the run does not exist; thrown while iterating
 *
 * @example
 * ```ts
 * import { listGraphs, withRun } from "@runlog/sagemaker";
 *
 * const names = { experimentName: "demo", runName: "graphs" };
 * await withRun(names, (run) => run.logRocCurve([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]));
 * for await (const graph of listGraphs(names)) console.log(graph.type, graph.uri);
 * ```
 */
export function listGraphs(
  run: RunReference,
  options: ListingOptions = {},
): Listing<GraphRecord> {
  let reading: Promise<GraphPages> | undefined;
  return toListing("Cannot list graphs", options, LISTING_OPTIONS, async (page) => {
    reading ??= import("./graphs.ts").then(({ graphPages }) => graphPages(run, options));
    return await (await reading)(page);
  });
}
