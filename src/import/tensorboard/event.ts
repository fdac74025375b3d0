/**
 * Decodes events of TensorBoard: the messages Event, Summary, HistogramProto and SummaryMetadata of
 * its protocol buffers.
 *
 * @module
 */
import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { readTensor, type Tensor } from "./tensor.ts";

/** A value of a summary. */
export interface SummaryValue {
  /** Name of the series. */
  readonly tag: string;
  /** Name of the plugin that shows the value; only the first event of a tag may have it. */
  readonly plugin: string | undefined;
  /** Content that the plugin defines. */
  readonly content: Uint8Array<ArrayBuffer> | undefined;
  /** Value of a scalar in the older form: a 32-bit float. */
  readonly simpleValue: number | undefined;
  /** Bytes of a PNG or WAV in the older form. */
  readonly media: Uint8Array<ArrayBuffer> | undefined;
  /** Histogram in the older form. */
  readonly histogram: Histogram | undefined;
  /** Value in the newer form. */
  readonly tensor: Tensor | undefined;
  /** Kind of media in the older form. */
  readonly mediaKind: "image" | "audio" | undefined;
}

/** A histogram in the older form. */
export interface Histogram {
  readonly min: number;
  readonly max: number;
  readonly count: number;
  readonly sum: number;
  readonly sumOfSquares: number;
  /** Upper limits of the buckets. */
  readonly limits: readonly number[];
  /** Counts of the buckets. */
  readonly counts: readonly number[];
}

/** An event. */
export interface TensorBoardEvent {
  /** Seconds since 1970. */
  readonly wallTime: number;
  /** Step, which may be negative. */
  readonly step: number;
  /** Values of the event; empty for events of other kinds. */
  readonly values: readonly SummaryValue[];
}

/**
 * Decodes an event.
 *
 * @throws {Error} If the bytes are no event
 */
export function readEvent(data: Uint8Array<ArrayBuffer>): TensorBoardEvent {
  const reader = new BinaryReader(data);
  let wallTime = 0;
  let step = 0;
  const values: SummaryValue[] = [];
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    if (field === 1 && wire === WireType.Bit64) wallTime = reader.double();
    else if (field === 2 && wire === WireType.Varint) step = Number(reader.int64());
    else if (field === 5 && wire === WireType.LengthDelimited) {
      readSummary(reader, endOf(reader, reader.len), values);
    } else reader.skip(wire, field);
  }
  return { wallTime, step, values };
}

/**
 * Returns the end of a message within another one. A reader for each of them would take a third of the
 * time to read a scalar.
 */
function endOf(reader: BinaryReader, limit: number): number {
  const end = reader.uint32() + reader.pos;
  if (end > limit) throw new Error("a message is longer than the one that it is in");
  return end;
}

/** Reads the bytes of a field, which share the memory of the message. */
export function bytesOf(reader: BinaryReader): Uint8Array<ArrayBuffer> {
  // The reader's bytes are a part of those it was made from.
  return reader.bytes() as Uint8Array<ArrayBuffer>;
}

function readSummary(reader: BinaryReader, end: number, values: SummaryValue[]): void {
  while (reader.pos < end) {
    const [field, wire] = reader.tag();
    if (field === 1 && wire === WireType.LengthDelimited) {
      values.push(readValue(reader, endOf(reader, end)));
    } else reader.skip(wire, field);
  }
}

function readValue(reader: BinaryReader, end: number): SummaryValue {
  const value: { -readonly [Key in keyof SummaryValue]: SummaryValue[Key] } = {
    tag: "",
    plugin: undefined,
    content: undefined,
    simpleValue: undefined,
    media: undefined,
    mediaKind: undefined,
    histogram: undefined,
    tensor: undefined,
  };
  while (reader.pos < end) {
    const [field, wire] = reader.tag();
    if (field === 2 && wire === WireType.Bit32) value.simpleValue = reader.float();
    else if (wire !== WireType.LengthDelimited) reader.skip(wire, field);
    else if (field === 1) value.tag = reader.string();
    else readPart(field, bytesOf(reader), value);
  }
  return value;
}

function readPart(
  field: number,
  bytes: Uint8Array<ArrayBuffer>,
  value: { -readonly [Key in keyof SummaryValue]: SummaryValue[Key] },
): void {
  if (field === 4) [value.media, value.mediaKind] = [partOf(bytes, 4), "image"];
  else if (field === 5) value.histogram = readHistogram(bytes);
  else if (field === 6) [value.media, value.mediaKind] = [partOf(bytes, 5), "audio"];
  else if (field === 8) value.tensor = readTensor(bytes);
  else if (field === 9) Object.assign(value, readMetadata(bytes));
}

const text = new TextDecoder();

/** Returns the last occurrence of a field of bytes. */
function partOf(
  data: Uint8Array<ArrayBuffer>,
  wanted: number,
): Uint8Array<ArrayBuffer> | undefined {
  const reader = new BinaryReader(data);
  let part: Uint8Array<ArrayBuffer> | undefined;
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    if (field === wanted && wire === WireType.LengthDelimited) part = bytesOf(reader);
    else reader.skip(wire, field);
  }
  return part;
}

function readMetadata(
  data: Uint8Array<ArrayBuffer>,
): Partial<Pick<SummaryValue, "plugin" | "content">> {
  const plugin = partOf(data, 1);
  if (!plugin) return {};
  const name = partOf(plugin, 1);
  return { plugin: name && text.decode(name), content: partOf(plugin, 2) };
}

function readHistogram(data: Uint8Array<ArrayBuffer>): Histogram {
  const reader = new BinaryReader(data);
  const numbers = [0, 0, 0, 0, 0];
  const lists: [number[], number[]] = [[], []];
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    if (field <= 5 && wire === WireType.Bit64) numbers[field - 1] = reader.double();
    else if (field === 6 || field === 7) lists[field - 6]?.push(...readDoubles(reader, wire));
    else reader.skip(wire, field);
  }
  const [min = 0, max = 0, count = 0, sum = 0, sumOfSquares = 0] = numbers;
  return { min, max, count, sum, sumOfSquares, limits: lists[0], counts: lists[1] };
}

/** Reads a repeated field of doubles, packed or not. */
export function readDoubles(reader: BinaryReader, wire: WireType): readonly number[] {
  if (wire === WireType.Bit64) return [reader.double()];
  if (wire !== WireType.LengthDelimited) throw new Error("a list of numbers has another type");
  const end = reader.uint32() + reader.pos;
  const values: number[] = [];
  while (reader.pos < end) values.push(reader.double());
  return values;
}
