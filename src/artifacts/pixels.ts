/**
 * Reads pixels as programs hold them: gray or colored, as bytes, 16-bit numbers or fractions.
 *
 * @module
 */
import { ArgumentError } from "../errors.ts";

/**
 * Pixels, row by row, such as `ImageData`. Each has one number (gray), two (gray, alpha), three
 * (red, green, blue) or four (red, green, blue, alpha), which follows from the length.
 */
export interface Pixels {
  /**
   * The numbers of all pixels. Floating-point arrays hold numbers from 0 to 1, a `Uint16Array` holds
   * numbers from 0 to 65,535 (a PNG keeps all 16 bits), and other arrays hold numbers from 0 to 255.
   */
  readonly data: PixelArray;
  /** Number of pixels per row. */
  readonly width: number;
  /** Number of rows. */
  readonly height: number;
}

/** A typed array of pixels. */
export type PixelArray =
  | Uint8ClampedArray
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Float32Array
  | Float64Array;

/** Pixels whose numbers are whole and fit. */
export interface Samples {
  readonly width: number;
  readonly height: number;
  /** Numbers of a pixel, of which the last is alpha if there are two or four. */
  readonly channels: 1 | 2 | 3 | 4;
  /** Bits of a number: each is from 0 to 2 ** bits - 1. */
  readonly bits: 8 | 16;
  /** The number at an index of the data. */
  readonly at: (index: number) => number;
}

/** Longest side that PNG admits. */
const LONGEST_SIDE = 2 ** 31 - 1;

/**
 * Checks pixels.
 *
 * @throws {ArgumentError} If the length does not fit the size, or a number is out of range
 */
export function readPixels({ data, width, height }: Pixels): Samples {
  for (const [argument, value] of Object.entries({ width, height })) {
    if (Number.isSafeInteger(value) && value >= 1 && value <= LONGEST_SIDE) continue;
    throw refusal(`image.${argument}`, value, "be a whole number from 1");
  }
  if (!ArrayBuffer.isView(data) || !("length" in data) || isBigInts(data)) {
    throw refusal("image.data", data, "be a typed array of numbers");
  }
  const channels = data.length / width / height;
  if (channels !== 1 && channels !== 2 && channels !== 3 && channels !== 4) {
    const rule = `hold 1 (gray), 2 (gray, alpha), 3 (RGB) or 4 (RGBA) numbers for each of ` +
      `${width} x ${height} pixels`;
    throw refusal("image.data", `${data.length} numbers`, rule);
  }
  return { width, height, channels, ...samplesOf(data) };
}

function samplesOf(data: PixelArray): Pick<Samples, "bits" | "at"> {
  if (data instanceof Uint8Array || data instanceof Uint8ClampedArray) {
    return { bits: 8, at: (index) => data[index] ?? 0 };
  }
  if (data instanceof Uint16Array) return { bits: 16, at: (index) => data[index] ?? 0 };
  const isFraction = !/^(Big)?U?[iI]nt/.test(data[Symbol.toStringTag]);
  const most = isFraction ? 1 : 255;
  // Fractions may be beside the range by what rounding takes away.
  const slack = isFraction ? 0.5 / 255 : 0;
  for (let index = 0; index < data.length; index++) {
    const value = data[index] ?? 0;
    if (value >= -slack && value <= most + slack) continue;
    const rule = `be from 0 to ${most} (in a ${data[Symbol.toStringTag]})`;
    throw refusal(`image.data[${index}]`, value, rule);
  }
  if (!isFraction) return { bits: 8, at: (index) => data[index] ?? 0 };
  return {
    bits: 8,
    at: (index) => Math.min(255, Math.max(0, Math.round((data[index] ?? 0) * 255))),
  };
}

/** Returns the pixels as red, green, blue and alpha of 8 bits each, as canvases take them. */
export function toRgba(
  { width, height, channels, bits, at }: Samples,
): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(width * height * 4);
  const colors = channels < 3 ? 1 : 3;
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let channel = 0; channel < 4; channel++) {
      const isAlpha = channel === 3;
      const index = pixel * channels + (isAlpha ? colors : channel % colors);
      const isOpaque = isAlpha && channels === colors;
      rgba[pixel * 4 + channel] = isOpaque ? 255 : at(index) >> (bits - 8);
    }
  }
  return rgba;
}

function isBigInts(data: ArrayBufferView): boolean {
  return data instanceof BigInt64Array || data instanceof BigUint64Array;
}

function refusal(argument: string, value: unknown, rule: string): ArgumentError {
  return new ArgumentError("Cannot log image", { argument, value, rule });
}
