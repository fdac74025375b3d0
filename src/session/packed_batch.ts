/**
 * Converts a batch of points to text and back. A point takes 15 characters: a page has about five
 * million of them in `localStorage`, and a number in decimal digits would take up to 24.
 *
 * @module
 */
import type { JournalEntry } from "../ports/metric_journal.ts";

/** Bits per character. All characters from {@linkcode FIRST} are valid ones, and none a surrogate. */
const BITS = 15;
const MASK = 0x7fff;
const FIRST = 0x1000;

/** Characters that are converted to text at once: each is an argument of a call. */
const CHUNK = 8_192;

const BYTES_PER_POINT = 28;

/** Returns a batch as text. */
export function packEntry(entry: JournalEntry): string {
  const { series, values, timestamps, steps, ...facts } = entry;
  const bytes = new Uint8Array(BYTES_PER_POINT * values.length);
  let at = 0;
  // The widest first, so that each begins at a multiple of its width.
  for (const { buffer, byteOffset, byteLength } of [values, timestamps, steps, series]) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += byteLength;
  }
  // JSON has no line end of its own.
  return `${JSON.stringify({ ...facts, count: values.length })}\n${toText(bytes)}`;
}

/**
 * Returns the batch of a text.
 *
 * @throws {SyntaxError} If the text is something else
 */
export function unpackEntry(text: string): JournalEntry {
  const end = text.indexOf("\n");
  const { count, ...facts } = JSON.parse(text.slice(0, end));
  const bytes = BYTES_PER_POINT * count;
  if (text.length - end - 1 !== unitsFor(bytes)) throw new SyntaxError("not a packed batch");
  const { buffer } = toBytes(text.slice(end + 1), bytes);
  return {
    ...facts,
    values: new Float64Array(buffer, 0, count),
    timestamps: new Float64Array(buffer, 8 * count, count),
    steps: new Float64Array(buffer, 16 * count, count),
    series: new Uint32Array(buffer, 24 * count, count),
  };
}

function unitsFor(bytes: number): number {
  return Math.ceil(8 * bytes / BITS);
}

function toText(bytes: Uint8Array): string {
  const units = new Uint16Array(unitsFor(bytes.length));
  let [held, bits, unit] = [0, 0, 0];
  for (let index = 0; index < bytes.length; index++) {
    held = held << 8 | (bytes[index] ?? 0);
    bits += 8;
    if (bits < BITS) continue;
    bits -= BITS;
    units[unit++] = FIRST + (held >> bits & MASK);
    held &= (1 << bits) - 1;
  }
  if (bits > 0) units[unit] = FIRST + (held << BITS - bits & MASK);
  let text = "";
  for (let start = 0; start < units.length; start += CHUNK) {
    text += String.fromCharCode(...units.subarray(start, start + CHUNK));
  }
  return text;
}

function toBytes(text: string, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let [held, bits, byte] = [0, 0, 0];
  for (let unit = 0; unit < text.length; unit++) {
    held = held << BITS | text.charCodeAt(unit) - FIRST;
    bits += BITS;
    for (; bits >= 8; bytes[byte++] = held >> bits) bits -= 8;
    held &= (1 << bits) - 1;
  }
  return bytes;
}
