/**
 * Lists experiments.
 *
 * @module
 */
import { type Listing, LISTING_OPTIONS, type ListingOptions, toListing } from "../listing.ts";
import type { ExperimentRecord } from "./experiments.ts";

/**
 * Lists experiments, newest first, with one request per 100.
 *
 * @param options Limit, session and signal
 * @returns The experiments, to iterate over
 * @throws {ArgumentError} If `maxResults` is not a whole number from 1
 *
 * @example
 * ```ts
 * import { listExperiments } from "@runlog/sagemaker";
 *
 * for await (const { experimentName } of listExperiments()) console.log(experimentName);
 * ```
 */
export function listExperiments(options: ListingOptions = {}): Listing<ExperimentRecord> {
  return toListing("Cannot list experiments", options, LISTING_OPTIONS, async (page) => {
    const { readExperiments } = await import("./experiments.ts");
    return await readExperiments(options, page);
  });
}
