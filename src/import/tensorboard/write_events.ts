/**
 * Encodes events of TensorBoard and frames them as records of an event file.
 *
 * @module
 */
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { maskedChecksum } from "./checksum.ts";

/** Time and step of an event. */
export interface EventPlace {
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Whole number. */
  readonly step: number;
}

type Bytes = Uint8Array<ArrayBuffer>;

/** Encodes the first event of a file, which states the format's version. */
export function versionEvent(time: number): Bytes {
  return finish(event({ time, step: 0 }).tag(3, WireType.LengthDelimited).string("brain.Event:2"));
}

/** Encodes a scalar. TensorBoard keeps scalars as 32-bit floats. */
export function scalarEvent(tag: string, value: number, place: EventPlace): Bytes {
  return summaryEvent(place, (writer) => {
    writer.tag(1, WireType.LengthDelimited).string(tag);
    writer.tag(2, WireType.Bit32).float(toFloat(value));
  });
}

/** The writer rejects numbers that a float holds as infinity only. */
function toFloat(value: number): number {
  return Math.fround(value);
}

/** Encodes a PNG of a known size. */
export function imageEvent(
  tag: string,
  png: Bytes,
  { width, height, ...place }: EventPlace & { readonly width: number; readonly height: number },
): Bytes {
  return summaryEvent(place, (writer) => {
    writer.tag(1, WireType.LengthDelimited).string(tag);
    writer.tag(4, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.Varint).int32(height).tag(2, WireType.Varint).int32(width);
    // Colors with an alpha channel.
    writer.tag(3, WireType.Varint).int32(4);
    writer.tag(4, WireType.LengthDelimited).bytes(png).join();
  });
}

/** Encodes the start of a session of the hparams plugin, with its hyperparameters. */
export function sessionStartEvent(
  parameters: Readonly<Record<string, string | number>>,
  place: EventPlace,
): Bytes {
  return hparamsEvent("_hparams_/session_start_info", place, (writer) => {
    writer.tag(3, WireType.LengthDelimited).fork();
    for (const [name, value] of Object.entries(parameters)) {
      writer.tag(1, WireType.LengthDelimited).fork();
      writer.tag(1, WireType.LengthDelimited).string(name);
      writer.tag(2, WireType.LengthDelimited).fork();
      if (typeof value === "number") writer.tag(2, WireType.Bit64).double(value);
      else writer.tag(3, WireType.LengthDelimited).string(value);
      writer.join().join();
    }
    writer.tag(5, WireType.Bit64).double(place.time / 1000);
    writer.join();
  });
}

/** Encodes the end of a session of the hparams plugin: 1 success, 2 failure, 3 running. */
export function sessionEndEvent(status: 1 | 2 | 3, place: EventPlace): Bytes {
  return hparamsEvent("_hparams_/session_end_info", place, (writer) => {
    writer.tag(4, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.Varint).int32(status);
    writer.tag(2, WireType.Bit64).double(place.time / 1000);
    writer.join();
  });
}

/** Frames an event as a record: length and bytes, with their checksums. */
export function frameRecord(data: Bytes): Bytes {
  const record = new Uint8Array(data.length + 16);
  const view = new DataView(record.buffer);
  view.setUint32(0, data.length, true);
  view.setUint32(8, maskedChecksum(record, 0, 8), true);
  record.set(data, 12);
  view.setUint32(12 + data.length, maskedChecksum(data), true);
  return record;
}

function hparamsEvent(
  tag: string,
  place: EventPlace,
  write: (writer: BinaryWriter) => void,
): Bytes {
  const content = new BinaryWriter();
  write(content);
  return summaryEvent(place, (writer) => {
    writer.tag(1, WireType.LengthDelimited).string(tag);
    writer.tag(9, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.LengthDelimited).string("hparams");
    writer.tag(2, WireType.LengthDelimited).bytes(content.finish());
    writer.join().join();
    // The plugin ignores summaries without a value: an empty tensor of floats is one.
    writer.tag(8, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.Varint).int32(1);
    writer.tag(2, WireType.LengthDelimited).fork().tag(2, WireType.LengthDelimited).fork();
    writer.join().join().join();
  });
}

function summaryEvent(place: EventPlace, write: (writer: BinaryWriter) => void): Bytes {
  const writer = event(place);
  writer.tag(5, WireType.LengthDelimited).fork().tag(1, WireType.LengthDelimited).fork();
  write(writer);
  return finish(writer.join().join());
}

function event({ time, step }: EventPlace): BinaryWriter {
  const writer = new BinaryWriter().tag(1, WireType.Bit64).double(time / 1000);
  return step === 0 ? writer : writer.tag(2, WireType.Varint).int64(step);
}

function finish(writer: BinaryWriter): Bytes {
  // A writer makes an array of its own.
  return writer.finish() as Bytes;
}
