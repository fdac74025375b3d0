/**
 * Path-style S3: selects the operation for a request.
 *
 * @module
 */
import { ServiceError } from "../errors.ts";
import {
  createBucket,
  deleteObjects,
  getBucketLocation,
  headBucket,
  listBuckets,
} from "./buckets.ts";
import { invalidUri, type S3Request, unescapePath, xmlRefusal } from "./exchange.ts";
import { listObjects } from "./list_objects.ts";
import { abortUpload, completeUpload, createUpload, listParts, uploadPart } from "./multipart.ts";
import { copyObject, deleteObject, getObject, headObject, putObject } from "./objects.ts";

type Handler = (exchange: S3Request) => Response | Promise<Response>;

const SERVICE: Readonly<Record<string, Handler>> = { GET: listBuckets };

const BUCKET: Readonly<Record<string, Handler>> = {
  GET: listObjects,
  HEAD: headBucket,
  PUT: createBucket,
};

const OBJECT: Readonly<Record<string, Handler>> = {
  GET: getObject,
  HEAD: headObject,
  PUT: putObject,
  DELETE: deleteObject,
};

const UPLOAD: Readonly<Record<string, Handler>> = {
  GET: listParts,
  PUT: uploadPart,
  POST: completeUpload,
  DELETE: abortUpload,
};

/** A request to S3 whose path is not parsed. */
interface RawS3Request extends Omit<S3Request, "bucket" | "key" | "query"> {
  /** Address of the request. */
  readonly url: URL;
}

/** Answers a request for S3. */
export async function answerS3({ url, ...rest }: RawS3Request): Promise<Response> {
  const { method } = rest.request;
  try {
    const exchange = { ...rest, ...parsePath(url) };
    const handler = handlerOf(exchange);
    if (!handler) {
      throw new ServiceError(
        "NotImplemented",
        "The local service does not support this operation",
        501,
      );
    }
    return await handler(exchange);
  } catch (error) {
    return xmlRefusal(error, method);
  }
}

/** Splits `/{bucket}/{key}`, unescaped once. */
function parsePath(
  { pathname, searchParams }: URL,
): Pick<S3Request, "bucket" | "key" | "query"> {
  const [, bucket = "", key = ""] = /^\/([^/]*)\/?(.*)$/s.exec(pathname) ?? [];
  return { bucket, key: unescapePath(key), query: searchParams };
}

/** Query parameters that address something other than the bucket or object itself. */
const SUBRESOURCES = [
  "uploads",
  "uploadId",
  "location",
  "delete",
  "accelerate",
  "acl",
  "analytics",
  "attributes",
  "cors",
  "encryption",
  "intelligent-tiering",
  "inventory",
  "legal-hold",
  "lifecycle",
  "logging",
  "metrics",
  "notification",
  "object-lock",
  "ownershipControls",
  "policy",
  "policyStatus",
  "publicAccessBlock",
  "replication",
  "requestPayment",
  "restore",
  "retention",
  "select",
  "tagging",
  "torrent",
  "versioning",
  "versions",
  "website",
] as const;

/** Operations on objects, as the AWS SDKs name them in the query. */
const ON_OBJECTS = /Object$|Part$|Upload$/;

function handlerOf({ request, bucket, key, query }: S3Request): Handler | undefined {
  const { method } = request;
  if (key === "" && ON_OBJECTS.test(query.get("x-id") ?? "")) {
    // A key such as `../x`, which web URLs resolve: the request must not affect a bucket.
    throw invalidUri();
  }
  const subresource = SUBRESOURCES.find((name) => query.has(name));
  if (bucket === "") return SERVICE[method];
  if (key === "") return bucketHandlerOf(method, subresource);
  switch (subresource) {
    case "uploads":
      return method === "POST" ? createUpload : undefined;
    case "uploadId":
      return UPLOAD[method];
    case undefined:
      return method === "PUT" && request.headers.has("x-amz-copy-source")
        ? copyObject
        : OBJECT[method];
    default:
      return undefined;
  }
}

function bucketHandlerOf(method: string, subresource: string | undefined): Handler | undefined {
  switch (subresource) {
    case "location":
      return method === "GET" ? getBucketLocation : undefined;
    case "delete":
      return method === "POST" ? deleteObjects : undefined;
    case undefined:
      return BUCKET[method];
    default:
      return undefined;
  }
}
