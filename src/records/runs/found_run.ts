/**
 * What searches for runs find, as records. Loaded with the first that is found. Browser-safe.
 *
 * @module
 */
import type { SearchRecord } from "@aws-sdk/client-sagemaker";
import { runNameOf } from "../../rules/names.ts";
import { type RunRecord, toRecord } from "./record.ts";
import { refineRuns } from "./refine_runs.ts";
import type { RunFilter } from "./run_filter.ts";

/**
 * The runs of search results that meet a filter.
 *
 * @param results What the search found: of a part of a run's name, more than is meant
 * @param searched The experiment that was searched
 * @param where The filter, which has been checked
 */
export function foundRuns(
  results: readonly SearchRecord[],
  searched: string | undefined,
  where: RunFilter,
): readonly RunRecord[] {
  return refineRuns(results.flatMap((result) => foundRun(result, searched) ?? []), where);
}

/**
 * The run of a search result.
 *
 * @param result What the search found
 * @param searched The experiment that was searched; the first that holds the run when there was none
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
