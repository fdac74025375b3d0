/**
 * GetObjectAttributes.
 *
 * @module
 */
import type { Elements } from "../protocol/xml.ts";
import type { StoredObject } from "../store/objects.ts";
import { invalidArgument, pageSize, wholeNumber } from "./arguments.ts";
import { CHECKSUM_PREFIX } from "./checksums.ts";
import { requireObject, type S3Request, xmlAnswer } from "./exchange.ts";
import { partsIn, shownHeaders } from "./stored_headers.ts";

type Describe = (object: StoredObject, headers: Headers) => Elements;

const ATTRIBUTES: Readonly<Record<string, Describe>> = {
  ETag: ({ etag }) => ({ ETag: etag }),
  Checksum: checksumOf,
  ObjectParts: partsOf,
  StorageClass: () => ({ StorageClass: "STANDARD" }),
  ObjectSize: ({ size }) => ({ ObjectSize: size }),
};

/** Answers GetObjectAttributes. */
export async function getAttributes(exchange: S3Request): Promise<Response> {
  const { headers } = exchange;
  const found = await requireObject(exchange);
  const wanted = (headers.get("x-amz-object-attributes") ?? "").split(",")
    .map((name) => name.trim()).filter((name) => name !== "");
  if (wanted.length === 0 || !wanted.every((name) => Object.hasOwn(ATTRIBUTES, name))) {
    throw invalidArgument(
      `x-amz-object-attributes must name some of ${Object.keys(ATTRIBUTES).join(", ")}`,
    );
  }
  const elements = Object.entries(ATTRIBUTES).flatMap(([name, describe]) =>
    wanted.includes(name) ? Object.entries(describe(found, headers)) : []
  );
  const answer = xmlAnswer("GetObjectAttributesResponse", Object.fromEntries(elements));
  answer.headers.set("last-modified", new Date(found.created * 1000).toUTCString());
  return answer;
}

function checksumOf({ headers }: StoredObject): Elements {
  const fields = Object.entries(shownHeaders(headers, true))
    .filter(([name]) => name.startsWith(CHECKSUM_PREFIX))
    .map(([name, value]) => {
      const member = name.slice(CHECKSUM_PREFIX.length);
      return [`Checksum${member === "type" ? "Type" : member.toUpperCase()}`, value] as const;
    });
  return fields.length === 0 ? {} : { Checksum: Object.fromEntries(fields) };
}

function partsOf({ headers: stored }: StoredObject, headers: Headers): Elements {
  const sizes = partsIn(stored);
  if (!sizes) return {};
  const most = pageSize(headers.get("x-amz-max-parts"), "x-amz-max-parts");
  const marker = headers.get("x-amz-part-number-marker");
  const after = marker === null ? 0 : wholeNumber(marker, "x-amz-part-number-marker");
  const shown = sizes.slice(after, after + most);
  const isTruncated = after + shown.length < sizes.length;
  return {
    ObjectParts: {
      PartsCount: sizes.length,
      PartNumberMarker: after,
      ...(isTruncated ? { NextPartNumberMarker: after + shown.length } : {}),
      MaxParts: most,
      IsTruncated: String(isTruncated),
      Part: shown.map((Size, index) => ({ PartNumber: after + index + 1, Size })),
    },
  };
}
