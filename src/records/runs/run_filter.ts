/**
 * Defines the conditions of a search for runs. Types only.
 *
 * @module
 */
import type { RunStatus } from "./record.ts";

/**
 * A property that a search compares or sorts by, such as `parameters.lr`, `metrics.loss` (its last
 * value), `metrics.loss.min` (also `max`, `last`, `avg`, `count`, `stddev`) or `tags.team`. A run's
 * own properties are valid too.
 */
export type RunProperty =
  | `parameters.${string}`
  | `metrics.${string}`
  | `tags.${string}`
  | OwnProperty;

/** A run's own property. `runName` requires a search of one experiment. */
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
 * Comparisons of one property, all of which must be true.
 *
 * @typeParam Value The type of the values to compare with
 */
export interface Comparison<Value extends string | number | Date = string | number | Date> {
  /** Value to equal, in the same case. A number also equals a decimal string of its value. */
  readonly eq?: Value | undefined;
  /** Value not to equal. Runs without the property also match. */
  readonly ne?: Value | undefined;
  /** Exclusive upper limit, for numbers and times only. */
  readonly lt?: Exclude<Value, string> | undefined;
  /** Inclusive upper limit, for numbers and times only. */
  readonly lte?: Exclude<Value, string> | undefined;
  /** Exclusive lower limit, for numbers and times only. */
  readonly gt?: Exclude<Value, string> | undefined;
  /** Inclusive lower limit, for numbers and times only. */
  readonly gte?: Exclude<Value, string> | undefined;
  /** Text that the property must contain, in the same case. */
  readonly contains?: string | undefined;
  /** List of 1 to 20 values, one of which the property must equal. */
  readonly in?: readonly [Value, ...Value[]] | undefined;
  /** Whether the property must have a value. `false` matches runs without one. */
  readonly exists?: boolean | undefined;
}

/**
 * A value that the property must equal, or comparisons.
 *
 * @typeParam Value The type of the values to compare with
 */
export type Condition<Value extends string | number | Date = string | number | Date> =
  | Value
  | Comparison<Value>;

/**
 * Conditions on runs, all of which must be true. Search cannot negate groups of conditions. To
 * negate a single condition, use `ne` or `exists: false`.
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
  /** Status of the run. */
  readonly status?: Condition<RunStatus> | undefined;
  /** The run's name in the searched experiment, also compared in lower case. */
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
  /** When it last ended. Search also compares the earlier end of a run that was started again. */
  readonly endTime?: Condition<Date> | undefined;
  /** Value of a parameter. */
  readonly [parameter: `parameters.${string}`]: Condition<string | number> | undefined;
  /** Statistic of a metric. */
  readonly [metric: `metrics.${string}`]: Condition<number> | undefined;
  /** Value of a tag. */
  readonly [tag: `tags.${string}`]: Condition<string> | undefined;
  /** Filters that must all match. */
  readonly and?: readonly RunFilter[] | undefined;
  /** Filters of which at least one must match. */
  readonly or?: readonly RunFilter[] | undefined;
}
