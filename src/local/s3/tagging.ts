/**
 * Tags of objects.
 *
 * @module
 */
import { ServiceError } from "../errors.ts";
import { childrenOf, malformedXml, readXml, textOf } from "../protocol/read_xml.ts";
import { invalidArgument } from "./arguments.ts";
import {
  requireBucket,
  requireObject,
  requireVersion,
  type S3Request,
  xmlAnswer,
} from "./exchange.ts";
import { receiveText } from "./receive.ts";
import { type Tag, tagsIn, withTags } from "./stored_headers.ts";
import { noSuchKey } from "./stored_objects.ts";

const MOST_TAGS = 10;
const LONGEST_KEY = 128;
const LONGEST_VALUE = 256;

/** Answers GetObjectTagging. */
export async function getTagging(exchange: S3Request): Promise<Response> {
  const { headers } = await requireObject(exchange);
  const Tag = tagsIn(headers).map(({ key, value }) => ({ Key: key, Value: value }));
  return xmlAnswer("Tagging", { TagSet: { Tag } });
}

/** Answers PutObjectTagging, which replaces all tags. */
export async function putTagging(exchange: S3Request): Promise<Response> {
  await requireBucket(exchange);
  await replaceTags(exchange, tagsOfXml(await receiveText(exchange)));
  return new Response(null);
}

/** Answers DeleteObjectTagging. */
export async function deleteTagging(exchange: S3Request): Promise<Response> {
  await requireBucket(exchange);
  await replaceTags(exchange, []);
  return new Response(null, { status: 204 });
}

/**
 * Returns the tags in the header field of an upload.
 *
 * @throws {ServiceError} If S3 does not accept them (InvalidArgument, InvalidTag, BadRequest)
 */
export function taggingOf(headers: Headers): readonly Tag[] {
  const text = headers.get("x-amz-tagging") ?? "";
  if (/%(?![0-9a-fA-F]{2})/.test(text)) {
    throw invalidArgument("The header 'x-amz-tagging' must be encoded as the query of a URL");
  }
  return checked([...new URLSearchParams(text)].map(([key, value]) => ({ key, value })));
}

/** Changes the tags of an object, and nothing else. */
async function replaceTags(exchange: S3Request, tags: readonly Tag[]): Promise<void> {
  const { bucket, key, query, store } = exchange;
  requireVersion(query.get("versionId"));
  await store.write(async ({ objects }) => {
    const found = await objects.get(bucket, key);
    if (!found) throw noSuchKey();
    await objects.put(bucket, { ...found, headers: withTags(found.headers, tags) });
  });
}

function tagsOfXml(text: string): readonly Tag[] {
  const [set] = childrenOf(readXml(text, "Tagging"), "TagSet");
  if (!set) throw malformedXml("Tagging has no TagSet");
  return checked(
    childrenOf(set, "Tag").map((tag) => {
      const [key, value] = [textOf(tag, "Key"), textOf(tag, "Value")];
      if (key === undefined || value === undefined) {
        throw malformedXml("a Tag has a Key and a Value");
      }
      return { key, value };
    }),
  );
}

function checked(tags: readonly Tag[]): readonly Tag[] {
  if (tags.length > MOST_TAGS) {
    throw new ServiceError("BadRequest", `Object tags cannot be greater than ${MOST_TAGS}`);
  }
  for (const { key, value } of tags) {
    if (key === "" || key.length > LONGEST_KEY || key.startsWith("aws:")) {
      throw new ServiceError("InvalidTag", "The TagKey you have provided is invalid");
    }
    if (value.length > LONGEST_VALUE) {
      throw new ServiceError("InvalidTag", "The TagValue you have provided is invalid");
    }
  }
  if (new Set(tags.map(({ key }) => key)).size < tags.length) {
    throw new ServiceError("InvalidTag", "Cannot provide multiple Tags with the same key");
  }
  return tags;
}
