/**
 * The checksums that S3 supports besides an object's MD5.
 *
 * @module
 */
import { Crc32, CRC32_POLYNOMIAL, CRC32C_POLYNOMIAL, Crc64Nvme } from "./crc.ts";

/** A checksum that S3 supports, by the end of its header field's name. */
export type ChecksumAlgorithm = "crc32" | "crc32c" | "crc64nvme" | "sha1" | "sha256";

/** Every checksum that S3 supports. */
export const CHECKSUM_ALGORITHMS: readonly ChecksumAlgorithm[] = [
  "crc32",
  "crc32c",
  "crc64nvme",
  "sha1",
  "sha256",
];

/** A checksum computed over consecutive bytes. */
export interface RunningChecksum {
  /** Adds bytes. */
  update(bytes: Uint8Array): void;
  /** Returns the checksum of all bytes, in base64 as in S3's headers. Called once. */
  base64(): string;
}

/** A digest computed over consecutive bytes, as in `node:crypto`. */
export interface RunningHash {
  /** Adds bytes. */
  update(bytes: Uint8Array): unknown;
  /** Returns the digest of all bytes. Called once. */
  digest(encoding: "hex" | "base64"): string;
}

/** Creates digests: `node:crypto`, or its substitute in browsers. */
export interface Hashes {
  /** Creates a digest. */
  createHash(algorithm: "md5" | "sha1" | "sha256"): RunningHash;
}

/** Creates a checksum. */
export function newChecksum(algorithm: ChecksumAlgorithm, hashes: Hashes): RunningChecksum {
  switch (algorithm) {
    case "crc32":
      return new Crc32(CRC32_POLYNOMIAL);
    case "crc32c":
      return new Crc32(CRC32C_POLYNOMIAL);
    case "crc64nvme":
      return new Crc64Nvme();
    case "sha1":
    case "sha256": {
      const hash = hashes.createHash(algorithm);
      return { update: (bytes) => void hash.update(bytes), base64: () => hash.digest("base64") };
    }
  }
}
