import { assert } from "@std/assert";
import { COLORS, styleOf } from "../../src/plot/palette.ts";

type Triple = readonly [number, number, number];

/** How people without one kind of cones see linear RGB: Machado, Oliveira and Fernandes (2009), severity 1. */
const VISIONS: Readonly<Record<string, readonly Triple[]>> = {
  full: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

Deno.test("colors of series have a contrast of 3 to 1 or more to white and to the dark ground", () => {
  for (const color of COLORS) {
    for (const ground of ["#ffffff", "#181818"]) {
      const ratio = contrast(color, ground);
      assert(ratio >= 3, `${color} on ${ground}: ${ratio}`);
    }
  }
});

Deno.test("colors of series differ with any color vision", () => {
  for (const [vision, matrix] of Object.entries(VISIONS)) {
    for (const [index, one] of COLORS.entries()) {
      for (const other of COLORS.slice(index + 1)) {
        const distance = Math.hypot(...subtract(seen(one, matrix), seen(other, matrix)));
        // Five times what is just noticeable.
        assert(distance > 0.1, `${one} and ${other} with ${vision}: ${distance}`);
      }
    }
  }
});

Deno.test("24 series differ in color or dashes", () => {
  const styles = Array.from({ length: 24 }, (_, index) => JSON.stringify(styleOf(index)));
  assert(new Set(styles).size === 24);
});

function linear(color: string): Triple {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const value = parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return [red ?? 0, green ?? 0, blue ?? 0];
}

function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [one, other]
    .map((color) => dot([0.2126, 0.7152, 0.0722], linear(color)))
    .sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/** A color in Oklab, where distances are what people perceive, as a vision sees it. */
function seen(color: string, vision: readonly Triple[]): Triple {
  const rgb = multiply(vision, linear(color)).map((value) => Math.min(1, Math.max(0, value)));
  const lms = multiply([
    [0.4122214708, 0.5363325363, 0.0514459929],
    [0.2119034982, 0.6806995451, 0.1073969566],
    [0.0883024619, 0.2817188376, 0.6299787005],
  ], triple(rgb)).map(Math.cbrt);
  return multiply([
    [0.2104542553, 0.793617785, -0.0040720468],
    [1.9779984951, -2.428592205, 0.4505937099],
    [0.0259040371, 0.7827717662, -0.808675766],
  ], triple(lms));
}

function multiply(matrix: readonly Triple[], vector: Triple): Triple {
  return triple(matrix.map((row) => dot(row, vector)));
}

function dot(a: Triple, b: Triple): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function subtract(a: Triple, b: Triple): Triple {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

function triple([a = 0, b = 0, c = 0]: readonly number[]): Triple {
  return [a, b, c];
}
