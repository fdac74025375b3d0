import fc from "../support/fast_check.ts";

/** Numbers that charts meet, those at the ends of what doubles hold among them. */
export function anyNumber(): fc.Arbitrary<number> {
  const ends = [NaN, Infinity, -Infinity, 0, -0, 5e-324, 1e-323, 1.7e308, -1.7e308, 8e307, -8e307];
  return fc.oneof(fc.double(), fc.integer({ min: -5, max: 5 }), fc.constantFrom(...ends));
}
