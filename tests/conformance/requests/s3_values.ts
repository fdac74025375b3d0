/** Values of S3's query parameters and header fields, in the notation of the model. */
import type { Chance } from "./chance.ts";

const FUTURE = "Fri, 01 Jan 2100 00:00:00 GMT";
const PAST = "Thu, 01 Jan 1970 00:00:00 GMT";
const MD5 = "1B2M2Y8AsgTpgAmY7PhCfg==";

const VALUES: Readonly<Record<string, readonly string[]>> = {
  "?delimiter": ["/", "a", "\u{1f600}"],
  "?encoding-type": ["url"],
  "?partNumber": ["1", "1", "2", "10000"],
  "?versionId": ["null"],
  "?prefix": ["", "dir/", "a"],
  "?response-content-type": ["text/plain"],
  "?response-expires": [PAST],
  "cache-control": ["no-store"],
  "content-type": ["text/plain", "x/y; charset=\xe9"],
  "content-md5": [MD5],
  "content-language": ["de, en"],
  "content-disposition": ['attachment; filename="\xe9.txt"'],
  "expires": [FUTURE],
  "range": ["bytes=0-1", "bytes=-3", "bytes=5-", "bytes=0-99999999999999999999"],
  "x-amz-acl": ["private"],
  "x-amz-checksum-algorithm": ["CRC32", "SHA256", "CRC64NVME"],
  "x-amz-checksum-mode": ["ENABLED"],
  "x-amz-checksum-type": ["FULL_OBJECT"],
  "x-amz-copy-source-range": ["bytes=0-0"],
  "x-amz-expected-bucket-owner": ["000000000000"],
  "x-amz-metadata-directive": ["COPY", "REPLACE"],
  "x-amz-object-attributes": ["ETag,ObjectSize", "Checksum,ObjectParts,StorageClass"],
  "x-amz-request-payer": ["requester"],
  "x-amz-sdk-checksum-algorithm": ["CRC32"],
  "x-amz-server-side-encryption": ["AES256"],
  "x-amz-source-expected-bucket-owner": ["000000000000"],
  "x-amz-storage-class": ["STANDARD"],
  "x-amz-tagging": ["a=b&c=", "k%20=%C3%A9"],
  "x-amz-tagging-directive": ["COPY", "REPLACE"],
};

/** A value that a member is made for. */
export function valueOf(
  chance: Chance,
  wire: string,
  { buckets, keys }: { readonly buckets: readonly string[]; readonly keys: readonly string[] },
): string {
  const values = VALUES[wire];
  if (values) return chance.pick(values);
  if (/-match$/.test(wire)) return chance.pick(["*", '"other"']);
  if (/-since$|-time$/.test(wire)) return chance.pick([PAST, FUTURE]);
  if (/max-|-size$|marker|length/.test(wire)) return chance.pick(["0", "1", "3", "1000"]);
  if (wire === "x-amz-copy-source") {
    return `/${chance.pick(buckets)}/${encodeURIComponent(chance.pick(keys))}`;
  }
  return chance.pick(["x", "AAAAAA==", "1"]);
}

const ODD = [
  "",
  " ",
  "-1",
  "1e3",
  "NaN",
  "99999999999999999999",
  "true",
  "\xe9\xff",
  "'\"<&>",
  "a".repeat(3_000),
  "garbage==",
  "%zz",
  "*",
  "bytes=9-1",
  "Fri, 99 Foo 30000000 99:99:99 GMT",
  "arn:aws:s3:local:000000000000:accesspoint/a",
  "/bucket-a",
  "bucket-a/%zz",
  "__proto__",
];

/** Texts that a query may have, and no header field. */
const ODD_QUERIES = ["\u0000", "\u0001\u007f", "\u{1f600}", "a\r\nb: c", "\u202e", "\u{10ffff}"];

/** A value that no member is made for. */
export function oddValueOf(chance: Chance, wire: string): string {
  return chance.pick(wire.startsWith("?") ? [...ODD, ...ODD_QUERIES] : ODD);
}
