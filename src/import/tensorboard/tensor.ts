/**
 * Decodes tensors of TensorBoard (TensorProto), as far as summaries contain them: numbers and strings.
 *
 * @module
 */
import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { shortestFloat } from "../float32.ts";

/** A tensor of numbers or of strings. */
export interface Tensor {
  /** Lengths of the dimensions; empty for a single value. */
  readonly shape: readonly number[];
  /** Numbers in row-major order; 32-bit floats as their shortest decimal. */
  readonly numbers: readonly number[];
  /** Strings in row-major order, as their bytes. */
  readonly strings: readonly Uint8Array<ArrayBuffer>[];
}

type Bytes = Uint8Array<ArrayBuffer>;

/** Size and reader of the elements of a data type. */
interface ElementType {
  readonly size: number;
  readonly get: (view: DataView, at: number) => number;
}

/** Number of a data type in TensorFlow's types.proto. */
const TYPES: Readonly<Record<number, ElementType>> = {
  1: { size: 4, get: (view, at) => shortestFloat(view.getFloat32(at, true)) },
  2: { size: 8, get: (view, at) => view.getFloat64(at, true) },
  3: { size: 4, get: (view, at) => view.getInt32(at, true) },
  4: { size: 1, get: (view, at) => view.getUint8(at) },
  5: { size: 2, get: (view, at) => view.getInt16(at, true) },
  6: { size: 1, get: (view, at) => view.getInt8(at) },
  9: { size: 8, get: (view, at) => Number(view.getBigInt64(at, true)) },
  10: { size: 1, get: (view, at) => view.getUint8(at) },
  14: { size: 2, get: (view, at) => brainFloat(view.getUint16(at, true)) },
  17: { size: 2, get: (view, at) => view.getUint16(at, true) },
  19: { size: 2, get: (view, at) => halfFloat(view.getUint16(at, true)) },
  22: { size: 4, get: (view, at) => view.getUint32(at, true) },
  23: { size: 8, get: (view, at) => Number(view.getBigUint64(at, true)) },
};

const BRAIN_FLOAT = 14;

/**
 * Decodes a tensor.
 *
 * @throws {Error} If the bytes are no tensor
 */
export function readTensor(data: Bytes): Tensor {
  const reader = new BinaryReader(data);
  let type = 0;
  let shape: readonly number[] = [];
  let content: Bytes | undefined;
  const numbers: number[] = [];
  const strings: Bytes[] = [];
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    if (field === 1 && wire === WireType.Varint) type = reader.uint32();
    else if (field === 2 && wire === WireType.LengthDelimited) shape = readShape(reader.bytes());
    // The reader's bytes are a part of those it was made from.
    else if (field === 4 && wire === WireType.LengthDelimited) content = reader.bytes() as Bytes;
    else if (field === 8 && wire === WireType.LengthDelimited) {
      strings.push(reader.bytes() as Bytes);
    } else {
      const element = elementReader(field, reader, () => type);
      if (element) readList(reader, wire, element, numbers);
      else reader.skip(wire, field);
    }
  }
  const own = content && content.length > 0 ? contentOf(content, type) : numbers;
  return { shape, numbers: filled(own, shape), strings };
}

function readShape(data: Uint8Array): readonly number[] {
  const reader = new BinaryReader(data);
  const shape: number[] = [];
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    if (field !== 2 || wire !== WireType.LengthDelimited) {
      reader.skip(wire, field);
      continue;
    }
    const dimension = new BinaryReader(reader.bytes());
    let size = 0;
    while (dimension.pos < dimension.len) {
      const [number, type] = dimension.tag();
      if (number === 1 && type === WireType.Varint) size = Number(dimension.int64());
      else dimension.skip(type, number);
    }
    shape.push(size);
  }
  return shape;
}

function contentOf(content: Bytes, type: number): readonly number[] {
  const element = TYPES[type];
  if (!element) return [];
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const { size, get } = element;
  return Array.from({ length: Math.floor(content.length / size) }, (_, i) => get(view, i * size));
}

/** Returns a reader of the elements of a typed field; undefined for other fields. */
function elementReader(
  field: number,
  reader: BinaryReader,
  type: () => number,
): { readonly wire: WireType; readonly next: () => number } | undefined {
  const varint = (next: () => number) => ({ wire: WireType.Varint, next });
  switch (field) {
    case 5:
      return { wire: WireType.Bit32, next: () => shortestFloat(reader.float()) };
    case 6:
      return { wire: WireType.Bit64, next: () => reader.double() };
    case 7:
      return varint(() => reader.int32());
    case 10:
      return varint(() => Number(reader.int64()));
    case 11:
      return varint(() => Number(reader.bool()));
    case 13:
      return varint(() => {
        const bits = reader.int32();
        return type() === BRAIN_FLOAT ? brainFloat(bits) : halfFloat(bits);
      });
    case 16:
      return varint(() => reader.uint32());
    case 17:
      return varint(() => Number(reader.uint64()));
    default:
      return undefined;
  }
}

/** Reads a repeated field, packed or not. */
function readList(
  reader: BinaryReader,
  wire: WireType,
  element: { readonly wire: WireType; readonly next: () => number },
  into: number[],
): void {
  if (wire === element.wire) {
    into.push(element.next());
    return;
  }
  if (wire !== WireType.LengthDelimited) throw new Error("a list of numbers has another type");
  const end = reader.uint32() + reader.pos;
  while (reader.pos < end) into.push(element.next());
}

/** A tensor of equal elements may contain the first only. */
function filled(numbers: readonly number[], shape: readonly number[]): readonly number[] {
  const size = shape.reduce((product, length) => product * length, 1);
  const [first] = numbers;
  const mayRepeat = numbers.length === 1 && size > 1 && size <= LARGEST_FILLED;
  return mayRepeat && first !== undefined ? Array<number>(size).fill(first) : numbers;
}

/** Most elements that a tensor of equal elements is extended to. */
const LARGEST_FILLED = 1_000_000;

function brainFloat(bits: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, bits << 16);
  return view.getFloat32(0);
}

function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = bits >> 10 & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
