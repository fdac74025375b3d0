/**
 * The account that a local service simulates: its quotas, and AWS behavior that is not documented.
 *
 * @module
 */
import { either, FLAG, type Kind, mapOf, numberFrom, oneOf, optional } from "../kinds.ts";

/** Quotas of an account. AWS raises them on request. */
export interface Quotas {
  /**
   * Maximum number of trial components in a trial, not counting those created by jobs (L-479D8F33).
   * @default Infinity; 50 with `awsQuotas`
   */
  readonly componentsPerTrial: number;
  /**
   * Maximum number of trials in an experiment (L-E1A153C2).
   * @default Infinity; 300 with `awsQuotas`
   */
  readonly trialsPerExperiment: number;
  /**
   * Maximum number of lineage artifacts.
   * @default Infinity; 6_000 with `awsQuotas`
   */
  readonly artifacts: number;
  /**
   * Maximum number of lineage actions.
   * @default Infinity; 3_000 with `awsQuotas`
   */
  readonly actions: number;
  /**
   * Maximum number of lineage contexts.
   * @default Infinity; 500 with `awsQuotas`
   */
  readonly contexts: number;
  /**
   * Maximum number of lineage associations.
   * @default Infinity; 6_000 with `awsQuotas`
   */
  readonly associations: number;
}

/** AWS's default quotas, which an account has until it requests an increase. */
export const AWS_QUOTAS: Quotas = {
  componentsPerTrial: 50,
  trialsPerExperiment: 300,
  artifacts: 6_000,
  actions: 3_000,
  contexts: 500,
  associations: 6_000,
};

/** No quotas. AWS's fixed limits, such as 300 parameters per run, apply nevertheless. */
export const NO_QUOTAS: Quotas = {
  componentsPerTrial: Infinity,
  trialsPerExperiment: Infinity,
  artifacts: Infinity,
  actions: Infinity,
  contexts: Infinity,
  associations: Infinity,
};

/** AWS behavior that is not documented. */
export interface UndocumentedBehavior {
  /**
   * Whether to reject a second artifact with the same name. According to AWS's reference, names are
   * unique. AWS's SDK and examples give many artifacts the same name and distinguish them by
   * source.
   * @default false
   */
  readonly uniqueArtifactNames: boolean;
  /**
   * Whether to reject associating a trial component with a trial that already contains it.
   * @default false
   */
  readonly refuseRepeatedAssociation: boolean;
  /**
   * Whether to keep the previous message when a new status has no message.
   * @default false
   */
  readonly keepStatusMessage: boolean;
  /**
   * Whether to reject `true` and `false` as a parameter's number. The SageMaker Python SDK sends
   * them; accepted ones are stored as 1 and 0.
   * @default false
   */
  readonly refuseBooleanNumbers: boolean;
  /**
   * Unit of times on the x-axis of BatchGetMetrics.
   * @default "seconds"
   */
  readonly metricTimeUnit: "seconds" | "milliseconds";
  /**
   * Number of values after which the answer to a BatchGetMetrics query is `Truncated`.
   * @default 10_000
   */
  readonly valuesPerMetricQuery: number;
}

/** The more likely alternative of each undocumented behavior. */
export const UNDOCUMENTED_BEHAVIOR: UndocumentedBehavior = {
  uniqueArtifactNames: false,
  refuseRepeatedAssociation: false,
  keepStatusMessage: false,
  refuseBooleanNumbers: false,
  metricTimeUnit: "seconds",
  valuesPerMetricQuery: 10_000,
};

/** Region of the account, as it is part of ARNs. */
export const REGION: Kind = {
  rule: "have only lower-case letters, digits and hyphens",
  allows: (value) => typeof value === "string" && value.length <= 63 && /^[a-z0-9-]+$/.test(value),
};

/** ID of the account. */
export const ACCOUNT_ID: Kind = {
  rule: "be twelve digits",
  allows: (value) => typeof value === "string" && /^\d{12}$/.test(value),
};

/** Quotas by name. */
export const QUOTA_VALUES: Kind = mapOf(optional(numberFrom(0)));

/** Alternatives of undocumented behavior by name. */
export const BEHAVIOR_VALUES: Kind = mapOf(
  optional(either(either(FLAG, numberFrom(1)), oneOf("seconds", "milliseconds"))),
);
