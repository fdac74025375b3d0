/**
 * Describes the encryption of uploaded files in S3.
 *
 * @module
 */
import { ArgumentError } from "../errors.ts";
import { checkOptions, type OptionKinds } from "../options.ts";
import { FLAG, type Kind, TEXT } from "../kinds.ts";

/**
 * Encryption of a run's files in S3. `s3` uses keys that S3 manages
 * ([SSE-S3](https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingServerSideEncryption.html)).
 * `kms` uses a KMS key
 * ([SSE-KMS](https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html)). The
 * embedded local store accepts the setting and encrypts nothing.
 */
export type Encryption =
  | { readonly kind: "s3" }
  | {
    readonly kind: "kms";
    /**
     * ID, ARN or alias of the key.
     * @default the account's own key for S3, `aws/s3`
     */
    readonly keyId?: string | undefined;
    /**
     * Whether S3 uses a bucket key, which reduces requests to KMS.
     * @default the bucket's setting
     */
    readonly bucketKey?: boolean | undefined;
  };

const SETTINGS: OptionKinds<Extract<Encryption, { kind: "kms" }>> = {
  kind: true,
  keyId: TEXT,
  bucketKey: FLAG,
};

/** Checks an encryption setting. */
export function checkEncryption(action: string, encryption: Encryption | undefined): void {
  if (encryption === undefined) return;
  checkOptions(action, encryption, SETTINGS, "artifactEncryption");
  if (encryption.kind === "s3" || encryption.kind === "kms") return;
  throw new ArgumentError(action, {
    argument: "artifactEncryption",
    // Callers without types may pass anything.
    value: (encryption as { readonly kind?: unknown }).kind,
    rule: 'be of kind "s3" or "kms"',
  });
}

/** ID of an account. */
export const ACCOUNT_ID: Kind = {
  rule: "be an account ID of twelve digits",
  allows: (value) => typeof value === "string" && /^\d{12}$/.test(value),
};

/** Encryption members of an S3 request. */
export interface EncryptionMembers {
  /** Encryption algorithm. */
  readonly ServerSideEncryption?: "AES256" | "aws:kms";
  /** KMS key. */
  readonly SSEKMSKeyId?: string;
  /** Whether to use a bucket key. */
  readonly BucketKeyEnabled?: boolean;
}

/** Returns the members of an S3 request for an encryption setting. */
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
