/**
 * Lists the run groups of an experiment.
 *
 * @module
 */
import { type Listing, LISTING_OPTIONS, toListing } from "../listing.ts";
import { checkExperimentName } from "./experiment_name.ts";
import type { ListRunGroupsOptions, RunGroupRecord } from "./run_groups.ts";
import { type OptionKinds, requireOptions } from "../../options.ts";
import { required } from "../../kinds.ts";
import { ENTITY_NAME } from "../../rules/names.ts";

const OPTIONS: OptionKinds<ListRunGroupsOptions> = {
  ...LISTING_OPTIONS,
  experimentName: required(ENTITY_NAME),
};

/**
 * Lists the run groups of an experiment, newest first.
 *
 * @param options Experiment, limit, session and signal
 * @returns The run groups, to iterate over
 * @throws {ArgumentError} If `maxResults` is not a whole number from 1, or AWS would reject a name
 * @throws {ExperimentNotFoundError} If the experiment does not exist; thrown while iterating
 */
export function listRunGroups(options: ListRunGroupsOptions): Listing<RunGroupRecord> {
  const action = "Cannot list run groups";
  requireOptions(action, options, OPTIONS);
  const experimentName = checkExperimentName(action, options);
  return toListing(action, options, OPTIONS, async (page) => {
    const { readRunGroups } = await import("./run_groups.ts");
    return await readRunGroups(experimentName, options, page);
  });
}
