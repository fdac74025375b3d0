/**
 * The operations of objects, as data.
 *
 * @module
 */
import { getObjectAcl } from "./access.ts";
import { getAttributes } from "./attributes.ts";
import { CHECKSUM_FIELDS, CHECKSUM_PREFIX } from "./checksums.ts";
import { COPY_CONDITIONS, copyObject } from "./copy.ts";
import { deleteObject } from "./delete.ts";
import { putObject } from "./objects.ts";
import type { S3Operation } from "./operation.ts";
import { getObject, headObject, OVERRIDES } from "./read_object.ts";
import { deleteTagging, getTagging, putTagging } from "./tagging.ts";

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
const WRITE_CONDITIONS = ["if-match", "if-none-match"];
const DESCRIPTION = ["x-amz-meta-*", "x-amz-tagging"];

/** Operations of objects. */
export const OBJECT_OPERATIONS: readonly S3Operation[] = [
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
    fields: CHECKSUM_FIELDS,
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
    name: "CopyObject",
    method: "PUT",
    on: "object",
    field: "x-amz-copy-source",
    fields: [
      ...COPY_CONDITIONS,
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
    fields: [...CHECKSUM_FIELDS, ...WRITE_CONDITIONS, ...DESCRIPTION],
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
