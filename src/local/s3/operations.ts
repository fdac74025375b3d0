/**
 * The operations of S3 that the service has, as data: the parameters and fields that select each of
 * them, and those that it obeys.
 *
 * @module
 */
import { BUCKET_OPERATIONS } from "./bucket_operations.ts";
import { OBJECT_OPERATIONS } from "./object_operations.ts";
import type { S3Operation } from "./operation.ts";
import { UPLOAD_OPERATIONS } from "./upload_operations.ts";

/** Every operation. Of those that fit a request, the first answers it. */
export const S3_OPERATIONS: readonly S3Operation[] = [
  ...BUCKET_OPERATIONS,
  ...UPLOAD_OPERATIONS,
  ...OBJECT_OPERATIONS,
];
