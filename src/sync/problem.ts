/**
 * Defines how the result of a run lists what was not copied.
 *
 * @module
 */

/** A part of a run that was not copied, or not unchanged. */
export interface SyncProblem {
  /**
   * Kind of the part: a metric, a parameter, an artifact, a file, a tag, a status message, metadata
   * (Git's commit and repository), lineage, a run group or the run itself.
   */
  readonly kind:
    | "metric"
    | "parameter"
    | "artifact"
    | "file"
    | "tag"
    | "status"
    | "metadata"
    | "lineage"
    | "group"
    | "run";
  /**
   * Name of the metric, parameter, artifact, tag or run group; URL of the file at the source; kind
   * and name of lineage that stays behind, such as `action deploy`.
   */
  readonly name: string;
  /** Number of points for a metric, else 1. */
  readonly count: number;
  /** Reason that the destination gave, or why the part stays behind. */
  readonly reason: string;
}
