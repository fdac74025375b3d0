/**
 * What becomes of each member of the requests that the local S3 answers, as botocore's model sends
 * it: see `tests/support/s3_model.ts` for the notation.
 */

/** A member that changes the answer or what is stored; `value` shows that it does. */
interface Done {
  readonly kind: "done";
  readonly value: string;
  /** What the request has besides, with and without the member. */
  readonly beside?: Readonly<Record<string, string>>;
}

/** A member that is answered with NotImplemented and its name. */
interface Refused {
  readonly kind: "refused";
  readonly value: string;
}

/** A member that changes nothing, and need not. */
interface Harmless {
  readonly kind: "harmless";
  readonly value: string;
  readonly reason: string;
}

export type Verdict = Done | Refused | Harmless;

const done = (value: string, beside?: Readonly<Record<string, string>>): Done =>
  beside ? { kind: "done", value, beside } : { kind: "done", value };
const refused = (value = "1"): Refused => ({ kind: "refused", value });
const harmless = (reason: string, value = "1"): Harmless => ({ kind: "harmless", value, reason });

const FUTURE = "Fri, 01 Jan 2100 00:00:00 GMT";
const PAST = "Thu, 01 Jan 1970 00:00:00 GMT";
const OTHER = '"other"';

const ENCRYPTION = "a local store accepts the setting and encrypts nothing, as documented";

/** Members by how they are sent, for every operation that has them. */
export const MEMBERS: Readonly<Record<string, Verdict>> = {
  "?bucket-region": done("other"),
  "?continuation-token": done("garbage"),
  "?delimiter": done("/"),
  "?encoding-type": done("url"),
  "?fetch-owner": done("true"),
  "?key-marker": done("zzz"),
  "?marker": done("zzz"),
  "?max-buckets": done("0"),
  "?max-keys": done("0"),
  "?max-parts": done("0"),
  "?max-uploads": done("0"),
  "?part-number-marker": done("1"),
  "?partNumber": done("2"),
  "?prefix": done("zzz"),
  "?response-cache-control": done("x"),
  "?response-content-disposition": done("x"),
  "?response-content-encoding": done("x"),
  "?response-content-language": done("x"),
  "?response-content-type": done("x"),
  "?response-expires": done(PAST),
  "?start-after": done("zzz"),
  "?upload-id-marker": done("0", { "?key-marker": "dir/u" }),
  "?version-id-marker": done("other", { "?key-marker": "dir/u" }),
  "?versionId": done("other"),
  "cache-control": done("x"),
  "content-disposition": done("x"),
  "content-encoding": done("x"),
  "content-language": done("x"),
  "content-length": done("6000000000"),
  "content-md5": done("AAAAAAAAAAAAAAAAAAAAAA=="),
  "content-type": done("x/y"),
  expires: done(PAST),
  "if-match": done(OTHER),
  "if-modified-since": done(FUTURE),
  "if-none-match": done("*"),
  "if-unmodified-since": done(PAST),
  range: done("bytes=0-1"),
  "x-amz-acl": refused("public-read"),
  "x-amz-bucket-namespace": refused("account-regional"),
  "x-amz-bucket-object-lock-enabled": refused("true"),
  "x-amz-bypass-governance-retention": harmless("no object is locked", "true"),
  "x-amz-checksum-algorithm": done("SHA256"),
  "x-amz-checksum-crc32": done("AAAAAA=="),
  "x-amz-checksum-crc32c": done("AAAAAA=="),
  "x-amz-checksum-crc64nvme": done("AAAAAAAAAAA="),
  "x-amz-checksum-md5": refused(),
  "x-amz-checksum-mode": done("ENABLED"),
  "x-amz-checksum-sha1": done("AAAA"),
  "x-amz-checksum-sha256": done("AAAA"),
  "x-amz-checksum-sha512": refused(),
  "x-amz-checksum-type": done("OTHER"),
  "x-amz-checksum-xxhash128": refused(),
  "x-amz-checksum-xxhash3": refused(),
  "x-amz-checksum-xxhash64": refused(),
  "x-amz-copy-source-if-match": done(OTHER),
  "x-amz-copy-source-if-modified-since": done(FUTURE),
  "x-amz-copy-source-if-none-match": done("*"),
  "x-amz-copy-source-if-unmodified-since": done(PAST),
  "x-amz-copy-source-range": done("bytes=0-1"),
  "x-amz-copy-source-server-side-encryption-customer-algorithm": refused(),
  "x-amz-copy-source-server-side-encryption-customer-key": refused(),
  "x-amz-copy-source-server-side-encryption-customer-key-md5": refused(),
  "x-amz-expected-bucket-owner": done("123456789012"),
  "x-amz-grant-full-control": refused(),
  "x-amz-grant-read": refused(),
  "x-amz-grant-read-acp": refused(),
  "x-amz-grant-write": refused(),
  "x-amz-grant-write-acp": refused(),
  "x-amz-if-match-initiated-time": refused(),
  "x-amz-if-match-last-modified-time": done(PAST),
  "x-amz-if-match-size": done("9"),
  "x-amz-max-parts": done("0"),
  "x-amz-meta-*": done("x"),
  "x-amz-metadata-directive": done("REPLACE"),
  "x-amz-mfa": refused(),
  "x-amz-mp-object-size": done("9"),
  "x-amz-object-annotation-directive": refused(),
  "x-amz-object-lock-event-hold": refused(),
  "x-amz-object-lock-event-hold-duration-days": refused(),
  "x-amz-object-lock-event-hold-duration-years": refused(),
  "x-amz-object-lock-legal-hold": refused(),
  "x-amz-object-lock-mode": refused(),
  "x-amz-object-lock-retain-until-date": refused(),
  "x-amz-object-ownership": harmless("there is one account, which owns everything", "ObjectWriter"),
  "x-amz-optional-object-attributes": harmless("no object is archived", "RestoreStatus"),
  "x-amz-part-number-marker": done("1"),
  "x-amz-request-payer": harmless("nobody pays for requests", "requester"),
  "x-amz-sdk-checksum-algorithm": harmless("the checksum itself is sent too", "CRC32"),
  "x-amz-server-side-encryption": harmless(ENCRYPTION, "AES256"),
  "x-amz-server-side-encryption-aws-kms-key-id": harmless(ENCRYPTION),
  "x-amz-server-side-encryption-bucket-key-enabled": harmless(ENCRYPTION),
  "x-amz-server-side-encryption-context": harmless(ENCRYPTION),
  "x-amz-server-side-encryption-customer-algorithm": refused("AES256"),
  "x-amz-server-side-encryption-customer-key": refused(),
  "x-amz-server-side-encryption-customer-key-md5": refused(),
  "x-amz-source-expected-bucket-owner": done("123456789012"),
  "x-amz-storage-class": refused("GLACIER"),
  "x-amz-tagging": done("a=b"),
  "x-amz-tagging-directive": done("REPLACE"),
  "x-amz-website-redirect-location": refused(),
  "x-amz-write-offset-bytes": refused(),
};

const REPLACE = {
  "x-amz-metadata-directive": "REPLACE",
  "x-amz-tagging-directive": "REPLACE",
} as const;

/** Members that show what they do only beside others, by operation. */
export const MEMBERS_BESIDE: Readonly<Record<string, Readonly<Record<string, Verdict>>>> = {
  // As in S3, a copy takes what describes the source, unless the request replaces it.
  CopyObject: {
    "cache-control": done("x", REPLACE),
    "content-disposition": done("x", REPLACE),
    "content-encoding": done("x", REPLACE),
    "content-language": done("x", REPLACE),
    "content-type": done("x/y", REPLACE),
    expires: done(PAST, REPLACE),
    "x-amz-meta-*": done("x", REPLACE),
    "x-amz-tagging": done("a=b", REPLACE),
  },
  CreateMultipartUpload: {
    "x-amz-checksum-algorithm": done("CRC32C", { "x-amz-checksum-type": "FULL_OBJECT" }),
  },
};

/** Members of the XML of requests, by structure. Tests of the operations show what `done` means. */
export const XML_MEMBERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  CreateBucketConfiguration: {
    LocationConstraint: "harmless: a local store is in no region",
    Location: "refused",
    Bucket: "refused",
    Tags: "refused",
  },
  Delete: { Objects: "done", Quiet: "done" },
  ObjectIdentifier: {
    Key: "done",
    VersionId: "done",
    ETag: "done",
    LastModifiedTime: "done",
    Size: "done",
  },
  CompletedMultipartUpload: { Parts: "done" },
  CompletedPart: {
    ETag: "done",
    PartNumber: "done",
    ...Object.fromEntries(
      [
        "CRC32",
        "CRC32C",
        "CRC64NVME",
        "SHA1",
        "SHA256",
        "SHA512",
        "MD5",
        "XXHASH64",
        "XXHASH3",
        "XXHASH128",
      ].map((name) => [
        `Checksum${name}`,
        "harmless: the part was checked when it arrived, and its ETag is the MD5 of its bytes",
      ]),
    ),
  },
  Tagging: { TagSet: "done" },
  Tag: { Key: "done", Value: "done" },
};

/** Operations that differ from served ones only by their host, with the reason. */
export const SAME_REQUEST: Readonly<Record<string, string>> = {
  ListDirectoryBuckets: "ListBuckets at the host of directory buckets, which a local store is not",
};
