/**
 * Exports only the AWS SDK's S3 client, for the same reason as the SageMaker client.
 *
 * @module
 */
export { S3Client } from "@aws-sdk/client-s3";
