/**
 * Plans a deletion: finds the items to delete, and writes nothing.
 *
 * @module
 */
import type { DescribeTrialComponentResponse } from "@aws-sdk/client-sagemaker";
import type { ObjectAddress } from "../../artifacts/address.ts";
import { runNameOf } from "../../rules/names.ts";
import { isNotFound } from "../../session/aws_errors.ts";
import type { CallOptions } from "../../session/caller.ts";
import { allItems } from "../../session/pages.ts";
import type { Session } from "../../session/session.ts";
import { filesOfRun } from "../files/run_files.ts";
import { LineagePlan, type LineageStep } from "./lineage_plan.ts";

/** One item that a deletion removes. */
export type DeletionStep =
  | { readonly kind: "file"; readonly file: ObjectAddress }
  | {
    readonly kind: "membership";
    readonly trialComponentName: string;
    readonly runGroupName: string;
  }
  | LineageStep
  | { readonly kind: "run"; readonly trialComponentName: string; readonly runName: string }
  | { readonly kind: "runGroup"; readonly runGroupName: string }
  | { readonly kind: "experiment"; readonly experimentName: string };

/** Steps of a deletion. Each may be carried out before the next one is requested. */
export type DeletionSteps = AsyncGenerator<DeletionStep, void, undefined>;

/** Options of a {@linkcode DeletionPlan}. */
export interface DeletionPlanOptions extends CallOptions {
  /** Whether to delete the runs' own files as well. */
  readonly deleteFiles: boolean;
  /** Whether the runs' lineage goes as well. */
  readonly deleteLineage: boolean;
}

/** Plans deletions within an experiment, leaves first: AWS deletes no item that others link to. */
export class DeletionPlan {
  readonly #session: Session;
  readonly #experimentName: string;
  readonly #deletesFiles: boolean;
  readonly #lineage: LineagePlan | undefined;
  readonly #options: CallOptions;
  /** Groups that a component has left in this plan. A dry run still finds it in them. */
  readonly #left = new Map<string, Set<string>>();

  constructor(session: Session, experimentName: string, options: DeletionPlanOptions) {
    this.#session = session;
    this.#experimentName = experimentName.toLowerCase();
    this.#deletesFiles = options.deleteFiles;
    this.#options = { signal: options.signal };
    this.#lineage = options.deleteLineage ? new LineagePlan(session, this.#options) : undefined;
  }

  /** Plans to delete the experiment, with its run groups and the runs that no other group holds. */
  async *experiment(): DeletionSteps {
    const experimentName = this.#experimentName;
    for (const name of await this.#groups({ ExperimentName: experimentName })) {
      yield* this.runGroup(name);
    }
    yield { kind: "experiment", experimentName };
  }

  /** Plans to delete a run group of the experiment, with the runs that no other group holds. */
  async *runGroup(runGroupName: string): DeletionSteps {
    for (const trialComponentName of await this.#components(runGroupName)) {
      const groups = await this.#groupsOf(trialComponentName);
      const isHeldElsewhere = groups.some((name) => name !== runGroupName);
      if (isHeldElsewhere) yield this.#leave(trialComponentName, runGroupName);
      else yield* this.run(trialComponentName, groups);
    }
    yield { kind: "runGroup", runGroupName };
  }

  /**
   * Plans to delete a run from every group that holds it.
   *
   * @param groups Run groups that hold it, if known
   */
  async *run(trialComponentName: string, groups?: readonly string[]): DeletionSteps {
    // While the run still names them, so that a deletion can be resumed.
    if (this.#deletesFiles || this.#lineage) yield* this.#belongings(trialComponentName);
    for (const group of groups ?? await this.#groupsOf(trialComponentName)) {
      yield this.#leave(trialComponentName, group);
    }
    const runName = runNameOf(trialComponentName, this.#experimentName);
    yield { kind: "run", trialComponentName, runName };
  }

  /** Steps that delete what a run leaves behind: its files and lineage. */
  async *#belongings(TrialComponentName: string): DeletionSteps {
    const component = await this.#describe(TrialComponentName);
    if (!component) return;
    if (this.#deletesFiles) {
      for await (const file of filesOfRun(this.#session, component, this.#options.signal)) {
        yield { kind: "file", file };
      }
    }
    if (this.#lineage) yield* this.#lineage.stepsOf(component.TrialComponentArn ?? "");
  }

  async #describe(TrialComponentName: string): Promise<DescribeTrialComponentResponse | undefined> {
    const request = { TrialComponentName };
    try {
      return await this.#session.sagemaker.call("DescribeTrialComponent", request, this.#options);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  #leave(trialComponentName: string, runGroupName: string): DeletionStep {
    const left = this.#left.get(trialComponentName) ?? new Set();
    this.#left.set(trialComponentName, left.add(runGroupName));
    return { kind: "membership", trialComponentName, runGroupName };
  }

  /** Returns the groups that hold a component. */
  async #groupsOf(TrialComponentName: string): Promise<readonly string[]> {
    const groups = await this.#groups({ TrialComponentName });
    return groups.filter((name) => !this.#left.get(TrialComponentName)?.has(name));
  }

  async #groups(
    of: { readonly ExperimentName: string } | { readonly TrialComponentName: string },
  ): Promise<readonly string[]> {
    return await allNames(async (token) => {
      const page = { ...of, MaxResults: 100, ...token };
      const answer = await this.#session.sagemaker.call("ListTrials", page, this.#options);
      const items = answer.TrialSummaries?.flatMap(({ TrialName }) => TrialName ?? []);
      return { items, nextToken: answer.NextToken };
    });
  }

  async #components(TrialName: string): Promise<readonly string[]> {
    return await allNames(async (token) => {
      const page = { TrialName, MaxResults: 100, ...token };
      const answer = await this.#session.sagemaker.call("ListTrialComponents", page, this.#options);
      const items = answer.TrialComponentSummaries?.flatMap(({ TrialComponentName }) =>
        TrialComponentName ?? []
      );
      return { items, nextToken: answer.NextToken };
    });
  }
}

/** Returns every name of a listing; no names if the listed item does not exist. */
async function allNames(
  fetchPage: Parameters<typeof allItems<string>>[0],
): Promise<readonly string[]> {
  try {
    return await Array.fromAsync(allItems(fetchPage));
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}
