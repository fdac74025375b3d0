import { assertEquals, assertThrows } from "@std/assert";
import { type PixelArray, type Pixels, readPixels, toRgba } from "../../src/artifacts/pixels.ts";
import { ArgumentError } from "../../src/errors.ts";

/** One row of grey pixels. */
function row(data: PixelArray): Pixels {
  return { data, width: data.length, height: 1 };
}

Deno.test("readPixels() refuses pixels that do not fit their size, by what is wrong", () => {
  const data = new Uint8Array(12);
  const cases: readonly (readonly [string, Pixels])[] = [
    ["image.width", { data, width: 0, height: 2 }],
    ["image.width", { data, width: 1.5, height: 2 }],
    ["image.height", { data, width: 2, height: NaN }],
    ["image.height", { data, width: 2, height: "2" as unknown as number }],
    ["image.data", { data, width: 5, height: 1 }],
    ["image.data", { data, width: 1, height: 1 }],
    ["image.data", { data: [1, 2] as unknown as Uint8Array, width: 2, height: 1 }],
    ["image.data", { data: new BigInt64Array(2) as unknown as Uint8Array, width: 2, height: 1 }],
    ["image.data", {
      data: new DataView(data.buffer) as unknown as Uint8Array,
      width: 2,
      height: 1,
    }],
  ];
  for (const [argument, pixels] of cases) {
    const error = assertThrows(() => readPixels(pixels), ArgumentError);
    assertEquals(error.argument, argument);
  }
});

Deno.test("readPixels() takes fractions within what rounding takes away, and refuses others by place", () => {
  const { at } = readPixels(row(Float32Array.of(-1e-7, 0, 0.5, 1, 1.0000001)));
  assertEquals([0, 1, 2, 3, 4].map(at), [0, 0, 128, 255, 255]);
  for (const wrong of [NaN, 255, -0.1, Infinity]) {
    const error = assertThrows(() => readPixels(row(Float64Array.of(0, wrong))), ArgumentError);
    assertEquals([error.argument, error.value], ["image.data[1]", wrong]);
  }
  const whole = assertThrows(() => readPixels(row(Int32Array.of(0, 0, 256))), ArgumentError);
  assertEquals(whole.argument, "image.data[2]");
});

Deno.test("toRgba() gives grey and opaque pixels the colors and the alpha that canvases need", () => {
  const rgba = (pixels: Pixels): number[] => Array.from(toRgba(readPixels(pixels)));
  assertEquals(rgba(row(Uint8Array.of(7))), [7, 7, 7, 255]);
  assertEquals(rgba({ data: Uint8Array.of(7, 8), width: 1, height: 1 }), [7, 7, 7, 8]);
  assertEquals(rgba({ data: Uint8Array.of(1, 2, 3), width: 1, height: 1 }), [1, 2, 3, 255]);
  assertEquals(rgba({ data: Uint16Array.of(256, 512, 768, 65535), width: 1, height: 1 }), [
    1,
    2,
    3,
    255,
  ]);
});
