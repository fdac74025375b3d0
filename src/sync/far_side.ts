/**
 * Sends all requests of a sync to the destination, for an experiment with its run groups, runs,
 * points, files and lineage. Only `far_groups.ts`, which it uses, sends requests to the destination
 * as well.
 *
 * @module
 */
import type { CreateExperimentRequest } from "@aws-sdk/client-sagemaker";
import { defaultBucket, defaultBucketName, parseArn } from "../artifacts/bucket.ts";
import { describeObject } from "../artifacts/download.ts";
import { associate, ensureArtifact } from "../artifacts/lineage.ts";
import { storeFile } from "../artifacts/store_file.ts";
import { isServedStore, knownLargestBatch } from "../metrics/largest_batch.ts";
import { metricsClientOf } from "../metrics/put_metrics.ts";
import { ExperimentNotFoundError } from "../records/experiments/experiment_not_found_error.ts";
import type { ExperimentRecord } from "../records/experiments/experiments.ts";
import { getExperiment } from "../records/experiments/get_experiment.ts";
import { withNonFinite } from "../records/runs/non_finite_counts.ts";
import { type RunRecord, toRecord } from "../records/runs/record.ts";
import type { ArtifactDirection } from "../rules/artifact.ts";
import { isAlreadyExists } from "../session/aws_errors.ts";
import type { CallOptions } from "../session/caller.ts";
import type { Session } from "../session/session.ts";
import type { RunVersion } from "./conflict.ts";
import type { PointReceiver } from "./copy_points.ts";
import type { SessionSide } from "./cursor.ts";
import { persistently } from "../session/retry.ts";
import { isAbsent, SYNC_LIMITS } from "./failure.ts";
import type { DestinationExperiment, FarArtifact, OpenOptions } from "./destination.ts";
import { FarRunWithFiles } from "./far_run.ts";
import type { FarFile } from "./files.ts";
import { FarGroups, withoutExtras } from "./far_groups.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { membersOf } from "./members.ts";
import type { NearSide } from "./near_side.ts";

/** A session that runs are copied to, and one experiment of it. */
export class FarSide implements DestinationExperiment {
  /** Session that runs are copied to. */
  readonly session: Session;
  /** The experiment; in a dry run the source's, if it does not exist here. */
  readonly experiment: ExperimentRecord;
  /** Run groups of the experiment. */
  readonly groups: FarGroups;
  /** Bucket for files. It may not exist before the first upload. */
  readonly bucketName: string;
  readonly #options: CallOptions;
  #asking: Promise<void> | undefined;

  private constructor(
    session: Session,
    near: NearSide,
    experiment: ExperimentRecord,
    options: CallOptions,
  ) {
    this.session = session;
    this.experiment = experiment;
    this.groups = new FarGroups(session, near, options);
    this.bucketName = defaultBucketName(session, parseArn(experiment.arn));
    this.#options = options;
  }

  /** Finds the experiment. Creates it if it does not exist, except in a dry run. */
  static async open(
    session: Session,
    near: NearSide,
    { dryRun, signal }: OpenOptions,
  ): Promise<FarSide> {
    const ensure = () => ensureExperiment(session, near, { signal });
    const experiment = dryRun
      ? await findExperiment(session, near, { signal }) ?? near.experiment
      : await persistently(ensure, signal, SYNC_LIMITS);
    return new FarSide(session, near, experiment, { signal });
  }

  /**
   * Finds out whether a custom endpoint is a served store, which takes more points per request. Called
   * before the first run is sent; asks once.
   */
  async learnKind(): Promise<void> {
    const { metrics, metricsEndpoint } = this.session;
    if (metrics !== undefined || metricsEndpoint === undefined) return;
    if (knownLargestBatch(this.session) !== undefined) return;
    const { askLargestBatch } = await import("../metrics/send_points.ts");
    this.#asking ??= askLargestBatch(this.session, this.#options.signal)
      .finally(() => this.#asking = undefined);
    await this.#asking;
  }

  /** The session itself, which identifies the destination in cursors. */
  get side(): SessionSide {
    return this;
  }

  /** Whether runs are stored exactly as sent: a store does so, AWS may change their form. */
  get keepsAsSent(): boolean {
    return this.session.store?.cursors !== undefined || isServedStore(this.session);
  }

  /** Finds the run of the same component. */
  async findRun(near: RunRecord): Promise<RunVersion | undefined> {
    const { trialComponentName: TrialComponentName, experimentName, runName } = near;
    try {
      const component = await this.session.sagemaker
        .call("DescribeTrialComponent", { TrialComponentName }, this.#options);
      const names = { experimentName, runName, runGroupNames: [] };
      const summarized = toRecord({ component, ...names, tags: [] });
      const [record = summarized] = await withNonFinite([summarized], this.session.metrics);
      return { record, fingerprint: await fingerprintOf(membersOf(record)) };
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw error;
    }
  }

  /**
   * Returns a run at the destination, to be created or updated.
   *
   * @param onApart Called before the run is written in several requests
   */
  runOf(near: RunRecord, onApart: () => Promise<void>): FarRunWithFiles {
    const putFile = this.#putFile.bind(this);
    return new FarRunWithFiles(putFile, this.session.sagemaker, near, onApart, this.#options);
  }

  /** Returns the receiver of a run's points. */
  pointsOf(trialComponentName: string): PointReceiver {
    return {
      trialComponentName,
      client: metricsClientOf(this.session),
      // A metrics port accepts points of any age.
      takesAnyAge: this.session.metrics !== undefined,
    };
  }

  /**
   * Uploads a file to the bucket.
   *
   * @param open Called to open the file once the bucket is known to exist
   */
  async #putFile(
    { key, size, mediaType }: FarFile,
    open: () => Promise<ReadableStream<Uint8Array<ArrayBuffer>>>,
  ): Promise<void> {
    const { artifactBucket, artifactBucketOwner, artifactEncryption } = this.session;
    const account = parseArn(this.experiment.arn);
    const bucket = await defaultBucket(this.session, account, this.#options);
    const bucketOwner = artifactBucketOwner ?? (artifactBucket ? undefined : account.accountId);
    const body = await open();
    await storeFile(
      this.session,
      { name: undefined, body, size, mediaType },
      { bucket, key, bucketOwner, mediaType, encryption: artifactEncryption },
      this.#options,
    );
  }

  /**
   * Finds a lineage artifact, or creates it.
   *
   * @returns The ARN of the artifact
   */
  async ensureArtifact({ name, type, uri, file }: FarArtifact): Promise<string> {
    const facts = file && await describeObject(this.session, file, this.#options);
    const artifact = { name, type, uri, etag: facts?.etag };
    return await ensureArtifact(this.session, artifact, this.#options);
  }

  /** Links an artifact with a run, unless they are linked. */
  async link(
    runArn: string,
    artifact: { readonly artifactArn: string; readonly name: string },
    direction: ArtifactDirection,
  ): Promise<void> {
    await associate(this.session, runArn, artifact, direction, this.#options);
  }
}

async function findExperiment(
  session: Session,
  { experimentName }: NearSide,
  options: CallOptions,
): Promise<ExperimentRecord | undefined> {
  try {
    return await getExperiment({ experimentName, session, ...options });
  } catch (error) {
    if (error instanceof ExperimentNotFoundError || isAbsent(error)) return undefined;
    throw error;
  }
}

/** Returns the experiment, created if it does not exist. An existing one stays unchanged. */
async function ensureExperiment(
  session: Session,
  near: NearSide,
  options: CallOptions,
): Promise<ExperimentRecord> {
  const found = await findExperiment(session, near, options);
  if (found) return found;
  const request = await near.describeExperiment();
  const create = (request: CreateExperimentRequest) =>
    session.sagemaker.call("CreateExperiment", request, options);
  try {
    await withoutExtras(near, create, { ExperimentName: request.ExperimentName }, request);
  } catch (error) {
    if (!isAlreadyExists(error)) throw error;
  }
  return await getExperiment({ experimentName: near.experimentName, session, ...options });
}
