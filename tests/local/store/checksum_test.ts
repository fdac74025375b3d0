import crypto from "node:crypto";
import zlib from "node:zlib";
import { assertEquals } from "@std/assert";
import {
  CHECKSUM_ALGORITHMS,
  fromBase64,
  newChecksum,
  toBase64,
  toHex,
} from "../../../src/local/store/checksum.ts";
import fc from "../../support/fast_check.ts";

/** The check values of the catalogues: of the text "123456789". */
const OF_DIGITS = {
  crc32: "cbf43926",
  crc32c: "e3069283",
  crc64nvme: "ae8b14860a799888",
  md5: "25f9e794323b453885f5181f1b624d0b",
  sha1: "f7c3bc1d808e04732adf679965ccc34ca7ae3441",
  sha256: "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225",
} as const;

const ALGORITHMS = [...CHECKSUM_ALGORITHMS, "md5"] as const;

/** What computes them: a runtime's own modules, and packages where there are none, as in pages. */
const MODULES = [{ crypto, zlib }, { zlib: {} }, {}];

Deno.test("each checksum is the one of its catalogue, with the runtime's modules and without", async () => {
  for (const algorithm of ALGORITHMS) {
    for (const modules of MODULES) {
      const checksum = await newChecksum(algorithm, modules);
      checksum.update(new TextEncoder().encode("1234"));
      checksum.update(new TextEncoder().encode("56789"));
      assertEquals(toHex(await checksum.digest()), OF_DIGITS[algorithm], algorithm);
    }
  }
});

Deno.test("a checksum is the same however the bytes are cut and whatever computes it", async () => {
  const pieces = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...ALGORITHMS), pieces, async (algorithm, chunks) => {
      const whole = new Uint8Array(chunks.flatMap((chunk) => [...chunk]));
      const found = new Set<string>();
      for (const modules of MODULES) {
        for (const cut of [chunks, [whole]]) {
          const checksum = await newChecksum(algorithm, modules);
          for (const chunk of cut) checksum.update(chunk);
          const digest = await checksum.digest();
          assertEquals(fromBase64(toBase64(digest)), digest);
          found.add(toHex(digest));
        }
      }
      assertEquals(found.size, 1);
    }),
    { numRuns: 60 },
  );
});
