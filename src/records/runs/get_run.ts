/**
 * Reading one run. Browser-safe.
 *
 * @module
 */
import { defaultSession } from "../../connect/default_session.ts";
import { isNotFound } from "../../session/aws_errors.ts";
import type { RequestOptions } from "../../session/request_options.ts";
import type { RunRecord } from "./record.ts";
import { componentNameOf, type RunReference } from "./reference.ts";
import { RunNotFoundError } from "./run_not_found_error.ts";

/**
 * One run as it stands now: three requests, none of them a write.
 *
 * @param run The run: its names, a record or the run itself
 * @param options Session and signal
 * @returns The run
 * @throws {RunNotFoundError} when there is none of that name
 * @throws {ArgumentError} when AWS would refuse a name
 *
 * @example
 * ```ts
 * import { getRun, withRun } from "@runlog/sagemaker";
 *
 * await withRun({ experimentName: "demo", runName: "first" }, (run) => run.logParameter("seed", 1));
 * const run = await getRun({ experimentName: "demo", runName: "first" });
 * console.log(run.status, run.parameters); // Completed { seed: 1, … }
 * ```
 */
export async function getRun(
  run: RunReference,
  options: RequestOptions = {},
): Promise<RunRecord> {
  const TrialComponentName = componentNameOf(run);
  const { sagemaker } = await (options.session ?? defaultSession());
  const { signal } = options;
  try {
    const requests = [
      sagemaker.call("DescribeTrialComponent", { TrialComponentName }, { signal }),
      sagemaker.call("ListTrials", { TrialComponentName, MaxResults: 100 }, { signal }),
    ] as const;
    // Neither is left under way by a failure of the other: the session may be closed next.
    await Promise.allSettled(requests);
    const [component, trials] = await Promise.all(requests);
    const tags = await sagemaker.call(
      "ListTags",
      { ResourceArn: component.TrialComponentArn },
      { signal },
    );
    const { toRecord } = await import("./record.ts");
    return toRecord({
      component,
      experimentName: run.experimentName.toLowerCase(),
      runName: run.runName.toLowerCase(),
      runGroupNames: (trials.TrialSummaries ?? []).flatMap(({ TrialName }) => TrialName ?? []),
      tags: tags.Tags ?? [],
    });
  } catch (cause) {
    throw isNotFound(cause) ? new RunNotFoundError(run, { cause }) : cause;
  }
}
