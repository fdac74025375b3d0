/**
 * Creates the filters of every search for runs.
 *
 * @module
 */
import type { Filter } from "@aws-sdk/client-sagemaker";
import { ARCHIVE_TAG, RUN_TAG } from "../../rules/names.ts";

/** Returns the filters that find runs, with archived runs only if requested. */
export function runFilters(includeArchived = false): readonly Filter[] {
  const isRun: Filter = { Name: `Tags.${RUN_TAG.Key}`, Operator: "Equals", Value: RUN_TAG.Value };
  return includeArchived
    ? [isRun]
    : [isRun, { Name: `Tags.${ARCHIVE_TAG.Key}`, Operator: "NotExists" }];
}
