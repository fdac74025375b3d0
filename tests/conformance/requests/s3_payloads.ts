/** Bodies of requests to S3. */
import type { ModelOperation } from "../../support/s3_model.ts";
import type { Chance } from "./chance.ts";
import { ODD_TEXTS } from "./odd_values.ts";

/** Keys of objects. */
export const KEYS = [
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

/** An upload in parts, as far as it has come. */
export interface Upload {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  etag: string;
  content: Uint8Array | undefined;
}

/** A body, and what the object has to be after it; undefined if that is not foreseen. */
interface Payload {
  readonly body: Uint8Array;
  readonly content: Uint8Array | undefined;
}

const encoder = new TextEncoder();

/** Makes bodies. */
export class S3Payloads {
  readonly #chance: Chance;

  constructor(chance: Chance) {
    this.#chance = chance;
  }

  /** Makes the body of a request, which may set members that describe it. */
  make(
    { name, method }: ModelOperation,
    members: Map<string, string>,
    isHostile: boolean,
    upload: Upload | undefined,
  ): Payload {
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
  ): Payload {
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
}

function escaped(text: string): string {
  return text.toWellFormed().replace(
    // deno-lint-ignore no-control-regex -- keys may have them.
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
