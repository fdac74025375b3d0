/**
 * The AWS SDK's client for SageMaker, by itself: a bundler that sees the whole package imported on
 * demand keeps all of its commands.
 *
 * @module
 */
export { SageMakerClient } from "@aws-sdk/client-sagemaker";
