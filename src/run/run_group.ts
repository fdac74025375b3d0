/**
 * Finds the run group that a run is in.
 *
 * @module
 */
import { runGroupPosition } from "../rules/names.ts";
import type { OpenRequest } from "./open_request.ts";

/**
 * Returns the group that already contains the component, if any: the requested group, or one of the
 * experiment's own.
 */
export async function groupHolding(
  { session, names, runGroupName: wanted, signal }: OpenRequest,
): Promise<string | undefined> {
  const { TrialSummaries = [] } = await session.sagemaker.call("ListTrials", {
    TrialComponentName: names.trialComponentName,
    MaxResults: 100,
  }, { signal });
  const groups = TrialSummaries.flatMap(({ TrialName }) => TrialName ?? []);
  return groups.find((group) =>
    wanted === undefined
      ? runGroupPosition(names.experimentName, group) !== undefined
      : group.toLowerCase() === wanted.toLowerCase()
  );
}
