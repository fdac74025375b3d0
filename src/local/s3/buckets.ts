/**
 * S3's buckets.
 *
 * @module
 */
import { ServiceError } from "../errors.ts";
import { readXml } from "../protocol/read_xml.ts";
import { fromToken, notImplemented, pageSize, toToken } from "./arguments.ts";
import { isoTime, ownerOf, requireBucket, type S3Request, xmlAnswer } from "./exchange.ts";
import { receiveText } from "./receive.ts";
import { removeFiles } from "./stored_objects.ts";

const BUCKET_NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** Maximum number of buckets per page. */
const PAGE_SIZE = 10_000;

/** Answers ListBuckets. */
export async function listBuckets(exchange: S3Request): Promise<Response> {
  const { query, region, store } = exchange;
  const prefix = query.get("prefix") ?? "";
  const token = query.get("continuation-token");
  const after = token === null ? "" : fromToken(token);
  const limit = pageSize(query.get("max-buckets"), "max-buckets", PAGE_SIZE);
  const wantedRegion = query.get("bucket-region") ?? region;
  const isFiltered = ["bucket-region", "max-buckets", "prefix"].some((name) => query.has(name));
  const buckets = (await store.read(({ objects }) => objects.buckets()))
    .filter(({ name }) => wantedRegion === region && name.startsWith(prefix) && name > after);
  const shown = buckets.slice(0, limit);
  const last = shown.length < buckets.length ? shown.at(-1) : undefined;
  return xmlAnswer("ListAllMyBucketsResult", {
    Owner: ownerOf(exchange),
    Buckets: {
      Bucket: shown.map(({ name, created }) => ({
        Name: name,
        CreationDate: isoTime(created),
        // As in S3, only with a filter.
        ...(isFiltered ? { BucketRegion: region } : {}),
      })),
    },
    ...(prefix === "" ? {} : { Prefix: prefix }),
    ...(last === undefined ? {} : { ContinuationToken: toToken(last.name) }),
  });
}

/** Answers CreateBucket. */
export async function createBucket(exchange: S3Request): Promise<Response> {
  const { bucket, store, now } = exchange;
  await checkConfiguration(exchange);
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

/**
 * Checks the XML of CreateBucket, if there is any. A local store is in no region, so that one is not
 * compared.
 */
async function checkConfiguration(exchange: S3Request): Promise<void> {
  const text = await receiveText(exchange);
  if (text.trim() === "") return;
  const { children } = readXml(text, "CreateBucketConfiguration");
  const other = children.find(({ name }) => name !== "LocationConstraint");
  if (other) throw notImplemented(`${other.name} of buckets`);
}

/** Answers DeleteBucket. Uploads that are not completed go with it. */
export async function deleteBucket(exchange: S3Request): Promise<Response> {
  const { bucket, store } = exchange;
  await requireBucket(exchange);
  const files = await store.write(({ objects }) => objects.removeBucket(bucket));
  if (!files) {
    throw new ServiceError(
      "BucketNotEmpty",
      "The bucket you tried to delete is not empty",
      409,
    );
  }
  await removeFiles(store, files);
  return new Response(null, { status: 204 });
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
