/**
 * The cyclic redundancy checks with which S3 checks uploads, over a stream. All are reflected, begin
 * with all bits set and end with all inverted.
 *
 * @module
 */

/** CRC-32 of IEEE 802.3, reflected. */
export const CRC32_POLYNOMIAL = 0xedb88320;
/** CRC-32C of Castagnoli, reflected. */
export const CRC32C_POLYNOMIAL = 0x82f63b78;

/** A running check of 32 bits. */
export class Crc32 {
  readonly #table: Uint32Array;
  #state = 0xffffffff;

  /** @param polynomial Reflected */
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

  /** The check of all bytes so far, the highest byte first, in base64. */
  base64(): string {
    return toBase64(~this.#state);
  }
}

/** High and low half of CRC-64/NVME's polynomial, reflected. */
const NVME = [0x9a6c9329, 0xac4bc9b5] as const;

/** A running CRC-64/NVME: each state as two halves, since bit operators have 32 bits. */
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

  /** The check of all bytes so far, the highest byte first, in base64. */
  base64(): string {
    return toBase64(~this.#stateHigh, ~this.#stateLow);
  }
}

function toBase64(...words: readonly number[]): string {
  const bytes = words.flatMap((word) => [24, 16, 8, 0].map((shift) => (word >>> shift) & 0xff));
  return btoa(String.fromCharCode(...bytes));
}
