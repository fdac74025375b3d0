/**
 * The operations of S3 that the service has, as data: what selects each of them, and what it obeys.
 *
 * @module
 */
import { getBucketAcl, getObjectAcl, getVersioning } from "./access.ts";
import { getAttributes } from "./attributes.ts";
import {
  createBucket,
  deleteBucket,
  getBucketLocation,
  headBucket,
  listBuckets,
} from "./buckets.ts";
import { CHECKSUM_PREFIX } from "./checksums.ts";
import { copyObject, uploadPartCopy } from "./copy.ts";
import { deleteObject, deleteObjects } from "./delete.ts";
import type { S3Request } from "./exchange.ts";
import { listObjects, listObjectsV2 } from "./list_objects.ts";
import { listParts, listUploads } from "./list_uploads.ts";
import { abortUpload, completeUpload, createUpload, uploadPart } from "./multipart.ts";
import { putObject } from "./objects.ts";
import { getObject, headObject, OVERRIDES } from "./read_object.ts";
import { deleteTagging, getTagging, putTagging } from "./tagging.ts";
import { CHECKSUM_ALGORITHMS } from "../store/checksum.ts";

/** An operation of S3. */
export interface S3Operation {
  /** AWS's name of it. */
  readonly name: string;
  /** HTTP method. */
  readonly method: "GET" | "HEAD" | "PUT" | "POST" | "DELETE";
  /** What its path names. */
  readonly on: "service" | "bucket" | "object";
  /** Query parameter that selects it among those of the same method and path. */
  readonly parameter?: string;
  /** Header field that selects it likewise. */
  readonly field?: string;
  /** Other query parameters that it obeys. */
  readonly parameters?: readonly string[];
  /** Header fields that it obeys, of those that can change its meaning: see `understood.ts`. */
  readonly fields?: readonly string[];
  /** Answers it. */
  readonly run: (exchange: S3Request) => Promise<Response>;
}

const LISTING = ["delimiter", "encoding-type", "prefix"];
const VERSION = ["versionId"];
const READ_PARAMETERS = [
  ...VERSION,
  "partNumber",
  ...OVERRIDES.map((name) => `response-${name}`),
];
const READ_FIELDS = [
  "if-match",
  "if-modified-since",
  "if-none-match",
  "if-unmodified-since",
  `${CHECKSUM_PREFIX}mode`,
];
const SUMS = CHECKSUM_ALGORITHMS.map((name) => CHECKSUM_PREFIX + name);
const WRITE_CONDITIONS = ["if-match", "if-none-match"];
const DESCRIPTION = ["x-amz-meta-*", "x-amz-tagging"];
const WISHES = [`${CHECKSUM_PREFIX}algorithm`, `${CHECKSUM_PREFIX}type`];
const SOURCE = [
  "x-amz-copy-source-if-match",
  "x-amz-copy-source-if-modified-since",
  "x-amz-copy-source-if-none-match",
  "x-amz-copy-source-if-unmodified-since",
  "x-amz-source-expected-bucket-owner",
];

/** Every operation. Of those that fit a request, the first answers it. */
export const S3_OPERATIONS: readonly S3Operation[] = [
  {
    name: "ListBuckets",
    method: "GET",
    on: "service",
    parameters: ["bucket-region", "continuation-token", "max-buckets", "prefix"],
    run: listBuckets,
  },
  { name: "CreateBucket", method: "PUT", on: "bucket", fields: SUMS, run: createBucket },
  { name: "HeadBucket", method: "HEAD", on: "bucket", run: headBucket },
  { name: "DeleteBucket", method: "DELETE", on: "bucket", run: deleteBucket },
  {
    name: "GetBucketLocation",
    method: "GET",
    on: "bucket",
    parameter: "location",
    run: getBucketLocation,
  },
  {
    name: "GetBucketVersioning",
    method: "GET",
    on: "bucket",
    parameter: "versioning",
    run: getVersioning,
  },
  { name: "GetBucketAcl", method: "GET", on: "bucket", parameter: "acl", run: getBucketAcl },
  {
    name: "ListMultipartUploads",
    method: "GET",
    on: "bucket",
    parameter: "uploads",
    parameters: [...LISTING, "key-marker", "max-uploads", "upload-id-marker"],
    run: listUploads,
  },
  {
    name: "ListObjectsV2",
    method: "GET",
    on: "bucket",
    parameter: "list-type",
    parameters: [...LISTING, "continuation-token", "fetch-owner", "max-keys", "start-after"],
    run: listObjectsV2,
  },
  {
    name: "ListObjects",
    method: "GET",
    on: "bucket",
    parameters: [...LISTING, "marker", "max-keys"],
    run: listObjects,
  },
  {
    name: "DeleteObjects",
    method: "POST",
    on: "bucket",
    parameter: "delete",
    fields: SUMS,
    run: deleteObjects,
  },
  {
    name: "GetObjectAttributes",
    method: "GET",
    on: "object",
    parameter: "attributes",
    parameters: VERSION,
    fields: ["x-amz-max-parts", "x-amz-object-attributes", "x-amz-part-number-marker"],
    run: getAttributes,
  },
  {
    name: "GetObjectTagging",
    method: "GET",
    on: "object",
    parameter: "tagging",
    parameters: VERSION,
    run: getTagging,
  },
  {
    name: "PutObjectTagging",
    method: "PUT",
    on: "object",
    parameter: "tagging",
    parameters: VERSION,
    fields: SUMS,
    run: putTagging,
  },
  {
    name: "DeleteObjectTagging",
    method: "DELETE",
    on: "object",
    parameter: "tagging",
    parameters: VERSION,
    run: deleteTagging,
  },
  {
    name: "GetObjectAcl",
    method: "GET",
    on: "object",
    parameter: "acl",
    parameters: VERSION,
    run: getObjectAcl,
  },
  {
    name: "CreateMultipartUpload",
    method: "POST",
    on: "object",
    parameter: "uploads",
    fields: [...DESCRIPTION, ...WISHES],
    run: createUpload,
  },
  {
    name: "UploadPartCopy",
    method: "PUT",
    on: "object",
    parameter: "uploadId",
    field: "x-amz-copy-source",
    parameters: ["partNumber"],
    fields: [...SOURCE, "x-amz-copy-source-range"],
    run: uploadPartCopy,
  },
  {
    name: "UploadPart",
    method: "PUT",
    on: "object",
    parameter: "uploadId",
    parameters: ["partNumber"],
    fields: SUMS,
    run: uploadPart,
  },
  {
    name: "CompleteMultipartUpload",
    method: "POST",
    on: "object",
    parameter: "uploadId",
    fields: [
      ...SUMS,
      ...WRITE_CONDITIONS,
      `${CHECKSUM_PREFIX}type`,
      "x-amz-mp-object-size",
    ],
    run: completeUpload,
  },
  {
    name: "AbortMultipartUpload",
    method: "DELETE",
    on: "object",
    parameter: "uploadId",
    run: abortUpload,
  },
  {
    name: "ListParts",
    method: "GET",
    on: "object",
    parameter: "uploadId",
    parameters: ["max-parts", "part-number-marker"],
    run: listParts,
  },
  {
    name: "CopyObject",
    method: "PUT",
    on: "object",
    field: "x-amz-copy-source",
    fields: [
      ...SOURCE,
      ...WRITE_CONDITIONS,
      ...DESCRIPTION,
      `${CHECKSUM_PREFIX}algorithm`,
      "x-amz-metadata-directive",
      "x-amz-tagging-directive",
    ],
    run: copyObject,
  },
  {
    name: "PutObject",
    method: "PUT",
    on: "object",
    fields: [...SUMS, ...WRITE_CONDITIONS, ...DESCRIPTION],
    run: putObject,
  },
  {
    name: "GetObject",
    method: "GET",
    on: "object",
    parameters: READ_PARAMETERS,
    fields: READ_FIELDS,
    run: getObject,
  },
  {
    name: "HeadObject",
    method: "HEAD",
    on: "object",
    parameters: READ_PARAMETERS,
    fields: READ_FIELDS,
    run: headObject,
  },
  {
    name: "DeleteObject",
    method: "DELETE",
    on: "object",
    parameters: VERSION,
    fields: ["if-match", "x-amz-if-match-last-modified-time", "x-amz-if-match-size"],
    run: deleteObject,
  },
];
