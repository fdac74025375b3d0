import { assert, assertEquals } from "@std/assert";
import { inflateSync } from "node:zlib";
import { encodePng } from "../../src/artifacts/png.ts";
import fc from "../support/fast_check.ts";

/** The numbers of an image, read by the format's own rules: a filter before each row, high byte first. */
async function numbersOf(
  png: Blob,
  { row, channels, bits }: { row: number; channels: number; bits: 8 | 16 },
): Promise<number[]> {
  const bytes = new Uint8Array(await png.arrayBuffer());
  const view = new DataView(bytes.buffer);
  // IHDR takes 25 bytes after the signature of 8, and IDAT comes next.
  const packed = bytes.subarray(41, 41 + view.getUint32(33));
  const data = new Uint8Array(inflateSync(packed));
  const width = row * bits / 8;
  const numbers: number[] = [];
  const above = new Uint8Array(width);
  const step = bits / 8;
  for (let start = 0; start < data.length; start += 1 + width) {
    const line = data.slice(start + 1, start + 1 + width);
    const filter = data[start] ?? NaN;
    assert([0, 1, 2].includes(filter), `filter ${filter}`);
    for (let at = 0; at < width && filter > 0; at++) {
      const near = filter === 2 ? above[at] : line[at - channels * step];
      line[at] = (line[at] ?? NaN) + (near ?? 0);
    }
    above.set(line);
    for (let at = 0; at < width; at += step) {
      numbers.push(bits === 8 ? line[at] ?? NaN : (line[at] ?? NaN) << 8 | (line[at + 1] ?? NaN));
    }
  }
  return numbers;
}

Deno.test("encodePng() writes every number of 8 and of 16 bits as it is, high byte first", async () => {
  const size = fc.integer({ min: 1, max: 6 });
  const channels = fc.constantFrom(1, 2, 3, 4);
  const bits = fc.constantFrom(8, 16);
  await fc.assert(
    fc.asyncProperty(
      size,
      size,
      channels,
      bits,
      fc.nat(),
      async (width, height, channels, bits, seed) => {
        const numbers = Array.from(
          { length: width * height * channels },
          (_, index) => (seed + index * 40_503) % 2 ** bits,
        );
        const at = (index: number): number => numbers[index] ?? NaN;
        const png = await encodePng({ width, height, channels, bits, at });
        assertEquals(await numbersOf(png, { row: width * channels, channels, bits }), numbers);
      },
    ),
  );
});
