/**
 * What a search for runs can ask. Types only. Browser-safe.
 *
 * @module
 */
import type { RunStatus } from "./record.ts";

/**
 * What a search compares and sorts by: `parameters.lr`, `metrics.loss` (its last value),
 * `metrics.loss.min` (also `max`, `last`, `avg`, `count`, `stddev`), `tags.team`, or a run's own
 * property.
 */
export type RunProperty =
  | `parameters.${string}`
  | `metrics.${string}`
  | `tags.${string}`
  | OwnProperty;

/** A run's own property. `runName` needs a search of one experiment. */
export type OwnProperty =
  | "status"
  | "runName"
  | "displayName"
  | "trialComponentName"
  | "creationTime"
  | "lastModifiedTime"
  | "startTime"
  | "endTime";

/**
 * Comparisons that must all hold of one property.
 *
 * @typeParam Value What the property is compared with
 */
export interface Comparison<Value extends string | number | Date = string | number | Date> {
  /** Equals. Text of the same case; a number also equals decimal text of its value. */
  readonly eq?: Value | undefined;
  /** Differs from; also holds of runs without the property. */
  readonly ne?: Value | undefined;
  /** Is less than: numbers and times only. */
  readonly lt?: Exclude<Value, string> | undefined;
  /** Is at most: numbers and times only. */
  readonly lte?: Exclude<Value, string> | undefined;
  /** Is greater than: numbers and times only. */
  readonly gt?: Exclude<Value, string> | undefined;
  /** Is at least: numbers and times only. */
  readonly gte?: Exclude<Value, string> | undefined;
  /** Is text that contains this, in the same case. */
  readonly contains?: string | undefined;
  /** Equals one of these, 1 to 20. */
  readonly in?: readonly [Value, ...Value[]] | undefined;
  /** Whether there is a value at all. */
  readonly exists?: boolean | undefined;
}

/**
 * A value it equals, or comparisons.
 *
 * @typeParam Value What the property is compared with
 */
export type Condition<Value extends string | number | Date = string | number | Date> =
  | Value
  | Comparison<Value>;

/**
 * Conditions that must all hold. Search has no "not" of groups: `ne` and `exists: false` are what it
 * can negate.
 *
 * @example
 * ```ts
 * import type { RunFilter } from "@runlog/sagemaker";
 *
 * const where: RunFilter = {
 *   status: "Completed",
 *   "parameters.lr": { gte: 0.001, lt: 0.1 },
 *   or: [{ "tags.team": "vision" }, { "metrics.loss.min": { lt: 0.2 } }],
 * };
 * ```
 */
export interface RunFilter {
  /** How the run stands. */
  readonly status?: Condition<RunStatus> | undefined;
  /** The run's name in the experiment that is searched, also in lower case. */
  readonly runName?: Condition<string> | undefined;
  /** Display name. */
  readonly displayName?: Condition<string> | undefined;
  /** The trial component behind the run. */
  readonly trialComponentName?: Condition<string> | undefined;
  /** When it was created. */
  readonly creationTime?: Condition<Date> | undefined;
  /** When it last changed. */
  readonly lastModifiedTime?: Condition<Date> | undefined;
  /** When it first started. */
  readonly startTime?: Condition<Date> | undefined;
  /** When it last ended. */
  readonly endTime?: Condition<Date> | undefined;
  /** A parameter. */
  readonly [parameter: `parameters.${string}`]: Condition<string | number> | undefined;
  /** A metric's statistic. */
  readonly [metric: `metrics.${string}`]: Condition<number> | undefined;
  /** A tag. */
  readonly [tag: `tags.${string}`]: Condition<string> | undefined;
  /** Filters that must all hold. */
  readonly and?: readonly RunFilter[] | undefined;
  /** Filters of which one must hold. */
  readonly or?: readonly RunFilter[] | undefined;
}
