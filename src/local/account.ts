/**
 * What holds for the account that a service plays: its quotas, and what AWS does where its documents
 * do not say.
 *
 * @module
 */

/** Quotas that AWS sets on an account. */
export interface Quotas {
  /**
   * Trial components in a trial, those that jobs made left out (L-479D8F33).
   * @default 50
   */
  readonly componentsPerTrial: number;
  /**
   * Trials in an experiment (L-E1A153C2).
   * @default 300
   */
  readonly trialsPerExperiment: number;
  /**
   * Lineage artifacts.
   * @default 6_000
   */
  readonly artifacts: number;
  /**
   * Lineage associations.
   * @default 6_000
   */
  readonly associations: number;
}

/** AWS's quotas as an account has them until it asks for more. */
export const QUOTAS: Quotas = {
  componentsPerTrial: 50,
  trialsPerExperiment: 300,
  artifacts: 6_000,
  associations: 6_000,
};

/** What AWS does where its documents do not say. */
export interface UndocumentedBehavior {
  /**
   * Whether a second artifact of one name is refused. AWS's reference says that names are unique;
   * its own SDK and examples give many artifacts one name, and tell them apart by their source.
   * @default false
   */
  readonly uniqueArtifactNames: boolean;
  /**
   * Whether associating a trial component with a trial that already holds it is refused.
   * @default false
   */
  readonly refuseRepeatedAssociation: boolean;
  /**
   * Whether a status without a message keeps the message from before.
   * @default false
   */
  readonly keepStatusMessage: boolean;
  /**
   * Whether `true` and `false` are refused as a parameter's number. The SageMaker Python SDK sends
   * them; where they are taken, they are kept as 1 and 0.
   * @default false
   */
  readonly refuseBooleanNumbers: boolean;
  /**
   * Unit of times on the x-axis of BatchGetMetrics.
   * @default "seconds"
   */
  readonly metricTimeUnit: "seconds" | "milliseconds";
  /**
   * Values after which the answer to a query of BatchGetMetrics is `Truncated`.
   * @default 10_000
   */
  readonly valuesPerMetricQuery: number;
}

/** The likelier of what AWS may do. */
export const UNDOCUMENTED_BEHAVIOR: UndocumentedBehavior = {
  uniqueArtifactNames: false,
  refuseRepeatedAssociation: false,
  keepStatusMessage: false,
  refuseBooleanNumbers: false,
  metricTimeUnit: "seconds",
  valuesPerMetricQuery: 10_000,
};
