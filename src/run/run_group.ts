/**
 * Finds room for a run in its experiment's run groups. AWS's default quota is 50 runs per group.
 * When a group is full, the next group is used.
 *
 * @module
 */
import { RunGroupError } from "../rules/run_group_error.ts";
import { runGroupPosition } from "../rules/names.ts";
import type { Session } from "../session/session.ts";
import { GroupRequests } from "./group_requests.ts";
import type { OpenRequest } from "./open_request.ts";
import { OwnGroups, type RunGroupPlace } from "./own_groups.ts";

/** Starts the search for a run's group. */
export function joinRunGroup(request: OpenRequest): RunGroupPlace {
  const { session, runGroupName: wanted, tags, signal } = request;
  const { experimentName } = request.names;
  const options = { signal };
  if (wanted === undefined) return ownGroups(session, experimentName).join(request, options);
  const groups = new GroupRequests(session, experimentName, options);
  const found = groups.ownerOf(wanted);
  // Awaited later, after concurrent requests.
  found.catch(() => {});
  return {
    found,
    add: async (component) => {
      if (!await groups.ensure(wanted, await found, tags)) {
        throw new RunGroupError(wanted, `it must belong to experiment "${experimentName}"`);
      }
      await groups.associate(component, wanted);
      return wanted;
    },
    leave() {},
  };
}

const shared = new WeakMap<Session, Map<string, OwnGroups>>();

function ownGroups(session: Session, experimentName: string): OwnGroups {
  const ofSession = shared.get(session) ?? new Map<string, OwnGroups>();
  shared.set(session, ofSession);
  const known = ofSession.get(experimentName) ?? new OwnGroups(session, experimentName);
  ofSession.set(experimentName, known);
  return known;
}

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
