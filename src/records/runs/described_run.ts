/**
 * Reads one run from the descriptions of its trial component, groups and tags. Loaded when one run
 * is read.
 *
 * @module
 */
import { sessionOf } from "../../connect/default_session.ts";
import { PARAMETERS_FILE } from "../../rules/parameters.ts";
import { isNotFound } from "../../session/aws_errors.ts";
import { REQUEST_OPTIONS, type RequestOptions } from "../../session/request_options.ts";
import { withNonFinite } from "./non_finite_counts.ts";
import { type RunRecord, toRecord } from "./record.ts";
import { componentNameOf, type RunReference } from "./reference.ts";
import { RunNotFoundError } from "./run_not_found_error.ts";
import { checkOptions } from "../../options.ts";
import { checkReference } from "./reference.ts";

/** Returns a run, as `getRun` does. */
export async function describeRun(
  run: RunReference,
  options: RequestOptions,
): Promise<RunRecord> {
  checkReference("Cannot read run", run);
  checkOptions("Cannot read run", options, REQUEST_OPTIONS);
  const TrialComponentName = componentNameOf(run);
  const session = await sessionOf(options);
  const { sagemaker, metrics } = session;
  const { signal } = options;
  try {
    const requests = [
      sagemaker.call("DescribeTrialComponent", { TrialComponentName }, { signal }),
      sagemaker.call("ListTrials", { TrialComponentName, MaxResults: 100 }, { signal }),
    ] as const;
    // Wait for both even if one fails: the session may be closed next.
    await Promise.allSettled(requests);
    const [component, trials] = await Promise.all(requests);
    const tags = await sagemaker.call(
      "ListTags",
      { ResourceArn: component.TrialComponentArn },
      { signal },
    );
    const record = toRecord({
      component,
      experimentName: run.experimentName.toLowerCase(),
      runName: run.runName.toLowerCase(),
      runGroupNames: (trials.TrialSummaries ?? []).flatMap(({ TrialName }) => TrialName ?? []),
      tags: tags.Tags ?? [],
    });
    const [counted = record] = await withNonFinite([record], metrics);
    const file = record.outputArtifacts[PARAMETERS_FILE];
    if (!file) return counted;
    const { withWholeParameters } = await import("./whole_parameters.ts");
    return await withWholeParameters(session, counted, file.value, { signal });
  } catch (cause) {
    throw isNotFound(cause) ? new RunNotFoundError(run, { cause }) : cause;
  }
}
