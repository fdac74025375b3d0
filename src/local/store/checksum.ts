/**
 * Checksums that S3 knows beside an object's MD5.
 *
 * @module
 */
import { Crc32, CRC32_POLYNOMIAL, CRC32C_POLYNOMIAL, Crc64Nvme } from "./crc.ts";

/** A checksum of S3's, by the name that its header field ends in. */
export type ChecksumAlgorithm = "crc32" | "crc32c" | "crc64nvme" | "sha1" | "sha256";

/** Every checksum of S3's. */
export const CHECKSUM_ALGORITHMS: readonly ChecksumAlgorithm[] = [
  "crc32",
  "crc32c",
  "crc64nvme",
  "sha1",
  "sha256",
];

/** A checksum of bytes that come one after the other. */
export interface RunningChecksum {
  /** Adds bytes. */
  update(bytes: Uint8Array): void;
  /** The checksum of all bytes, in base64 as S3 writes it. Asked for once. */
  base64(): string;
}

/** A digest of bytes that come one after the other, as `node:crypto` has it. */
export interface RunningHash {
  /** Adds bytes. */
  update(bytes: Uint8Array): unknown;
  /** The digest of all bytes. Asked for once. */
  digest(encoding: "hex" | "base64"): string;
}

/** Who makes digests: `node:crypto`, or what stands in for it in a browser. */
export interface Hashes {
  /** A digest of no bytes yet. */
  createHash(algorithm: "md5" | "sha1" | "sha256"): RunningHash;
}

/** A checksum of no bytes yet. */
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
