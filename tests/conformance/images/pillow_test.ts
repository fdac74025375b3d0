import { assertEquals } from "@std/assert";
import { encodeImage } from "../../../src/artifacts/image.ts";
import type { PixelArray, Pixels } from "../../../src/artifacts/pixels.ts";
import fc from "../../support/fast_check.ts";
import { pythonTool, runPython } from "../../support/python.ts";

interface Read {
  readonly size: readonly [number, number];
  readonly mode: string;
  readonly bytes: string;
}

/** Pillow's names of colors by the numbers of a pixel. */
const MODES = ["", "L", "LA", "RGB", "RGBA"];

/** Rows of noise, of one color and of slopes, so that each filter is the best of some. */
function dataOf(texture: string, length: number, rowLength: number): number[] {
  return Array.from({ length }, (_, index) => {
    switch (texture) {
      case "noise":
        return (Math.imul(index + 1, 2654435761) >>> 13) & 0xff;
      case "plain":
        return 200;
      default:
        return texture === "across"
          ? index % rowLength & 0xff
          : Math.floor(index / rowLength) & 0xff;
    }
  });
}

const IMAGE = fc.record({
  width: fc.integer({ min: 1, max: 70 }),
  height: fc.integer({ min: 1, max: 40 }),
  channels: fc.integer({ min: 1, max: 4 }),
  texture: fc.constantFrom("noise", "plain", "across", "down"),
  form: fc.constantFrom(
    "Uint8Array",
    "Uint8ClampedArray",
    "Int32Array",
    "Float32Array",
    "Float64Array",
  ),
});

const FORMS: Readonly<Record<string, (bytes: readonly number[]) => PixelArray>> = {
  Uint8Array: (bytes) => Uint8Array.from(bytes),
  Uint8ClampedArray: (bytes) => Uint8ClampedArray.from(bytes),
  Int32Array: (bytes) => Int32Array.from(bytes),
  Float32Array: (bytes) => Float32Array.from(bytes, (byte) => byte / 255),
  Float64Array: (bytes) => Float64Array.from(bytes, (byte) => byte / 255),
};

async function readByPillow(images: readonly Pixels[]): Promise<readonly Read[]> {
  const python = await pythonTool("images", new URL("requirements.txt", import.meta.url));
  const encoded: string[] = [];
  for (const image of images) {
    const blob = await encodeImage(image, {});
    assertEquals(blob.type, "image/png");
    encoded.push((await blob.bytes()).toBase64());
  }
  return await runPython<readonly Read[]>(
    python,
    new URL("pillow_reads.py", import.meta.url),
    encoded,
  );
}

Deno.test("Pillow reads the pixels that were logged: grey, RGB and RGBA, from bytes and fractions", async () => {
  const images = fc.sample(IMAGE, 150).map(({ width, height, channels, texture, form }) => {
    const bytes = dataOf(texture, width * height * channels, width * channels);
    const data = FORMS[form]?.(bytes) ?? new Uint8Array();
    const pixels: Pixels = { width, height, data };
    return { pixels, bytes, mode: MODES[channels] };
  });
  const read = await readByPillow(images.map(({ pixels }) => pixels));
  assertEquals(read.length, images.length);
  for (const [index, { size, mode, bytes }] of read.entries()) {
    const expected = images[index];
    assertEquals<unknown>(size, [expected?.pixels.width, expected?.pixels.height]);
    assertEquals(mode, expected?.mode);
    assertEquals(Array.from(Uint8Array.fromBase64(bytes)), expected?.bytes);
  }
});

Deno.test("Pillow reads all 16 bits of a depth map, and an image that is compressed in batches", async () => {
  const depth = Uint16Array.from({ length: 300 * 5 }, (_, index) => index * 43);
  const large = Uint8Array.from({ length: 700 * 600 * 3 }, (_, index) => index % 251);
  const [first, second] = await readByPillow([
    { data: depth, width: 300, height: 5 },
    { data: large, width: 700, height: 600 },
  ]);
  assertEquals(first?.mode, "I;16");
  const samples = Uint8Array.fromBase64(first?.bytes ?? "");
  assertEquals(new Uint16Array(samples.buffer), depth);
  assertEquals(Uint8Array.fromBase64(second?.bytes ?? ""), large);
});
