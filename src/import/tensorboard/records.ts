/**
 * Reads the records of an event file of TensorBoard (the format of TFRecord): each has its length,
 * its bytes, and checksums of both.
 *
 * @module
 */
import type { InputFile } from "../input.ts";
import { maskedChecksum } from "./checksum.ts";

const HEADER = 12;
const FOOTER = 4;
const CHUNK = 4 * 1024 * 1024;

/** A record of an event file. */
export interface EventRecord {
  /** Bytes of the record; valid until the next records are read. */
  readonly data: Uint8Array<ArrayBuffer>;
  /** Position of the first of these bytes in the file. */
  readonly offset: number;
}

/** Bytes of an event file that are no whole record. */
export interface EventDamage {
  /** Position of the first of these bytes. */
  readonly offset: number;
  /** Number of bytes. */
  readonly length: number;
  /** `cut` for a record that is still being written, `damaged` for bytes with a wrong checksum. */
  readonly kind: "cut" | "damaged";
}

/** Records that follow one another, or bytes without a whole record. */
export type EventBatch =
  | { readonly records: readonly EventRecord[]; readonly damage?: undefined }
  | { readonly damage: EventDamage; readonly records?: undefined };

/**
 * Reads a file to its end. Damaged bytes are passed over: the next record begins where the
 * checksum of a length matches again.
 */
export async function* readRecords(file: InputFile): AsyncGenerator<EventBatch> {
  let offset = 0;
  let wanted = CHUNK;
  while (offset < file.size) {
    const chunk = await file.read(offset, Math.min(file.size, offset + wanted));
    const isLast = offset + chunk.length >= file.size || chunk.length < wanted;
    const found = scan(chunk, offset);
    if (found.records.length > 0) yield { records: found.records };
    offset += found.length;
    wanted = CHUNK;
    const left = chunk.length - found.length;
    switch (found.stop) {
      case "wrong data":
        yield { damage: { offset, length: found.needs, kind: "damaged" } };
        offset += found.needs;
        break;
      case "wrong length": {
        const length = await findHeader(file, offset + 1) - offset;
        yield { damage: { offset, length, kind: "damaged" } };
        offset += length;
        break;
      }
      case "more":
        if (isLast) {
          if (left > 0) yield { damage: { offset, length: left, kind: "cut" } };
          return;
        }
        wanted = Math.max(CHUNK, found.needs);
    }
  }
}

interface Scan {
  readonly records: readonly EventRecord[];
  /** Bytes of the whole records. */
  readonly length: number;
  /** Why the scan ended. */
  readonly stop: "more" | "wrong length" | "wrong data";
  /** Bytes of the next record with its frame, as far as known. */
  readonly needs: number;
}

function scan(chunk: Uint8Array<ArrayBuffer>, start: number): Scan {
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  const records: EventRecord[] = [];
  let at = 0;
  const ended = (stop: Scan["stop"], needs: number): Scan => ({ records, length: at, stop, needs });
  while (at + HEADER <= chunk.length) {
    const size = lengthAt(view, at);
    if (size === undefined || !isHeader(chunk, view, at)) return ended("wrong length", HEADER);
    const end = at + HEADER + size;
    const needs = HEADER + size + FOOTER;
    if (end + FOOTER > chunk.length) return ended("more", needs);
    const data = chunk.subarray(at + HEADER, end);
    if (maskedChecksum(data) !== view.getUint32(end, true)) return ended("wrong data", needs);
    records.push({ data, offset: start + at + HEADER });
    at = end + FOOTER;
  }
  return ended("more", HEADER);
}

/** Returns the length that a header states; undefined if no record is that long. */
function lengthAt(view: DataView, at: number): number | undefined {
  return view.getUint32(at + 4, true) === 0 ? view.getUint32(at, true) : undefined;
}

function isHeader(bytes: Uint8Array, view: DataView, at: number): boolean {
  return maskedChecksum(bytes, at, at + 8) === view.getUint32(at + 8, true);
}

/** Returns the position of the next header, or the end of the file. */
async function findHeader(file: InputFile, from: number): Promise<number> {
  for (let offset = from; offset < file.size;) {
    const chunk = await file.read(offset, Math.min(file.size, offset + CHUNK));
    const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    for (let at = 0; at + HEADER <= chunk.length; at++) {
      if (lengthAt(view, at) !== undefined && isHeader(chunk, view, at)) return offset + at;
    }
    if (offset + chunk.length >= file.size || chunk.length < HEADER) break;
    offset += chunk.length - HEADER + 1;
  }
  return file.size;
}
