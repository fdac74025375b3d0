/**
 * The operations of multipart uploads, as data.
 *
 * @module
 */
import { CHECKSUM_FIELDS, CHECKSUM_PREFIX } from "./checksums.ts";
import { COPY_CONDITIONS, uploadPartCopy } from "./copy.ts";
import { listParts } from "./list_uploads.ts";
import { abortUpload, completeUpload, createUpload, uploadPart } from "./multipart.ts";
import type { S3Operation } from "./operation.ts";

/** Operations of multipart uploads. They come before those of objects, whose paths they have. */
export const UPLOAD_OPERATIONS: readonly S3Operation[] = [
  {
    name: "CreateMultipartUpload",
    method: "POST",
    on: "object",
    parameter: "uploads",
    fields: [
      "x-amz-meta-*",
      "x-amz-tagging",
      `${CHECKSUM_PREFIX}algorithm`,
      `${CHECKSUM_PREFIX}type`,
    ],
    run: createUpload,
  },
  {
    name: "UploadPartCopy",
    method: "PUT",
    on: "object",
    parameter: "uploadId",
    field: "x-amz-copy-source",
    parameters: ["partNumber"],
    fields: [...COPY_CONDITIONS, "x-amz-copy-source-range"],
    run: uploadPartCopy,
  },
  {
    name: "UploadPart",
    method: "PUT",
    on: "object",
    parameter: "uploadId",
    parameters: ["partNumber"],
    fields: CHECKSUM_FIELDS,
    run: uploadPart,
  },
  {
    name: "CompleteMultipartUpload",
    method: "POST",
    on: "object",
    parameter: "uploadId",
    fields: [
      ...CHECKSUM_FIELDS,
      "if-match",
      "if-none-match",
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
];
