/** Requests to S3, from those that AWS takes to those that nobody sends. */
import type { ModelOperation } from "../../support/s3_model.ts";
import type { Chance } from "./chance.ts";
import { ODD_TEXTS } from "./odd_values.ts";
import { KEYS, S3Payloads, type Upload } from "./s3_payloads.ts";
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

export const BUCKETS = ["bucket-a", "bucket-b"];
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
  readonly #payloads: S3Payloads;
  readonly #headers: readonly (readonly [string, string])[];

  constructor(
    readonly operations: readonly ModelOperation[],
    chance: Chance,
    headers: readonly (readonly [string, string])[],
  ) {
    this.#chance = chance;
    this.#payloads = new S3Payloads(chance);
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
    const payload = this.#payloads.make(operation, members, isHostile, upload);
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
