/**
 * Encodes pixels as PNG. The runtime compresses (`CompressionStream`), so no encoder in JavaScript is
 * loaded, and the checksum is that of the AWS SDK's parts. Unlike a canvas, it keeps the colors of
 * pixels that are not opaque.
 *
 * @module
 */
import type { Samples } from "./pixels.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** Color types of PNG by the numbers of a pixel. */
const COLOR_TYPES = { 1: 0, 2: 4, 3: 2, 4: 6 } as const;

/** Number of bytes that are handed to the compressor at a time, at least. */
const BATCH = 256 * 1024;

/** Encodes pixels as PNG, without loss. */
export async function encodePng(samples: Samples): Promise<Blob> {
  const { width, height, channels, bits } = samples;
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  header.setUint8(8, bits);
  header.setUint8(9, COLOR_TYPES[channels]);
  // Of compression, filters and interlacing, PNG's own are 0.
  const compressed = filteredRows(samples).pipeThrough(new CompressionStream("deflate"));
  const chunks = [
    await chunkOf("IHDR", new Uint8Array(header.buffer)),
    await chunkOf("IDAT", new Uint8Array(await new Response(compressed).arrayBuffer())),
    await chunkOf("IEND", new Uint8Array()),
  ];
  return new Blob([SIGNATURE, ...chunks], { type: "image/png" });
}

/** Length, type, content and CRC-32 of type and content. */
async function chunkOf(type: string, content: Bytes): Promise<Bytes> {
  const { Crc32 } = await import("@smithy/core/checksum");
  const chunk = new Uint8Array(12 + content.length);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, content.length);
  chunk.set(new TextEncoder().encode(type), 4);
  chunk.set(content, 8);
  const sum = new Crc32();
  sum.update(chunk.subarray(4, 8 + content.length));
  chunk.set(await sum.digest(), 8 + content.length);
  return chunk;
}

/** The rows, each after the number of its filter, in batches. */
function filteredRows(samples: Samples): ReadableStream<Bytes> {
  const { width, height, channels, bits } = samples;
  const pixelBytes = channels * bits / 8;
  const rowBytes = width * pixelBytes;
  const rowsAtOnce = Math.max(1, Math.floor(BATCH / rowBytes));
  let above: Bytes = new Uint8Array(rowBytes);
  let row = 0;
  return new ReadableStream({
    pull(controller) {
      const count = Math.min(rowsAtOnce, height - row);
      const batch = new Uint8Array(count * (1 + rowBytes));
      for (let index = 0; index < count; index++) {
        const bytes = rowOf(samples, row++, rowBytes);
        batch.set(filtered(bytes, above, pixelBytes), index * (1 + rowBytes));
        above = bytes;
      }
      controller.enqueue(batch);
      if (row === height) controller.close();
    },
  }, { highWaterMark: 0 });
}

function rowOf({ width, channels, bits, at }: Samples, row: number, rowBytes: number): Bytes {
  const bytes = new Uint8Array(rowBytes);
  const start = row * width * channels;
  for (let index = 0; index < width * channels; index++) {
    const value = at(start + index);
    if (bits === 8) {
      bytes[index] = value;
    } else {
      bytes[2 * index] = value >> 8;
      bytes[2 * index + 1] = value;
    }
  }
  return bytes;
}

/**
 * Returns a row after one of PNG's filters: none, the difference from the pixel to the left, or that
 * from the row above. The one with the smallest sum of differences compresses best, as a rule.
 */
function filtered(row: Bytes, above: Bytes, pixelBytes: number): Bytes {
  let best = new Uint8Array();
  let least = Infinity;
  for (const filter of [0, 1, 2]) {
    const result = new Uint8Array(1 + row.length);
    result[0] = filter;
    let sum = 0;
    for (let index = 0; index < row.length; index++) {
      const left = index < pixelBytes ? 0 : row[index - pixelBytes] ?? 0;
      const near = filter === 0 ? 0 : filter === 1 ? left : above[index] ?? 0;
      const difference = ((row[index] ?? 0) - near) & 0xff;
      result[1 + index] = difference;
      sum += difference < 128 ? difference : 256 - difference;
    }
    if (sum < least) [best, least] = [result, sum];
  }
  return best;
}
