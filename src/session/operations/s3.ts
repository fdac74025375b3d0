/**
 * Lists the S3 operations that runlog uses, one per line. Loaded on a session's first S3 call.
 *
 * @module
 */
import {
  AbortMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from "@aws-sdk/client-s3";

/** S3 command classes by operation name. */
export interface S3Commands {
  /** @internal */
  readonly AbortMultipartUpload: typeof AbortMultipartUploadCommand;
  /** @internal */
  readonly CreateBucket: typeof CreateBucketCommand;
  /** @internal */
  readonly CreateMultipartUpload: typeof CreateMultipartUploadCommand;
  /** @internal */
  readonly DeleteObject: typeof DeleteObjectCommand;
  /** @internal */
  readonly GetObject: typeof GetObjectCommand;
  /** @internal */
  readonly HeadBucket: typeof HeadBucketCommand;
  /** @internal */
  readonly HeadObject: typeof HeadObjectCommand;
  /** @internal */
  readonly ListObjectsV2: typeof ListObjectsV2Command;
  /** @internal */
  readonly PutObject: typeof PutObjectCommand;
}

/** The S3 operations that this library sends. `@aws-sdk/lib-storage` sends multipart uploads. */
export const s3Commands: S3Commands = {
  AbortMultipartUpload: AbortMultipartUploadCommand,
  CreateBucket: CreateBucketCommand,
  CreateMultipartUpload: CreateMultipartUploadCommand,
  DeleteObject: DeleteObjectCommand,
  GetObject: GetObjectCommand,
  HeadBucket: HeadBucketCommand,
  HeadObject: HeadObjectCommand,
  ListObjectsV2: ListObjectsV2Command,
  PutObject: PutObjectCommand,
};
