/**
 * Where SageMaker Metrics listens, told from where SageMaker does.
 *
 * @module
 */

/**
 * The metrics host beside a SageMaker host: `api.sagemaker.{region}.{suffix}` becomes
 * `metrics.sagemaker.{region}.{suffix}`, FIPS forms included. Any other host is a custom endpoint,
 * which serves both.
 */
export function metricsHostname(sageMakerHostname: string): string {
  return sageMakerHostname
    .replace(/^api\.sagemaker/, "metrics.sagemaker")
    // GovCloud spells its FIPS metrics host as the other partitions do, and not as its own API's.
    .replace(/^api-fips\.sagemaker\.us-gov-/, "metrics.sagemaker-fips.us-gov-")
    .replace(/^api-fips\.sagemaker\./, "metrics-fips.sagemaker.");
}
