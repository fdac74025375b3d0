/**
 * Reads the records of a file of W&B, which has the form of LevelDB's log: blocks of 32 KiB with
 * pieces of records.
 *
 * @module
 */
import { Crc32 } from "@aws-sdk/checksums/crc";
import type { InputFile } from "../input.ts";

const BLOCK = 32 * 1024;
const HEADER = 7;
const CHUNK_BLOCKS = 128;
/** Bytes before the first piece: `:W&B`, a number and a version. */
const FILE_HEADER = 7;
const MAGIC = [0x3a, 0x57, 0x26, 0x42, 0xe1, 0xbe];

/** Kinds of pieces. */
const WHOLE = 1;
const FIRST = 2;
const LAST = 4;

/** A record, or bytes without a whole record. */
export type LogEntry =
  | { readonly record: Uint8Array<ArrayBuffer>; readonly damage?: undefined }
  | { readonly damage: LogDamage; readonly record?: undefined };

/** Bytes of a file that are no whole record. */
export interface LogDamage {
  /** Position of the first of these bytes. */
  readonly offset: number;
  /** `cut` for a record that is still being written, `damaged` for bytes with a wrong checksum. */
  readonly kind: "cut" | "damaged";
}

/**
 * Reads a file to its end. Of a damaged block, the pieces up to the damage count; reading resumes with
 * the next block.
 *
 * @throws {Error} If the file is not one of W&B
 */
export async function* readLogRecords(file: InputFile): AsyncGenerator<LogEntry> {
  const head = await file.read(0, Math.min(file.size, FILE_HEADER));
  if (!MAGIC.every((byte, index) => head[index] === byte)) {
    throw new Error("is no file of W&B: its first bytes are others");
  }
  const joined = new Pieces();
  for (let offset = 0; offset < file.size; offset += BLOCK * CHUNK_BLOCKS) {
    const chunk = await file.read(offset, Math.min(file.size, offset + BLOCK * CHUNK_BLOCKS));
    for (let start = 0; start < chunk.length; start += BLOCK) {
      const block = chunk.subarray(start, start + BLOCK);
      const from = offset + start === 0 ? FILE_HEADER : 0;
      yield* await readBlock(block, { from, offset: offset + start, joined });
    }
  }
  if (joined.isOpen) yield { damage: { offset: joined.offset, kind: "cut" } };
}

/** Joins the pieces of records. */
class Pieces {
  #parts: Uint8Array<ArrayBuffer>[] | undefined;
  offset = 0;

  get isOpen(): boolean {
    return this.#parts !== undefined;
  }

  /** Adds a piece, and returns the record that it completes. */
  add(kind: number, piece: Uint8Array<ArrayBuffer>, offset: number): LogEntry | undefined {
    if (kind === WHOLE || kind === FIRST) {
      const lost = this.drop();
      this.offset = offset;
      if (kind === WHOLE) return lost ?? { record: piece };
      this.#parts = [piece.slice()];
      return lost;
    }
    if (!this.#parts) return { damage: { offset, kind: "damaged" } };
    this.#parts.push(piece.slice());
    if (kind !== LAST) return undefined;
    const record = joinedBytes(this.#parts);
    this.#parts = undefined;
    return { record };
  }

  /** Drops the pieces so far, and returns them as damage. */
  drop(): LogEntry | undefined {
    if (!this.#parts) return undefined;
    this.#parts = undefined;
    return { damage: { offset: this.offset, kind: "damaged" } };
  }
}

async function readBlock(
  block: Uint8Array<ArrayBuffer>,
  { from, offset, joined }: {
    readonly from: number;
    readonly offset: number;
    readonly joined: Pieces;
  },
): Promise<readonly LogEntry[]> {
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  const entries: LogEntry[] = [];
  const isWhole = block.length === BLOCK;
  let at = from;
  while (at + HEADER <= block.length) {
    const kind = view.getUint8(at + 6);
    const end = at + HEADER + view.getUint16(at + 4, true);
    const isFill = kind === 0 && end === at + HEADER && view.getUint32(at, true) === 0;
    if (isFill && isWhole) return entries;
    if (end > block.length && !isWhole) {
      entries.push({ damage: { offset: offset + at, kind: "cut" } });
      return entries;
    }
    const isSound = end <= block.length && kind >= WHOLE && kind <= LAST &&
      await checksum(block.subarray(at + 6, end)) === view.getUint32(at, true);
    if (!isSound) {
      joined.drop();
      entries.push({ damage: { offset: offset + at, kind: "damaged" } });
      return entries;
    }
    const entry = joined.add(kind, block.subarray(at + HEADER, end), offset + at);
    if (entry) entries.push(entry);
    at = end;
  }
  if (!isWhole && at < block.length) {
    entries.push({ damage: { offset: offset + at, kind: "cut" } });
  }
  return entries;
}

function joinedBytes(parts: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

async function checksum(bytes: Uint8Array): Promise<number> {
  const crc = new Crc32();
  crc.update(bytes);
  const [a = 0, b = 0, c = 0, d = 0] = await crc.digest();
  return (a << 24 | b << 16 | c << 8 | d) >>> 0;
}
