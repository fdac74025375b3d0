/**
 * CRC-32 (IEEE 802.3) of a stream, as S3 checks uploads.
 *
 * @module
 */

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** A running CRC-32. */
export class Crc32 {
  #state = 0xffffffff;

  /** Adds bytes. */
  update(bytes: Uint8Array): void {
    let state = this.#state;
    for (const byte of bytes) state = (TABLE[(state ^ byte) & 0xff] ?? 0) ^ (state >>> 8);
    this.#state = state;
  }

  /** The checksum of all bytes so far: four bytes, the highest first, in base64. */
  base64(): string {
    const value = ~this.#state;
    return btoa(String.fromCharCode(
      (value >>> 24) & 0xff,
      (value >>> 16) & 0xff,
      (value >>> 8) & 0xff,
      value & 0xff,
    ));
  }
}
