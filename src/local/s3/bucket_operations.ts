/**
 * The operations of the service and its buckets, as data.
 *
 * @module
 */
import { getBucketAcl, getVersioning } from "./access.ts";
import {
  createBucket,
  deleteBucket,
  getBucketLocation,
  headBucket,
  listBuckets,
} from "./buckets.ts";
import { CHECKSUM_FIELDS } from "./checksums.ts";
import { deleteObjects } from "./delete.ts";
import { listObjects, listObjectsV2, listVersions } from "./list_objects.ts";
import { listUploads } from "./list_uploads.ts";
import type { S3Operation } from "./operation.ts";

const LISTING = ["delimiter", "encoding-type", "prefix"];

/** Operations of the service and of buckets. */
export const BUCKET_OPERATIONS: readonly S3Operation[] = [
  {
    name: "ListBuckets",
    method: "GET",
    on: "service",
    parameters: ["bucket-region", "continuation-token", "max-buckets", "prefix"],
    run: listBuckets,
  },
  { name: "CreateBucket", method: "PUT", on: "bucket", fields: CHECKSUM_FIELDS, run: createBucket },
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
    name: "ListObjectVersions",
    method: "GET",
    on: "bucket",
    parameter: "versions",
    parameters: [...LISTING, "key-marker", "max-keys", "version-id-marker"],
    run: listVersions,
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
    fields: CHECKSUM_FIELDS,
    run: deleteObjects,
  },
];
