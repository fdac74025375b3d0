/**
 * The AWS SDK's client for S3, by itself, as the one for SageMaker.
 *
 * @module
 */
export { S3Client } from "@aws-sdk/client-s3";
