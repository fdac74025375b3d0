/** Requests to S3, from those that AWS takes to those that nobody sends. */
import type { ModelOperation } from "../../support/s3_model.ts";
import type { Chance } from "./chance.ts";
import { ODD_TEXTS } from "./odd_values.ts";
import { oddValueOf, valueOf } from "./s3_values.ts";
import type { WireRequest } from "./wire.ts";

/** A generated request to S3. */
export interface S3Request {
  readonly operation: ModelOperation;
  readonly wire: WireRequest;
  readonly bucket: string;
  readonly key: string;
  /** What the object has to be if the request is acknowledged; undefined if that is not foreseen. */
  readonly content: Uint8Array | undefined;
  /** Query parameters and header fields, apart from those of every request. */
  readonly members: ReadonlyMap<string, string>;
}

/** An upload in parts, as far as it has come. */
interface Upload {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  etag: string;
  content: Uint8Array | undefined;
}

const encoder = new TextEncoder();
export const BUCKETS = ["bucket-a", "bucket-b"];
const KEYS = [
  "a",
  "dir/a b+c%20d",
  "dir/\u00e9\u{1f600}",
  "e\u0301",
  "\u202ertl",
  "'\"<&>",
  "a\u0000b",
  "\u0001",
  "line\nline\r",
  "\u0085\u2028",
  "__proto__",
  "x".repeat(1_024),
  "deep/".repeat(60),
];
const NO_KEYS = ["%zz", "%e9", "%ed%a0%80", "x".repeat(1_025), "%", "%00%ff"];
const NO_BUCKETS = ["none-such", "X", "a..b", "%00", "\xe9", "a".repeat(300), "__proto__"];
const NAMES = [
  "a\u0001",
  "versions",
  "policy",
  "x-amz-odd",
  "X-Amz-Meta-a",
  "",
  "\u00e9",
  "partNumber",
  "torrent",
];

/** Makes requests to S3. */
export class S3Requests {
  readonly #chance: Chance;
  readonly #uploads: Upload[] = [];
  readonly #headers: readonly (readonly [string, string])[];

  constructor(
    readonly operations: readonly ModelOperation[],
    chance: Chance,
    headers: readonly (readonly [string, string])[],
  ) {
    this.#chance = chance;
    this.#headers = headers;
  }

  /** Notes an upload that was begun. */
  began(id: string, { bucket, key }: S3Request): void {
    this.#uploads.push({ id, bucket, key, etag: "", content: new Uint8Array() });
    this.#uploads.splice(0, this.#uploads.length - 5);
  }

  /** Notes a part that was uploaded: the only one of its upload. */
  uploaded({ members }: S3Request, etag: string, content: Uint8Array | undefined): void {
    const upload = this.#uploads.find(({ id }) => id === members.get("?uploadId"));
    if (!upload || members.get("?partNumber") !== "1") return;
    upload.etag = etag;
    upload.content = content;
  }

  /** The next request. */
  next(): S3Request {
    const chance = this.#chance;
    const operation = chance.pick(this.operations);
    const isOfUpload = operation.members.some(({ wire }) => wire === "?uploadId");
    const upload = isOfUpload && this.#uploads.length > 0 && chance.happens(0.8)
      ? chance.pick(this.#uploads)
      : undefined;
    const bucket = upload?.bucket ?? chance.pick(BUCKETS);
    const key = upload?.key ?? chance.pick(KEYS);
    const isHostile = chance.happens(0.4);
    const members = this.#members(operation, isHostile, upload);
    const payload = this.#payload(operation, members, isHostile, upload);
    return this.#written(operation, { bucket, key, members, ...payload, isHostile });
  }

  #members(
    { name, members, path }: ModelOperation,
    isHostile: boolean,
    upload: Upload | undefined,
  ): Map<string, string> {
    const chance = this.#chance;
    const given = new Map<string, string>();
    for (const { wire, isRequired } of members) {
      if (/^[/<]/.test(wire)) continue;
      if (!isRequired && !chance.happens(isHostile ? 0.12 : 0.06)) continue;
      if (isHostile && isRequired && chance.happens(0.05)) continue;
      const value = isHostile && chance.happens(0.5)
        ? oddValueOf(chance, wire)
        : valueOf(chance, wire, { buckets: BUCKETS, keys: KEYS });
      given.set(wire.replace("*", chance.pick(["a", "b-c"])), value);
    }
    if (upload && given.has("?uploadId")) given.set("?uploadId", upload.id);
    if (name === "UploadPart" && chance.happens(0.8)) given.set("?partNumber", "1");
    for (const [, parameter = ""] of path.matchAll(/[?&]([\w-]+)/g)) {
      given.set(`?${parameter}`, parameter === "list-type" ? "2" : "");
    }
    if (isHostile && chance.happens(0.2)) {
      given.set(`?${chance.pick(NAMES)}`, chance.pick(ODD_TEXTS).slice(0, 500).toWellFormed());
    }
    return given;
  }

  #payload(
    { name, method }: ModelOperation,
    members: Map<string, string>,
    isHostile: boolean,
    upload: Upload | undefined,
  ): { readonly body: Uint8Array; readonly content: Uint8Array | undefined } {
    const chance = this.#chance;
    if (name === "PutObject" || name === "UploadPart") return this.#bytes(members, isHostile);
    if (name === "CompleteMultipartUpload") {
      return { body: this.#xml(completion(upload?.etag), isHostile), content: upload?.content };
    }
    if (method !== "PUT" && method !== "POST") {
      return { body: new Uint8Array(), content: undefined };
    }
    const document = name === "DeleteObjects"
      ? deletion(chance.pick(KEYS), chance.pick(KEYS))
      : name === "PutObjectTagging"
      ? `<Tagging><TagSet><Tag><Key>${escaped(chance.pick(ODD_TEXTS).slice(0, 200))}</Key>` +
        `<Value>${escaped(chance.pick(ODD_TEXTS).slice(0, 300))}</Value></Tag></TagSet></Tagging>`
      : "";
    return {
      body: document === "" ? new Uint8Array() : this.#xml(document, isHostile),
      content: undefined,
    };
  }

  /** Bytes of an object: as they are, or in chunks, which at times are no chunks. */
  #bytes(
    members: Map<string, string>,
    isHostile: boolean,
  ): { readonly body: Uint8Array; readonly content: Uint8Array | undefined } {
    const chance = this.#chance;
    const content = chance.bytes(chance.pick([0, 1, 100, 5_000, chance.below(40_000)]));
    if (chance.happens(0.7)) return { body: content, content };
    members.set("content-encoding", "aws-chunked");
    members.set("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER");
    const half = content.length >> 1;
    const chunks = [content.subarray(0, half), content.subarray(half)].filter((one) =>
      one.length > 0
    );
    const parts = chunks.flatMap((
      chunk,
    ) => [encoder.encode(`${chunk.length.toString(16)}\r\n`), chunk, encoder.encode("\r\n")]);
    parts.push(encoder.encode("0\r\n\r\n"));
    const body = joined(parts);
    if (!isHostile || chance.happens(0.5)) return { body, content };
    const damaged = body.slice(0, chance.below(body.length + 1));
    if (damaged.length > 0) damaged[chance.below(damaged.length)] = chance.below(256);
    // What is left of it may by chance be whole again: nothing is foreseen.
    return { body: damaged, content: undefined };
  }

  #xml(document: string, isHostile: boolean): Uint8Array {
    const chance = this.#chance;
    if (!isHostile || chance.happens(0.4)) return encoder.encode(document);
    switch (chance.below(9)) {
      case 0:
        return encoder.encode(document.slice(0, chance.below(document.length)));
      case 1:
        return encoder.encode(`<!DOCTYPE a [<!ENTITY b "c">]>${document}`);
      case 2:
        return encoder.encode(document.replaceAll(">", ">&#0;&#xD800;&nope;"));
      case 3: {
        const depth = chance.pick([90, 1_000, 200_000]);
        return encoder.encode(
          "<a>".repeat(depth) + (chance.happens(0.5) ? "</a>".repeat(depth) : ""),
        );
      }
      case 4:
        return Uint8Array.from([...encoder.encode(document), 0xff]);
      case 5:
        return encoder.encode(`<?xml version="1.0" encoding="UTF-16"?>${document}<!-- `);
      case 6:
        return encoder.encode(document.replaceAll("Key", "__proto__"));
      case 7:
        return encoder.encode(document.padEnd(chance.happens(0.2) ? 4 * 1024 * 1024 + 1 : 100_000));
      default:
        return encoder.encode(chance.pick(["", " ", "{}", "<>", "<a", "]]>", "\u0000"]));
    }
  }

  #written(
    operation: ModelOperation,
    { bucket, key, members, body, content, isHostile }:
      & Pick<S3Request, "bucket" | "key" | "content">
      & {
        readonly members: Map<string, string>;
        readonly body: Uint8Array;
        readonly isHostile: boolean;
      },
  ): S3Request {
    const chance = this.#chance;
    let [path] = operation.path.split("?");
    let where = bucket;
    let written = encodeURIComponent(key).replaceAll("%2F", "/");
    if (isHostile && chance.happens(0.1)) where = chance.pick(NO_BUCKETS);
    if (isHostile && chance.happens(0.1)) written = chance.pick(NO_KEYS);
    path = (path ?? "/").replace("{Bucket}", where).replace("{Key+}", () => written);
    const query = [...members].filter(([name]) => name.startsWith("?")).map(([name, value]) =>
      `${encodeURIComponent(name.slice(1))}=${encodeURIComponent(value)}`
    );
    const fields = [...members].filter(([name]) =>
      !name.startsWith("?") && name !== "content-length"
    );
    // Fields of a presigned address stand in its query.
    const isPresigned = chance.happens(0.1);
    const isMoved = ([name]: readonly [string, string]): boolean =>
      isPresigned && name.startsWith("x-amz-") && name !== "x-amz-content-sha256";
    for (const [name, value] of fields.filter(isMoved)) {
      const own = isHostile && chance.happens(0.3) ? oddValueOf(chance, "?") : value;
      if (own !== value) members.set(name, own);
      query.push(`${encodeURIComponent(name)}=${encodeURIComponent(own)}`);
    }
    if (isHostile && chance.happens(0.1)) {
      query.push(chance.pick(["%", "=%ff", "&&", "a=%00", "x-id=PutObject"]));
    }
    const headers = [
      ...this.#headers,
      ...fields.filter((field) => !isMoved(field)),
      ["content-length", `${body.length}`] as const,
    ];
    const target = query.length > 0 ? `${path}?${query.join("&")}` : path;
    const hasKey = operation.path.includes("{Key+}");
    const isThere = where === bucket && !(hasKey && NO_KEYS.includes(written));
    return {
      operation,
      wire: { method: operation.method, target, headers, body },
      bucket: isThere ? bucket : "",
      key,
      content,
      members,
    };
  }
}

function escaped(text: string): string {
  return text.toWellFormed().replace(
    /[&<>"'\u0000-\u001f]/g,
    (character) => `&#${character.charCodeAt(0)};`,
  );
}

function completion(etag = "none"): string {
  return "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber>" +
    `<ETag>${escaped(etag)}</ETag></Part></CompleteMultipartUpload>`;
}

function deletion(...keys: readonly string[]): string {
  const objects = keys.map((key) => `<Object><Key>${escaped(key)}</Key></Object>`);
  return `<Delete>${objects.join("")}</Delete>`;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
