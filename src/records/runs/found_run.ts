/**
 * What searches for runs ask for, and what they find as records. Browser-safe.
 *
 * @module
 */
import type { Filter, SearchRecord } from "@aws-sdk/client-sagemaker";
import { ARCHIVE_TAG, RUN_TAG, runNameOf } from "../../rules/names.ts";
import { type RunRecord, toRecord } from "./record.ts";

/** What a search must ask for to find runs, and of them those that are meant. */
export function runFilters(includeArchived = false): readonly Filter[] {
  const isRun: Filter = { Name: `Tags.${RUN_TAG.Key}`, Operator: "Equals", Value: RUN_TAG.Value };
  return includeArchived
    ? [isRun]
    : [isRun, { Name: `Tags.${ARCHIVE_TAG.Key}`, Operator: "NotExists" }];
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
