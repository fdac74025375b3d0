/**
 * One deletion, request by request. Loaded when something is deleted. Browser-safe.
 *
 * @module
 */
import type { DescribeTrialComponentResponse } from "@aws-sdk/client-sagemaker";
import { addressOf } from "../../artifacts/address.ts";
import { isNotFound } from "../../session/aws_errors.ts";
import type { CallOptions } from "../../session/caller.ts";
import { allItems } from "../../session/pages.ts";
import { persistently } from "../../session/retry.ts";
import type { Session } from "../../session/session.ts";
import { LineageRemoval } from "./lineage_removal.ts";
import { deleteObject, filesOfRun } from "../files/run_files.ts";
import type { RequestOptions } from "../../session/request_options.ts";
import { runNameOf } from "../../rules/names.ts";

/** Options of every deletion. */
export interface DeleteOptions extends RequestOptions {
  /**
   * Whether to say what would be deleted, and delete nothing.
   * @default false
   */
  readonly dryRun?: boolean | undefined;
  /**
   * Whether the runs' own files and graphs in S3 are deleted as well: whatever is in the folders that
   * are called as their trial components. Other versions of them in a versioned bucket stay.
   * @default false: files stay
   */
  readonly deleteFiles?: boolean | undefined;
  /**
   * Whether the runs' lineage is deleted as well: associations, and the artifacts of graphs that
   * nothing else is associated with. An account holds 6,000 artifacts per region.
   * @default false: lineage stays
   */
  readonly deleteLineage?: boolean | undefined;
}

/** What was deleted, or would be. */
export interface Deletion {
  /** Names of experiments. */
  readonly experiments: readonly string[];
  /** Names of run groups. */
  readonly runGroups: readonly string[];
  /** Names of runs. */
  readonly runs: readonly string[];
  /** Addresses of objects in S3; none unless files were to be deleted. */
  readonly files: readonly string[];
  /** ARNs of lineage artifacts; none unless lineage was to be deleted. */
  readonly lineageArtifacts: readonly string[];
}

/** One deletion, from the leaves up: AWS deletes nothing that others are linked to. */
export class Removal {
  readonly #session: Session;
  readonly #sagemaker: Session["sagemaker"];
  readonly #options: CallOptions;
  readonly #experimentName: string;
  readonly #dryRun: boolean;
  readonly #deletesFiles: boolean;
  readonly #lineage: LineageRemoval | undefined;
  readonly #experiments: string[] = [];
  readonly #runGroups: string[] = [];
  readonly #runs: string[] = [];
  readonly #files: string[] = [];
  readonly #lineageArtifacts: string[] = [];

  constructor(session: Session, experimentName: string, options: DeleteOptions) {
    const { signal, dryRun = false, deleteFiles = false, deleteLineage = false } = options;
    this.#session = session;
    this.#experimentName = experimentName.toLowerCase();
    this.#sagemaker = session.sagemaker;
    this.#deletesFiles = deleteFiles;
    this.#options = { signal };
    this.#dryRun = dryRun;
    this.#lineage = deleteLineage ? new LineageRemoval(session, { signal }, dryRun) : undefined;
  }

  get done(): Deletion {
    return {
      experiments: this.#experiments,
      runGroups: this.#runGroups,
      runs: this.#runs,
      files: this.#files,
      lineageArtifacts: this.#lineageArtifacts,
    };
  }

  /** Deletes the experiment. */
  async experiment(): Promise<void> {
    const ExperimentName = this.#experimentName;
    for (const group of await this.#trials({ ExperimentName })) await this.runGroup(group);
    await this.#send(
      this.#experiments,
      ExperimentName,
      () => this.#sagemaker.call("DeleteExperiment", { ExperimentName }, this.#options),
    );
  }

  /** Deletes a run group of the experiment. */
  async runGroup(TrialName: string): Promise<void> {
    for (const component of await this.#components(TrialName)) {
      await this.#componentOf(component, TrialName);
    }
    await this.#send(
      this.#runGroups,
      TrialName,
      () => this.#sagemaker.call("DeleteTrial", { TrialName }, this.#options),
    );
  }

  /** Deletes a run by its trial component. */
  async component(TrialComponentName: string): Promise<void> {
    // While the run still tells where they are, so that a deletion can be taken up again.
    if (this.#deletesFiles || this.#lineage) await this.#belongings(TrialComponentName);
    for (const TrialName of await this.#trials({ TrialComponentName })) {
      await this.#leave(TrialComponentName, TrialName);
    }
    await this.#send(
      this.#runs,
      runNameOf(TrialComponentName, this.#experimentName),
      () => this.#sagemaker.call("DeleteTrialComponent", { TrialComponentName }, this.#options),
    );
  }

  /** Deletes what a run leaves behind: files and lineage. */
  async #belongings(TrialComponentName: string): Promise<void> {
    let component: DescribeTrialComponentResponse;
    try {
      component = await this.#sagemaker.call(
        "DescribeTrialComponent",
        { TrialComponentName },
        this.#options,
      );
    } catch (error) {
      if (isNotFound(error)) return;
      throw error;
    }
    if (this.#deletesFiles) await this.#filesOf(component);
    if (this.#lineage) {
      const artifacts = await this.#lineage.remove(component.TrialComponentArn ?? "");
      this.#lineageArtifacts.push(...artifacts);
    }
  }

  async #filesOf(component: DescribeTrialComponentResponse): Promise<void> {
    const { signal } = this.#options;
    for await (const file of filesOfRun(this.#session, component, signal)) {
      if (!this.#dryRun) await deleteObject(this.#session, file, signal);
      this.#files.push(addressOf(file));
    }
  }

  /** A component that other groups hold as well stays. */
  async #componentOf(TrialComponentName: string, TrialName: string): Promise<void> {
    const others = (await this.#trials({ TrialComponentName })).filter((name) =>
      name !== TrialName
    );
    if (others.length === 0) await this.component(TrialComponentName);
    else await this.#leave(TrialComponentName, TrialName);
  }

  #leave(TrialComponentName: string, TrialName: string): Promise<void> {
    const link = { TrialComponentName, TrialName };
    return this.#send(
      [],
      TrialName,
      () => this.#sagemaker.call("DisassociateTrialComponent", link, this.#options),
    );
  }

  /** Sends a deletion until it is through; AWS throttles them. */
  async #send(done: string[], name: string, send: () => Promise<unknown>): Promise<void> {
    if (!this.#dryRun) {
      try {
        await persistently(send, this.#options.signal);
      } catch (error) {
        if (isNotFound(error)) return;
        throw error;
      }
    }
    done.push(name);
  }

  async #trials(
    of: { readonly ExperimentName: string } | { readonly TrialComponentName: string },
  ): Promise<readonly string[]> {
    return await allNames(async (token) => {
      const page = { ...of, MaxResults: 100, ...token };
      const answer = await this.#sagemaker.call("ListTrials", page, this.#options);
      const items = answer.TrialSummaries?.flatMap(({ TrialName }) => TrialName ?? []);
      return { items, nextToken: answer.NextToken };
    });
  }

  async #components(TrialName: string): Promise<readonly string[]> {
    return await allNames(async (token) => {
      const page = { TrialName, MaxResults: 100, ...token };
      const answer = await this.#sagemaker.call("ListTrialComponents", page, this.#options);
      const items = answer.TrialComponentSummaries?.flatMap(({ TrialComponentName }) =>
        TrialComponentName ?? []
      );
      return { items, nextToken: answer.NextToken };
    });
  }
}

/** Every name of a listing; none of what is not there. */
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
