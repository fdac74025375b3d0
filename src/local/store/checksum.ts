/**
 * The checksums that S3 supports, computed over streams. The runtime's own modules compute them
 * where the store has them, the AWS SDK's classes elsewhere. Those are loaded on first use.
 *
 * @module
 */

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
  /** Returns the checksum of all bytes. Called once. */
  digest(): Promise<Uint8Array>;
}

/** A digest computed over consecutive bytes, as in `node:crypto`. */
export interface RunningHash {
  /** Adds bytes. */
  update(bytes: Uint8Array): unknown;
  /** Returns the digest of all bytes. Called once. */
  digest(encoding: "hex" | "base64"): string;
}

/** Creates digests, as `node:crypto` does. */
export interface Hashes {
  /** Creates a digest. */
  createHash(algorithm: "md5" | "sha1" | "sha256"): RunningHash;
}

/** Computes CRC-32, as `node:zlib` does. */
export interface Crc32 {
  /** Continues a CRC-32 with more bytes. Absent in old runtimes. */
  readonly crc32?: ((bytes: Uint8Array, before: number) => number) | undefined;
}

/** The runtime's modules that compute checksums. */
export interface ChecksumModules {
  /** Digests: `node:crypto`. */
  readonly crypto?: Hashes | undefined;
  /** CRC-32: `node:zlib`. */
  readonly zlib?: Crc32 | undefined;
}

/** Creates a checksum. */
export async function newChecksum(
  algorithm: ChecksumAlgorithm | "md5",
  { crypto: hashes, zlib }: ChecksumModules,
): Promise<RunningChecksum> {
  switch (algorithm) {
    case "crc32":
      return zlib?.crc32 ? nativeCrc32(zlib.crc32) : new (await packaged()).Crc32();
    case "crc32c":
      return new (await packaged()).Crc32c();
    case "crc64nvme":
      return new (await packaged()).Crc64Nvme();
    case "md5":
      return hashes ? nativeHash(hashes, algorithm) : new (await packaged()).Md5();
    case "sha1":
      return hashes ? nativeHash(hashes, algorithm) : new (await packaged()).Sha1();
    case "sha256":
      return hashes ? nativeHash(hashes, algorithm) : new (await packaged()).Sha256();
  }
}

const packaged = () => import("./packaged_checksums.ts");

function nativeCrc32(crc32: (bytes: Uint8Array, before: number) => number): RunningChecksum {
  let state = 0;
  return {
    update: (bytes) => void (state = crc32(bytes, state)),
    digest: () => Promise.resolve(bytesOfCrc32(state)),
  };
}

/** Returns a CRC-32 as the four bytes that S3 encodes. */
export function bytesOfCrc32(crc32: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, crc32);
  return bytes;
}

function nativeHash(hashes: Hashes, algorithm: "md5" | "sha1" | "sha256"): RunningChecksum {
  const hash = hashes.createHash(algorithm);
  return {
    update: (bytes) => void hash.update(bytes),
    digest: () => Promise.resolve(fromBase64(hash.digest("base64"))),
  };
}

/** Decodes base64, as in S3's headers. */
export function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** Encodes bytes in base64, as in S3's headers. */
export function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

/** Encodes bytes in hexadecimal, as in S3's ETags. */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
