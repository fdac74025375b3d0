/**
 * Reading one run. Browser-safe.
 *
 * @module
 */
import { RunlogError } from "../errors.ts";
import { nameRun } from "../names.ts";
import { isNotFound } from "../session/aws_errors.ts";
import { defaultSession } from "../session/default.ts";
import type { SessionLike } from "../session/session.ts";
import { type RunRecord, toRecord } from "./record.ts";

/** Options of {@linkcode getRun}. */
export interface GetRunOptions {
  /** The experiment; case does not matter. */
  readonly experimentName: string;
  /** The run; case does not matter. */
  readonly runName: string;
  /**
   * Where to read.
   * @default `defaultSession()`
   */
  readonly session?: SessionLike | undefined;
  /** Gives up. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * There is no such run.
 *
 * @example
 * ```ts
 * import { getRun, RunNotFoundError } from "@runlog/sagemaker";
 *
 * try {
 *   await getRun({ experimentName: "demo", runName: "missing" });
 * } catch (error) {
 *   if (error instanceof RunNotFoundError) console.error(error.runName);
 *   else throw error;
 * }
 * ```
 */
export class RunNotFoundError extends RunlogError {
  /** Always `RunNotFoundError`. */
  override name = "RunNotFoundError";
  /** The experiment. */
  readonly experimentName: string;
  /** The run. */
  readonly runName: string;

  /**
   * Made where it happens.
   *
   * @param names The run that was asked for
   * @param options `cause`: the AWS SDK's error
   */
  constructor(
    names: { readonly experimentName: string; readonly runName: string },
    options?: ErrorOptions,
  ) {
    super(
      `Cannot find run: experiment "${names.experimentName}" has no run "${names.runName}"`,
      options,
    );
    this.experimentName = names.experimentName;
    this.runName = names.runName;
  }
}

/**
 * One run as it stands now: three requests, none of them a write.
 *
 * @param options The names
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
export async function getRun(options: GetRunOptions): Promise<RunRecord> {
  const names = nameRun(options.experimentName, options.runName);
  const { trialComponentName: TrialComponentName, experimentName, runName } = names;
  const session = await (options.session ?? defaultSession());
  const { sagemaker } = session;
  const { signal } = options;
  try {
    const [component, trials] = await Promise.all([
      sagemaker.call("DescribeTrialComponent", { TrialComponentName }, { signal }),
      sagemaker.call("ListTrials", { TrialComponentName, MaxResults: 100 }, { signal }),
    ]);
    const tags = await sagemaker.call(
      "ListTags",
      { ResourceArn: component.TrialComponentArn },
      { signal },
    );
    return toRecord({
      component,
      experimentName,
      runName,
      runGroupNames: (trials.TrialSummaries ?? []).flatMap(({ TrialName }) => TrialName ?? []),
      tags: tags.Tags ?? [],
    });
  } catch (cause) {
    throw isNotFound(cause) ? new RunNotFoundError(names, { cause }) : cause;
  }
}
