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

/** A checksum of no bytes yet. */
export function newChecksum(
  algorithm: ChecksumAlgorithm,
  crypto: typeof import("node:crypto"),
): RunningChecksum {
  switch (algorithm) {
    case "crc32":
      return new Crc32(CRC32_POLYNOMIAL);
    case "crc32c":
      return new Crc32(CRC32C_POLYNOMIAL);
    case "crc64nvme":
      return new Crc64Nvme();
    case "sha1":
    case "sha256": {
      const hash = crypto.createHash(algorithm);
      return { update: (bytes) => void hash.update(bytes), base64: () => hash.digest("base64") };
    }
  }
}
