/**
 * Exports only the AWS SDK's SageMaker client. If the whole package were imported on demand, a bundler
 * would keep all of its commands.
 *
 * @module
 */
export { SageMakerClient } from "@aws-sdk/client-sagemaker";
