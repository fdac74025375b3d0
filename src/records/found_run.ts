/**
 * What a search found, as the record of a run. Browser-safe.
 *
 * @module
 */
import type { SearchRecord } from "@aws-sdk/client-sagemaker";
import { runNameOf } from "../names.ts";
import { type RunRecord, toRecord } from "./record.ts";

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
