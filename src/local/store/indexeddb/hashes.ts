/**
 * Digests of streams without `node:crypto`. Web Crypto needs all bytes at once, does not support
 * MD5, and is absent from insecure pages.
 *
 * @module
 */
import { md5, sha1 } from "@noble/hashes/legacy.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import type { Hashes } from "../checksum.ts";

const ALGORITHMS = { md5, sha1, sha256 } as const;

/** Creates digests in plain JavaScript. */
export const hashes: Hashes = {
  createHash(algorithm) {
    const hash = ALGORITHMS[algorithm].create();
    return {
      update: (bytes) => hash.update(bytes),
      digest(encoding) {
        const bytes = hash.digest();
        return encoding === "hex" ? bytesToHex(bytes) : btoa(String.fromCharCode(...bytes));
      },
    };
  },
};
