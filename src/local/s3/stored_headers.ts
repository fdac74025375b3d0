/**
 * Header fields that are stored with an object: those that S3 returns with it, and what the store
 * itself keeps beside them.
 *
 * @module
 */
import type { ObjectHeaders } from "../store/objects.ts";
import { CHECKSUM_PREFIX } from "./checksums.ts";

/** Header fields that are stored with an object. */
const KEPT =
  /^(content-type|content-disposition|content-language|cache-control|expires|x-amz-meta-.+)$/;

/** Returns the header fields that are stored with an object. */
export function keptHeaders(headers: Headers): ObjectHeaders {
  const kept = [...headers].filter(([name]) => KEPT.test(name));
  const codings = (headers.get("content-encoding") ?? "").split(",")
    .map((coding) => coding.trim()).filter((coding) => coding !== "" && coding !== "aws-chunked");
  if (codings.length > 0) kept.push(["content-encoding", codings.join(",")]);
  return Object.fromEntries(kept);
}

/** Name of the stored field of an object's tags, in the encoding of queries: S3's own. */
const TAGS = "x-amz-tagging";

/** Name of the stored field of the sizes of an object's parts: `8388608x12,100` for 13 of them. */
const PARTS = "x-runlog-parts";

/** A tag of an object. */
export interface Tag {
  /** Key, unique in the object. */
  readonly key: string;
  /** Value; may be empty. */
  readonly value: string;
}

/** Returns the tags that are stored with an object. */
export function tagsIn({ [TAGS]: text = "" }: ObjectHeaders): readonly Tag[] {
  return [...new URLSearchParams(text)].map(([key, value]) => ({ key, value }));
}

/** Returns the stored header fields with other tags. */
export function withTags(headers: ObjectHeaders, tags: readonly Tag[]): ObjectHeaders {
  const { [TAGS]: _, ...rest } = headers;
  if (tags.length === 0) return rest;
  const text = new URLSearchParams(tags.map(({ key, value }) => [key, value])).toString();
  return { ...rest, [TAGS]: text };
}

/** Returns the stored header fields with the sizes of an object's parts. */
export function withParts(headers: ObjectHeaders, sizes: readonly number[]): ObjectHeaders {
  const runs: { readonly size: number; count: number }[] = [];
  for (const size of sizes) {
    const last = runs.at(-1);
    if (last?.size === size) last.count++;
    else runs.push({ size, count: 1 });
  }
  const text = runs.map(({ size, count }) => count === 1 ? `${size}` : `${size}x${count}`);
  return { ...headers, [PARTS]: text.join(",") };
}

/**
 * Returns the sizes of the parts in which an object was uploaded; undefined if it was uploaded at
 * once, or by a version of this store that did not keep them.
 */
export function partsIn({ [PARTS]: text }: ObjectHeaders): readonly number[] | undefined {
  return text?.split(",").flatMap((run) => {
    const [size, count = 1] = run.split("x").map(Number);
    return new Array<number>(count).fill(size ?? 0);
  });
}

/** Returns the stored header fields that follow an object's bytes wherever those are copied. */
export function fieldsOfBytes(headers: ObjectHeaders): ObjectHeaders {
  return select(headers, (name) => name === PARTS || name.startsWith(CHECKSUM_PREFIX));
}

/** Returns the stored header fields that S3 returns with an object. */
export function shownHeaders(headers: ObjectHeaders, withChecksum: boolean): ObjectHeaders {
  return select(
    headers,
    (name) =>
      name !== PARTS && name !== TAGS && (withChecksum || !name.startsWith(CHECKSUM_PREFIX)),
  );
}

function select(headers: ObjectHeaders, isWanted: (name: string) => boolean): ObjectHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => isWanted(name)));
}
