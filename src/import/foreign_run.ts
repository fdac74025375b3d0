/**
 * A run of another tool, as a source of an import reads it, and the port that sources implement.
 *
 * @module
 */
import type { SeriesPoints } from "../ports/metrics_client.ts";
import type { ArtifactDirection } from "../rules/artifact.ts";
import type { ParameterValue } from "../rules/parameters.ts";
import type { RunStatus } from "../records/runs/record.ts";
import type { SyncProblem } from "../sync/problem.ts";

/** A tool or format that runs are imported from. */
export type ImportKind =
  | "tensorboard"
  | "wandb"
  | "mlflow"
  | "trackio"
  | "dvclive"
  | "trainer-state"
  | "csv"
  | "json-lines"
  | "neptune";

/** A part of a run that was not imported, or not unchanged. */
export type ImportProblem = SyncProblem;

/** A file of a foreign run. */
export interface ForeignFile {
  /**
   * Path among the run's files, with `/` as separator. If a run has more files than artifacts, those
   * with the same first part become one folder artifact.
   */
  readonly path: string;
  /** Whether the run used the file or made it. */
  readonly direction: ArtifactDirection;
  /** Media type; by default, the one of the path's extension. */
  readonly mediaType?: string | undefined;
  /** Distinguishes contents: a file with the same version is not stored again. */
  readonly version: string;
  /** Reads the file. */
  readonly read: () => Promise<Uint8Array<ArrayBuffer> | Blob>;
}

/** An address of data that a foreign run used or made, and that is not imported itself. */
export interface ForeignArtifact {
  /** Name of the artifact. */
  readonly name: string;
  /** Whether the run used or made it. */
  readonly direction: ArtifactDirection;
  /** Address, such as `s3://…`. */
  readonly uri: string;
}

/** A run of another tool. */
export interface ForeignRun {
  /** Tool or format that the run comes from. */
  readonly kind: ImportKind;
  /** Identifies the run at its source, so that a second import finds it again. */
  readonly identity: string;
  /** Experiment, project or folder of the run, as the source names it. */
  readonly experiment: string;
  /** Name of the run, as the source names it. */
  readonly name: string;
  /** Name for people, if the source has another one. */
  readonly displayName?: string | undefined;
  /** Status of the run. */
  readonly status: RunStatus;
  /** Why the run failed or stopped. */
  readonly statusMessage?: string | undefined;
  /** Start of the run, in milliseconds since 1970. */
  readonly startTime?: number | undefined;
  /** End of the run, in milliseconds since 1970; undefined while it is open. */
  readonly endTime?: number | undefined;
  /** Parameters by name. */
  readonly parameters: ReadonlyMap<string, ParameterValue>;
  /** Tags by key. */
  readonly tags: ReadonlyMap<string, string>;
  /** Description of the run. */
  readonly description?: string | undefined;
  /** Notes of the run. */
  readonly notes?: string | undefined;
  /** Git commit. */
  readonly commit?: string | undefined;
  /** Git repository. */
  readonly repository?: string | undefined;
  /** Points by metric name, in the order of the source. */
  readonly series: ReadonlyMap<string, SeriesPoints>;
  /** Files of the run. */
  readonly files: readonly ForeignFile[];
  /** Addresses of data that the run used or made. */
  readonly artifacts?: readonly ForeignArtifact[] | undefined;
  /** Facts without a counterpart in runlog, kept in the file `imported/{kind}.json`. */
  readonly rest: Readonly<Record<string, unknown>>;
  /** Parts that could not be read. */
  readonly problems: readonly ImportProblem[];
}

/** Options that every source is read with. */
export interface ReadOptions {
  /**
   * Whether files are still being written. Runs whose source does not state their end are then
   * `InProgress`, and a last line without an end waits.
   * @default false
   */
  readonly isLive?: boolean | undefined;
  /** Aborts the call. */
  readonly signal?: AbortSignal | undefined;
}

/** A part of a source that could not be read as a run. */
export interface UnreadPart {
  /** Path of the file or folder. */
  readonly path: string;
  /** Reason, in words. */
  readonly reason: string;
}

/** A run that was read, or a part of the source that could not be. */
export type ReadEntry =
  | { readonly run: ForeignRun; readonly unread?: undefined }
  | { readonly unread: UnreadPart; readonly run?: undefined };

/** A source of runs: files of another tool. Sources are read again for each import. */
export interface RunSource {
  /** Tool or format. */
  readonly kind: ImportKind;
  /** Reads the runs. A damaged file yields what is whole in it, and never ends the others. */
  readonly read: (options?: ReadOptions) => AsyncIterable<ReadEntry>;
  /** Returns a text that changes whenever the source does. Absent if only reading shows that. */
  readonly version?: ((options?: ReadOptions) => Promise<string>) | undefined;
}
