/**
 * Defines the JSON that the viewer's server sends to its page.
 *
 * @module
 */
import type {
  ArtifactDirection,
  Graph,
  GraphRecord,
  Lineage,
  LineageEntity,
  MetricHistory,
  RunRecord,
} from "../../mod.ts";

/** A value after a round trip through JSON: dates become strings, undefined members disappear. */
export type Wire<Value> = Value extends Date ? string
  : Value extends object ? { readonly [Key in keyof Value]: Wire<Value[Key]> }
  : Value;

/** Header that writes must send. Its value is the token in {@linkcode SessionFacts}. */
export const WRITE_HEADER = "runlog-write-token";

/** The response of `/api/session`. */
export interface SessionFacts {
  /** Location of the runs, for display. */
  readonly location: string;
  /** Token that writes must send. */
  readonly writeToken: string;
}

/** A run in the responses of `/api/runs`, `/api/run` and `/api/changes`. */
export type RunFacts = Wire<RunRecord>;

/**
 * A metric in the response of `/api/histories`, with about {@linkcode MOST_POINTS} points at most.
 */
export interface SeriesFacts {
  /** Name of the metric. */
  readonly metricName: string;
  /** Kind of the history: of steps, points or periods. */
  readonly kind: MetricHistory["kind"];
  /** Steps, or milliseconds since 1970. */
  readonly x: readonly (number | null)[];
  /** One value for each `x`; NaN and infinities are the strings `NaN`, `Infinity` and `-Infinity`. */
  readonly y: readonly (number | string | null)[];
  /** Meaning of `x`. */
  readonly axis: "step" | "time";
  /** Number of points before downsampling. */
  readonly originalCount: number;
  /** Number of those points that are NaN or infinite. */
  readonly nonFiniteCount: number;
}

/** Largest number of points in a series that the page receives completely. */
export const MOST_POINTS = 50_000;

/** A graph in the response of `/api/graphs`. */
export type GraphFacts = Pick<GraphRecord, "artifactArn" | "direction" | "name" | "type">;

/** The response of `/api/graph`. */
export type GraphData = Graph;

/** The response of `/api/lineage`. */
export type LineageFacts = Wire<Lineage>;

/** An entity in the response of `/api/lineage`. */
export type LineageEntityFacts = Wire<LineageEntity>;

/** Identifies a file of a run. */
export interface ArtifactQuery {
  /** Name of the experiment. */
  readonly experiment: string;
  /** Name of the run. */
  readonly run: string;
  /** Whether the file is an input or an output of the run. */
  readonly direction: ArtifactDirection;
  /** The artifact's name. */
  readonly name: string;
}

/** The response of `/api/text`: the beginning of a text file. */
export interface TextFacts {
  /** The text. */
  readonly text: string;
  /** Whether the text is truncated. */
  readonly isCut: boolean;
}

/** The response of a failed request. */
export interface FailureFacts {
  /** Name and message of the error. */
  readonly error: { readonly name: string; readonly message: string };
}
