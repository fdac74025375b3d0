/**
 * The checksum of TensorBoard's records: CRC-32C, rotated and moved by a constant.
 *
 * @module
 */
import { Crc32c } from "@aws-sdk/checksums/crc";

const MASK = 0xa282ead8;

/** Returns the masked CRC-32C of some bytes. */
export async function maskedChecksum(bytes: Uint8Array): Promise<number> {
  const crc = new Crc32c();
  crc.update(bytes);
  const [a = 0, b = 0, c = 0, d = 0] = await crc.digest();
  const sum = (a << 24 | b << 16 | c << 8 | d) >>> 0;
  return ((sum >>> 15 | sum << 17) + MASK) >>> 0;
}
