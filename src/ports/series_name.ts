/**
 * The name of a series at the ports that write and read points.
 *
 * @module
 */

/** Names a series: the points of one metric of a run. */
export interface SeriesName {
  /** Trial component of the run. */
  readonly trialComponentName: string;
  /** Metric name. */
  readonly metricName: string;
}
