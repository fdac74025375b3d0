/**
 * Derives the endpoint of SageMaker Metrics from that of SageMaker.
 *
 * @module
 */

/**
 * Returns the hostname of SageMaker Metrics for a hostname of SageMaker:
 * `api.sagemaker.{region}.{suffix}` becomes `metrics.sagemaker.{region}.{suffix}`, also in the FIPS
 * forms. Any other host is a custom endpoint, which serves both.
 */
export function metricsHostname(sageMakerHostname: string): string {
  return sageMakerHostname
    .replace(/^api\.sagemaker/, "metrics.sagemaker")
    // GovCloud's FIPS host of SageMaker Metrics does not follow the form of its API host.
    .replace(/^api-fips\.sagemaker\.us-gov-/, "metrics.sagemaker-fips.us-gov-")
    .replace(/^api-fips\.sagemaker\./, "metrics-fips.sagemaker.");
}
