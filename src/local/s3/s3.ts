/**
 * S3, path-style: which operation a request is.
 *
 * @module
 */
import { ServiceError } from "../errors.ts";
import { createBucket, deleteObjects, headBucket, listBuckets, listObjects } from "./buckets.ts";
import { type S3Request, xmlRefusal } from "./exchange.ts";
import { abortUpload, completeUpload, createUpload, listParts, uploadPart } from "./multipart.ts";
import { deleteObject, getObject, headObject, putObject } from "./objects.ts";

type Handler = (exchange: S3Request) => Response | Promise<Response>;

const SERVICE: Readonly<Record<string, Handler>> = { GET: listBuckets };

const BUCKET: Readonly<Record<string, Handler>> = {
  GET: listObjects,
  HEAD: headBucket,
  PUT: createBucket,
  POST: deleteObjects,
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

/** Answers a request of S3's. */
export async function answerS3(exchange: S3Request): Promise<Response> {
  const { method } = exchange.request;
  try {
    const handler = handlerOf(exchange);
    if (!handler) {
      throw new ServiceError("NotImplemented", "The local service does not have this", 501);
    }
    return await handler(exchange);
  } catch (error) {
    return xmlRefusal(error, method);
  }
}

/** Operations on objects, as the AWS SDKs name them beside the path. */
const ON_OBJECTS = /Object$|Part$|Upload$/;

function handlerOf({ request: { method }, bucket, key, query }: S3Request): Handler | undefined {
  if (key === "" && ON_OBJECTS.test(query.get("x-id") ?? "")) {
    // A key such as `../x`, which web URLs resolve away: it is not to fall on a bucket.
    throw new ServiceError("InvalidURI", "Couldn't parse the specified URI.");
  }
  if (bucket === "") return SERVICE[method];
  if (key === "") return BUCKET[method];
  if (query.has("uploads")) return method === "POST" ? createUpload : undefined;
  return query.has("uploadId") ? UPLOAD[method] : OBJECT[method];
}
