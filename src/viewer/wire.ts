/**
 * What the viewer's server answers its page, as it is in JSON.
 *
 * @module
 */
import type { ArtifactDirection, Graph, GraphRecord, MetricHistory, RunRecord } from "../../mod.ts";

/** A value after a journey as JSON: instants are texts, what is undefined is not there. */
export type Wire<Value> = Value extends Date ? string
  : Value extends object ? { readonly [Key in keyof Value]: Wire<Value[Key]> }
  : Value;

/** Header of writes: the token that {@linkcode SessionFacts} tells. */
export const WRITE_HEADER = "runlog-write-token";

/** Where the page is, for `/api/session`. */
export interface SessionFacts {
  /** Where the runs are, for people to read. */
  readonly location: string;
  /** What writes have to send. */
  readonly writeToken: string;
}

/** A run as `/api/runs`, `/api/run` and `/api/changes` tell it. */
export type RunFacts = Wire<RunRecord>;

/** A metric of a run as `/api/histories` tells it: at most {@linkcode MOST_POINTS} or so. */
export interface SeriesFacts {
  /** The metric. */
  readonly metricName: string;
  /** What its history is of. */
  readonly kind: MetricHistory["kind"];
  /** Steps, or milliseconds since 1970. */
  readonly x: readonly (number | null)[];
  /** A value for each; `null` is a gap. */
  readonly y: readonly (number | null)[];
  /** What `x` is. */
  readonly axis: "step" | "time";
  /** How many points there are in all. */
  readonly originalCount: number;
}

/** Points of a series up to which the page is told all of them. */
export const MOST_POINTS = 50_000;

/** A graph of a run as `/api/graphs` lists it. */
export type GraphFacts = Pick<GraphRecord, "artifactArn" | "direction" | "name" | "type">;

/** A graph as `/api/graph` tells it. */
export type GraphData = Graph;

/** Which file of a run is meant. */
export interface ArtifactQuery {
  /** The experiment. */
  readonly experiment: string;
  /** The run. */
  readonly run: string;
  /** Whether the run used it or made it. */
  readonly direction: ArtifactDirection;
  /** The artifact's name. */
  readonly name: string;
}

/** The beginning of a file that is text, as `/api/text` tells it. */
export interface TextFacts {
  /** The text. */
  readonly text: string;
  /** Whether there is more of it. */
  readonly isCut: boolean;
}

/** What went wrong. */
export interface FailureFacts {
  /** The error. */
  readonly error: { readonly name: string; readonly message: string };
}
