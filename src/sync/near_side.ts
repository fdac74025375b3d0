/**
 * Sends the requests of a sync to the source, for an experiment and for the data of its runs that
 * their records do not contain.
 *
 * @module
 */
import type { CreateExperimentRequest, CreateTrialRequest, Tag } from "@aws-sdk/client-sagemaker";
import type { ObjectAddress } from "../artifacts/address.ts";
import { defaultBucketName, parseArn } from "../artifacts/bucket.ts";
import {
  describeObject,
  listObjects,
  type ObjectFacts,
  readObject,
} from "../artifacts/download.ts";
import type { ExperimentRecord } from "../records/experiments/experiments.ts";
import { getExperiment } from "../records/experiments/get_experiment.ts";
import { listRunGroups } from "../records/experiments/list_run_groups.ts";
import { withNonFinite } from "../records/runs/non_finite_counts.ts";
import type { RunRecord } from "../records/runs/record.ts";
import { isNotFound } from "../session/aws_errors.ts";
import type { CallOptions } from "../session/caller.ts";
import { allItems } from "../session/pages.ts";
import type { Session } from "../session/session.ts";
import { isOwnTag } from "./members.ts";
import { openPoints, type PointSource } from "./point_source.ts";

/** The other end of an association. */
export interface LinkedEnd {
  readonly arn: string;
  /** Name of the entity, if it has one. */
  readonly name: string | undefined;
}

/** The source that runs are copied from, and one experiment of it. */
export class NearSide {
  /** Session that holds the runs. */
  readonly session: Session;
  /** Experiment to copy. */
  readonly experiment: ExperimentRecord;
  /** Name of the experiment in lower case. */
  readonly experimentName: string;
  /** Default bucket of the files. */
  readonly bucketName: string;
  readonly #options: CallOptions;
  readonly #around = new Map<string, Promise<readonly LinkedEnd[]>>();

  private constructor(session: Session, experiment: ExperimentRecord, options: CallOptions) {
    this.session = session;
    this.experiment = experiment;
    this.experimentName = experiment.experimentName.toLowerCase();
    this.bucketName = defaultBucketName(session, parseArn(experiment.arn));
    this.#options = options;
  }

  /**
   * Finds an experiment.
   *
   * @throws {ExperimentNotFoundError} If the experiment does not exist
   */
  static async open(
    session: Session,
    experimentName: string,
    options: CallOptions,
  ): Promise<NearSide> {
    const experiment = await getExperiment({ experimentName, session, ...options });
    return new NearSide(session, experiment, options);
  }

  /** Returns the experiment as a request that creates it elsewhere. */
  async describeExperiment(): Promise<CreateExperimentRequest> {
    const { ExperimentName, ExperimentArn, DisplayName, Description } = await this.session.sagemaker
      .call("DescribeExperiment", { ExperimentName: this.experimentName }, this.#options);
    const Tags = await this.#tagsOf(ExperimentArn);
    return {
      ExperimentName,
      ...(DisplayName ? { DisplayName } : {}),
      ...(Description ? { Description } : {}),
      ...(Tags.length > 0 ? { Tags } : {}),
    };
  }

  /** Yields the names of the experiment's run groups. */
  async *groupNames(): AsyncGenerator<string> {
    const { experimentName, session } = this;
    const groups = listRunGroups({ experimentName, session, ...this.#options });
    for await (const { runGroupName } of groups) yield runGroupName;
  }

  /** Returns the display name and tags of a run group; an empty object if it does not exist. */
  async describeGroup(
    TrialName: string,
  ): Promise<Pick<CreateTrialRequest, "DisplayName" | "Tags">> {
    try {
      const { TrialArn, DisplayName } = await this.session.sagemaker
        .call("DescribeTrial", { TrialName }, this.#options);
      const Tags = await this.#tagsOf(TrialArn);
      return {
        ...(DisplayName ? { DisplayName } : {}),
        ...(Tags.length > 0 ? { Tags } : {}),
      };
    } catch (error) {
      if (isNotFound(error)) return {};
      throw error;
    }
  }

  /** Returns a run with the number of its points that summaries leave out. */
  async complete(run: RunRecord): Promise<RunRecord> {
    const [complete = run] = await withNonFinite([run], this.session.metrics);
    return complete;
  }

  /** Opens the points of a run. */
  openPoints(run: RunRecord): Promise<PointSource> {
    return openPoints(this.session, run, this.#options);
  }

  /**
   * Whether an object belongs to a run instead of to the user. In a local store every object does.
   * In S3 it does if its key contains the run's component, as that of each file that this library
   * or the SageMaker Python SDK logs.
   */
  isOwnFile(run: RunRecord, { key }: ObjectAddress): boolean {
    return this.session.store?.cursors !== undefined ||
      key.split("/").includes(run.trialComponentName);
  }

  /** Describes a file; undefined if it does not exist. */
  describeFile(address: ObjectAddress): Promise<ObjectFacts | undefined> {
    return describeObject(this.session, address, this.#options);
  }

  /** Lists the files of a folder. */
  listFiles(folder: ObjectAddress): ReturnType<typeof listObjects> {
    return listObjects(this.session, folder, this.#options);
  }

  /** Opens a file. Its checksum is verified during reading. */
  openFile(address: ObjectAddress, etag: string | undefined): ReturnType<typeof readObject> {
    return readObject(this.session, address, etag, this.#options);
  }

  /** Yields what a run or artifact links to (`output`), or what links to it (`input`). */
  async *linkedEnds(arn: string, direction: "input" | "output"): AsyncGenerator<LinkedEnd> {
    const isOutput = direction === "output";
    const end = isOutput ? { SourceArn: arn } : { DestinationArn: arn };
    const associations = allItems(async (token) => {
      const page = await this.session.sagemaker
        .call("ListAssociations", { ...end, MaxResults: 100, ...token }, this.#options);
      return { items: page.AssociationSummaries, nextToken: page.NextToken };
    });
    for await (const { SourceArn, DestinationArn, SourceName, DestinationName } of associations) {
      yield isOutput
        ? { arn: DestinationArn ?? "", name: DestinationName }
        : { arn: SourceArn ?? "", name: SourceName };
    }
  }

  /**
   * Returns the entities besides runs that are linked with an artifact. Thousands of runs may share
   * an artifact, so a sync requests them once.
   */
  around(artifactArn: string): Promise<readonly LinkedEnd[]> {
    const known = this.#around.get(artifactArn);
    if (known) return known;
    const found = this.#readAround(artifactArn);
    this.#around.set(artifactArn, found);
    // The next run requests them again.
    found.catch(() => this.#around.delete(artifactArn));
    return found;
  }

  async #readAround(artifactArn: string): Promise<readonly LinkedEnd[]> {
    const found: LinkedEnd[] = [];
    for (const direction of ["output", "input"] as const) {
      for await (const end of this.linkedEnds(artifactArn, direction)) {
        if (!/:experiment-trial-component\//i.test(end.arn)) found.push(end);
      }
    }
    return found;
  }

  /** Returns the name, type and address of a lineage artifact. */
  async describeArtifact(
    ArtifactArn: string,
  ): Promise<{ readonly name: string; readonly type: string; readonly uri: string }> {
    const { ArtifactName = "", ArtifactType = "", Source } = await this.session.sagemaker
      .call("DescribeArtifact", { ArtifactArn }, this.#options);
    return { name: ArtifactName, type: ArtifactType, uri: Source?.SourceUri ?? "" };
  }

  /** Returns the tags of a resource, without AWS's own. */
  async #tagsOf(ResourceArn: string | undefined): Promise<Tag[]> {
    const { Tags = [] } = await this.session.sagemaker
      .call("ListTags", { ResourceArn }, this.#options);
    return Tags.filter(isOwnTag);
  }
}
