/**
 * The cyclic redundancy checks with which S3 verifies uploads, computed over a stream. All are
 * reflected, start with all bits set, and are inverted at the end.
 *
 * @module
 */

/** Reflected polynomial of CRC-32 (IEEE 802.3). */
export const CRC32_POLYNOMIAL = 0xedb88320;
/** Reflected polynomial of CRC-32C (Castagnoli). */
export const CRC32C_POLYNOMIAL = 0x82f63b78;

/** A running 32-bit check. */
export class Crc32 {
  readonly #table: Uint32Array;
  #state = 0xffffffff;

  /** @param polynomial Reflected polynomial */
  constructor(polynomial: number) {
    this.#table = Uint32Array.from({ length: 256 }, (_, byte) => {
      let value = byte;
      for (let bit = 0; bit < 8; bit++) {
        value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1;
      }
      return value;
    });
  }

  /** Adds bytes. */
  update(bytes: Uint8Array): void {
    const table = this.#table;
    let state = this.#state;
    for (const byte of bytes) state = (table[(state ^ byte) & 0xff] ?? 0) ^ (state >>> 8);
    this.#state = state;
  }

  /** Returns the check of all bytes so far, highest byte first, in base64. */
  base64(): string {
    return toBase64(~this.#state);
  }
}

/** High and low half of the reflected polynomial of CRC-64/NVME. */
const NVME = [0x9a6c9329, 0xac4bc9b5] as const;

/** A running CRC-64/NVME. Each state is two halves, because bit operators have 32 bits. */
export class Crc64Nvme {
  readonly #high = new Uint32Array(256);
  readonly #low = new Uint32Array(256);
  #stateHigh = 0xffffffff;
  #stateLow = 0xffffffff;

  constructor() {
    for (let byte = 0; byte < 256; byte++) {
      let [high, low] = [0, byte];
      for (let bit = 0; bit < 8; bit++) {
        const isOdd = low & 1;
        low = (low >>> 1) | (high << 31);
        high >>>= 1;
        if (isOdd) [high, low] = [high ^ NVME[0], low ^ NVME[1]];
      }
      this.#high[byte] = high;
      this.#low[byte] = low;
    }
  }

  /** Adds bytes. */
  update(bytes: Uint8Array): void {
    let [high, low] = [this.#stateHigh, this.#stateLow];
    for (const byte of bytes) {
      const index = (low ^ byte) & 0xff;
      low = ((low >>> 8) | (high << 24)) ^ (this.#low[index] ?? 0);
      high = (high >>> 8) ^ (this.#high[index] ?? 0);
    }
    [this.#stateHigh, this.#stateLow] = [high, low];
  }

  /** Returns the check of all bytes so far, highest byte first, in base64. */
  base64(): string {
    return toBase64(~this.#stateHigh, ~this.#stateLow);
  }
}

function toBase64(...words: readonly number[]): string {
  const bytes = words.flatMap((word) => [24, 16, 8, 0].map((shift) => (word >>> shift) & 0xff));
  return btoa(String.fromCharCode(...bytes));
}
