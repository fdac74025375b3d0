/**
 * How S3 encrypts what is uploaded. Pure. Browser-safe.
 *
 * @module
 */
import { ArgumentError } from "../errors.ts";

/**
 * How S3 encrypts a run's files: `s3` with keys of its own
 * ([SSE-S3](https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingServerSideEncryption.html)),
 * `kms` with a key of KMS's
 * ([SSE-KMS](https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html)). The
 * embedded local store takes the request and encrypts nothing.
 */
export type Encryption =
  | { readonly kind: "s3" }
  | {
    readonly kind: "kms";
    /**
     * Id, ARN or alias of the key.
     * @default the account's own key for S3, `aws/s3`
     */
    readonly keyId?: string | undefined;
    /**
     * Whether S3 derives keys from one of the bucket's, which asks KMS less often.
     * @default the bucket's setting
     */
    readonly bucketKey?: boolean | undefined;
  };

/** Checks what a caller gave. */
export function checkEncryption(action: string, encryption: Encryption | undefined): void {
  if (encryption === undefined || encryption?.kind === "s3" || encryption?.kind === "kms") return;
  throw new ArgumentError(action, {
    argument: "artifactEncryption",
    // What a caller without types gave may be anything.
    value: (encryption as { readonly kind?: unknown } | null)?.kind,
    rule: 'be of kind "s3" or "kms"',
  });
}

/** Checks the account that a caller expects to own a bucket. */
export function checkBucketOwner(action: string, owner: string | undefined): void {
  if (owner === undefined || /^\d{12}$/.test(owner)) return;
  const rule = "be an account id of twelve digits";
  throw new ArgumentError(action, { argument: "artifactBucketOwner", value: owner, rule });
}

/** Members of a request of S3's. */
export interface EncryptionMembers {
  /** Algorithm. */
  readonly ServerSideEncryption?: "AES256" | "aws:kms";
  /** Key of KMS's. */
  readonly SSEKMSKeyId?: string;
  /** Whether a key of the bucket's stands between. */
  readonly BucketKeyEnabled?: boolean;
}

/** An encryption as S3's requests have it. */
export function encryptionMembers(encryption: Encryption | undefined): EncryptionMembers {
  if (encryption === undefined) return {};
  if (encryption.kind === "s3") return { ServerSideEncryption: "AES256" };
  const { keyId, bucketKey } = encryption;
  return {
    ServerSideEncryption: "aws:kms",
    ...(keyId === undefined ? {} : { SSEKMSKeyId: keyId }),
    ...(bucketKey === undefined ? {} : { BucketKeyEnabled: bucketKey }),
  };
}
