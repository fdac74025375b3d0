/**
 * The port that a sync copies runs through: what it asks of a destination, which is a session or a
 * server of another kind that keeps runs in its own form.
 *
 * @module
 */
import type { ObjectAddress } from "../artifacts/address.ts";
import type { RunRecord } from "../records/runs/record.ts";
import type { ArtifactDirection } from "../rules/artifact.ts";
import type { RunVersion } from "./conflict.ts";
import type { PointReceiver } from "./copy_points.ts";
import type { Side } from "./cursor.ts";
import type { FarFile } from "./files.ts";
import type { JoinedGroup } from "./group_line.ts";
import type { LineageCopy } from "./lineage.ts";
import type { RunMembers } from "./members.ts";
import type { NearSide } from "./near_side.ts";
import type { RefusedEntry } from "./refused.ts";

/**
 * A destination that is no session, such as the one that `mlflow()` of `@runlog/sagemaker/mlflow`
 * returns.
 */
export interface Destination {
  /** Address of the destination, for messages. */
  readonly location: string;
  /**
   * Finds one experiment, or creates it except in a dry run.
   *
   * @internal
   */
  openExperiment(near: NearSide, options: OpenOptions): Promise<DestinationExperiment>;
}

/** Options of opening an experiment. */
export interface OpenOptions {
  /** Whether to write nothing. */
  readonly dryRun: boolean;
  /** Aborts all requests of the experiment. */
  readonly signal: AbortSignal;
}

/** One experiment of a destination. */
export interface DestinationExperiment {
  /** Identifies the destination in cursors, and stores them if the source cannot. */
  readonly side: Side;
  /** Run groups of the experiment. */
  readonly groups: DestinationGroups;
  /**
   * Bucket whose addresses the copied files get. Undefined if files have no `s3://` address there:
   * artifacts then keep the addresses of the source.
   */
  readonly bucketName: string | undefined;
  /** Whether runs are stored exactly as sent. */
  readonly keepsAsSent: boolean;
  /** Called before the first run is sent, and before each further one. */
  learnKind(): Promise<void>;
  /** Finds the run of the same component. */
  findRun(near: RunRecord): Promise<RunVersion | undefined>;
  /**
   * Returns a run at the destination, to be created or updated.
   *
   * @param onApart Called before the run is written in several requests
   */
  runOf(near: RunRecord, onApart: () => Promise<void>): DestinationRun;
  /** Returns the receiver of a run's points. */
  pointsOf(trialComponentName: string): PointReceiver;
  /** Finds a lineage artifact, or creates it, and returns what identifies it. */
  ensureArtifact(artifact: FarArtifact): Promise<string>;
  /** Links an artifact with a run, unless they are linked. */
  link(
    runArn: string,
    artifact: { readonly artifactArn: string; readonly name: string },
    direction: ArtifactDirection,
  ): Promise<void>;
}

/** A lineage artifact at the destination. */
export interface FarArtifact {
  readonly name: string;
  readonly type: string;
  readonly uri: string;
  /** Address of the artifact's file, if the sync has copied it. */
  readonly file: ObjectAddress | undefined;
}

/** Run groups of an experiment at the destination. */
export interface DestinationGroups {
  /** Adds a component to a run group, or to one that continues it. */
  join(trialComponentName: string, group: string): Promise<JoinedGroup>;
  /** Returns the error of a run that would fit into none of these groups; undefined if it may fit. */
  refusalOf(groups: readonly string[]): unknown;
  /** Creates the run groups that are missing. */
  copyAll(): Promise<void>;
}

/** Members of a run and its tags. */
export interface RunContent {
  readonly members: RunMembers;
  readonly tags: Readonly<Record<string, string>>;
}

/** One run at the destination. */
export interface DestinationRun {
  /** Entries that the destination rejects. */
  readonly refused: readonly RefusedEntry[];
  /** Makes room for the run's files, which arrive before the run. */
  prepare(links: readonly LineageCopy[]): Promise<void>;
  /**
   * Stores a file.
   *
   * @param open Called to open the file once it can be stored
   */
  putFile(
    file: FarFile,
    open: () => Promise<ReadableStream<Uint8Array<ArrayBuffer>>>,
  ): Promise<void>;
  /**
   * Creates the run with its tags.
   *
   * @returns The ARN of the run's component, or what else identifies it for links
   */
  create(content: RunContent): Promise<string>;
  /** Replaces the members of the run. */
  update(content: RunContent, far: RunRecord): Promise<void>;
  /** Sets the changed tags of the run, and deletes those that are gone. */
  changeTags(
    arn: string,
    changed: Readonly<Record<string, string>>,
    gone: readonly string[],
  ): Promise<void>;
  /** Called last, once points and links have been sent. */
  finish(): Promise<void>;
}
