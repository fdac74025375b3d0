/**
 * Converts search results to records of runs. Loaded with the first page of a search.
 *
 * @module
 */
import type { SearchRecord, SearchRequest } from "@aws-sdk/client-sagemaker";
import { runNameOf } from "../../rules/names.ts";
import type { Session } from "../../session/session.ts";
import { readExperiment } from "../experiments/experiments.ts";
import type { Page } from "../listing.ts";
import { withNonFinite } from "./non_finite_counts.ts";
import { type RunRecord, toRecord } from "./record.ts";
import { refineRuns } from "./refine_runs.ts";
import type { RunFilter } from "./run_filter.ts";

/** Scope of a search, in addition to its request. */
export interface SearchScope {
  /** The experiment that is searched, if only one is. */
  readonly experimentName: string | undefined;
  /** The checked filter. It is applied again, as a search for part of a name finds too many runs. */
  readonly where: RunFilter;
  /** Aborts the search. */
  readonly signal: AbortSignal | undefined;
}

/**
 * Sends a search and returns its page.
 *
 * @throws {ExperimentNotFoundError} If the page is empty because the experiment does not exist
 */
export async function searchPage(
  session: Session,
  request: SearchRequest,
  { experimentName, where, signal }: SearchScope,
): Promise<Page<RunRecord>> {
  const { Results = [], NextToken } = await session.sagemaker.call("Search", request, { signal });
  if (Results.length + (NextToken ?? request.NextToken ?? "").length === 0) {
    // A search of an unknown experiment returns an empty page, as one without matches does.
    if (experimentName !== undefined) await readExperiment({ experimentName, session, signal });
  }
  const found = Results.flatMap((result) => foundRun(result, experimentName) ?? []);
  const items = await withNonFinite(refineRuns(found, where), session.metrics);
  return { items, nextToken: NextToken };
}

/**
 * Returns the run of a search result.
 *
 * @param searched The experiment that was searched; by default the first that holds the run
 */
export function foundRun(
  { TrialComponent }: SearchRecord,
  searched: string | undefined,
): RunRecord | undefined {
  if (!TrialComponent) return undefined;
  const { Parents = [], Tags = [], TrialComponentName = "" } = TrialComponent;
  const experimentName = (searched ?? Parents[0]?.ExperimentName ?? "").toLowerCase();
  const parents = Parents.filter(({ ExperimentName }) =>
    ExperimentName?.toLowerCase() === experimentName
  );
  return toRecord({
    component: TrialComponent,
    experimentName,
    runName: runNameOf(TrialComponentName, experimentName),
    runGroupNames: parents.flatMap(({ TrialName }) => TrialName ?? []),
    tags: Tags,
  });
}
