/**
 * S3's buckets.
 *
 * @module
 */
import { ServiceError } from "../errors.ts";
import { readText } from "../protocol/body.ts";
import { isoTime, requireBucket, type S3Request, xmlAnswer } from "./exchange.ts";
import { removeFiles } from "./stored_objects.ts";
import { readXml } from "../protocol/xml.ts";

const BUCKET_NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
/** Maximum number of keys in one DeleteObjects request. */
const MOST_KEYS = 1_000;

/** Answers ListBuckets. */
export async function listBuckets({ store, accountId }: S3Request): Promise<Response> {
  const buckets = await store.read(({ objects }) => objects.buckets());
  const Bucket = buckets.map(({ name, created }) => ({
    Name: name,
    CreationDate: isoTime(created),
  }));
  return xmlAnswer("ListAllMyBucketsResult", {
    Owner: { ID: accountId },
    Buckets: { Bucket },
  });
}

/** Answers CreateBucket. */
export async function createBucket({ bucket, store, now }: S3Request): Promise<Response> {
  if (!BUCKET_NAME.test(bucket)) {
    throw new ServiceError("InvalidBucketName", "The specified bucket is not valid.");
  }
  if (!await store.write(({ objects }) => objects.createBucket(bucket, now), true)) {
    throw new ServiceError(
      "BucketAlreadyOwnedByYou",
      "Your previous request to create the named bucket succeeded and you already own it.",
      409,
    );
  }
  return new Response(null, { headers: { location: `/${bucket}` } });
}

/** Answers HeadBucket. */
export async function headBucket(exchange: S3Request): Promise<Response> {
  await requireBucket(exchange);
  return new Response(null, { headers: { "x-amz-bucket-region": exchange.region } });
}

/** Answers GetBucketLocation. As in AWS, the first region is indicated by an empty location. */
export async function getBucketLocation(exchange: S3Request): Promise<Response> {
  await requireBucket(exchange);
  const { region } = exchange;
  return xmlAnswer("LocationConstraint", region === "us-east-1" ? "" : region);
}

/** Answers DeleteObjects. */
export async function deleteObjects(exchange: S3Request): Promise<Response> {
  const { request, bucket, store } = exchange;
  await requireBucket(exchange);
  const { keys, isQuiet } = readDelete(readXml(await readText(request)));
  if (keys.length === 0 || keys.length > MOST_KEYS) throw malformedXml();
  const files = await store.write(async ({ objects }) => {
    const removed: (string | undefined)[] = [];
    for (const key of keys) removed.push(await objects.remove(bucket, key));
    return removed;
  });
  await removeFiles(store, files);
  return xmlAnswer("DeleteResult", {
    Deleted: isQuiet ? [] : keys.map((Key) => ({ Key })),
  });
}

interface DeleteRequest {
  readonly keys: readonly string[];
  /** Whether to report only failures. */
  readonly isQuiet: boolean;
}

function readDelete(document: Record<string, unknown>): DeleteRequest {
  // The parser returns a list for Object elements.
  const root = document["Delete"] as {
    readonly Object?: readonly { readonly Key?: unknown }[];
    readonly Quiet?: unknown;
  } | undefined;
  const keys = (root?.Object ?? []).map(({ Key }) => {
    const key = typeof Key === "string" ? unescape(Key) : undefined;
    if (key === undefined || !key.isWellFormed()) throw malformedXml();
    return key;
  });
  return { keys, isQuiet: root?.Quiet === "true" };
}

function malformedXml(): ServiceError {
  return new ServiceError(
    "MalformedXML",
    "The XML you provided was not well-formed or did not validate against our published schema",
  );
}

/** Replaces XML's predefined entities, which the parser leaves unchanged. */
function unescape(text: string): string {
  const entities = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" } as const;
  return text.replace(
    /&(?:(amp|lt|gt|quot|apos)|#(x?[0-9a-fA-F]{1,6}));/g,
    (whole, name: keyof typeof entities | undefined, code: string | undefined) => {
      if (name !== undefined) return entities[name];
      const point = code?.startsWith("x") ? parseInt(code.slice(1), 16) : Number(code);
      return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
    },
  );
}
