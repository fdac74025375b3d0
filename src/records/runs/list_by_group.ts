/**
 * Lists the runs of an experiment by its run groups, with two requests per run. Used for services
 * whose Search does not support the required properties.
 *
 * @module
 */
import type { DescribeTrialComponentResponse, Tag } from "@aws-sdk/client-sagemaker";
import { runNameOf } from "../../rules/names.ts";
import type { CallOptions } from "../../session/caller.ts";
import { allItems } from "../../session/pages.ts";
import type { Session } from "../../session/session.ts";
import type { Page } from "../listing.ts";
import { type RunRecord, toRecord } from "./record.ts";
import type { SearchRunsOptions } from "./search_runs.ts";

/** Maximum number of concurrent requests. */
const CONCURRENCY = 8;

/** Returns the results of a search as one page, without a search request. */
export async function pageByGroup(
  session: Session,
  options: SearchRunsOptions & { readonly experimentName: string },
): Promise<Page<RunRecord>> {
  const { createdAfter, createdBefore, sortBy, sortOrder, maxResults, signal } = options;
  const experimentName = options.experimentName.toLowerCase();
  const sign = sortOrder === "ascending" ? 1 : -1;
  const order = (run: RunRecord): string | number =>
    sortBy === "runName" ? run.trialComponentName : run.creationTime?.getTime() ?? 0;
  const items = (await listByGroup(session, experimentName, { signal }))
    .filter(({ creationTime = new Date(0) }) =>
      (!createdAfter || creationTime > createdAfter) &&
      (!createdBefore || creationTime < createdBefore)
    )
    .filter(({ isArchived }) => options.includeArchived || !isArchived)
    .sort((a, b) => order(a) < order(b) ? -sign : sign);
  return { items: items.slice(0, maxResults), nextToken: undefined };
}

/** Returns every run of an experiment, in no particular order. */
async function listByGroup(
  session: Session,
  experimentName: string,
  options: CallOptions,
): Promise<readonly RunRecord[]> {
  const groups = await groupsByComponent(session, experimentName, options);
  const waiting = [...groups.keys()];
  const runs: RunRecord[] = [];
  const work = async (): Promise<void> => {
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      const component = await session.sagemaker.call(
        "DescribeTrialComponent",
        { TrialComponentName: name },
        options,
      );
      const { Tags = [] } = await session.sagemaker.call(
        "ListTags",
        { ResourceArn: component.TrialComponentArn },
        options,
      );
      runs.push(toRun(component, experimentName, groups.get(name) ?? [], Tags));
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  return runs;
}

async function groupsByComponent(
  { sagemaker }: Session,
  ExperimentName: string,
  options: CallOptions,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const groups = new Map<string, string[]>();
  const trials = allItems(async (NextToken) => {
    const page = { ExperimentName, MaxResults: 100, ...NextToken };
    const answer = await sagemaker.call("ListTrials", page, options);
    return { items: answer.TrialSummaries, nextToken: answer.NextToken };
  });
  for await (const { TrialName = "" } of trials) {
    const components = allItems(async (NextToken) => {
      const page = { TrialName, MaxResults: 100, ...NextToken };
      const answer = await sagemaker.call("ListTrialComponents", page, options);
      return { items: answer.TrialComponentSummaries, nextToken: answer.NextToken };
    });
    for await (const { TrialComponentName = "" } of components) {
      groups.set(TrialComponentName, [...groups.get(TrialComponentName) ?? [], TrialName]);
    }
  }
  return groups;
}

function toRun(
  component: DescribeTrialComponentResponse,
  experimentName: string,
  runGroupNames: readonly string[],
  tags: readonly Tag[],
): RunRecord {
  return toRecord({
    component,
    experimentName,
    runName: runNameOf(component.TrialComponentName ?? "", experimentName),
    runGroupNames,
    tags,
  });
}
