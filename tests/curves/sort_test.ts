import { assertEquals } from "@std/assert";
import fc from "../support/fast_check.ts";
import { orderDescending, sortDoubles } from "../../src/curves/sort.ts";

/** Columns of finite doubles: any bits, ties, and runs that are sorted already. */
function columns(): fc.Arbitrary<number[]> {
  const any = fc.double({ noNaN: true, noDefaultInfinity: true });
  const tied = fc.constantFrom(0, -0, 1, -1, 5e-324, -5e-324, 1e300, -1e300, 1 + Number.EPSILON);
  // Neighbors, of both signs, that differ in their lowest bits only.
  const close = fc.tuple(fc.constantFrom(1, -1), fc.nat(300))
    .map(([sign, step]) => sign * (1 + step * Number.EPSILON));
  return fc.oneof(...[any, tied, close].map((value) => fc.array(value, { maxLength: 200 })))
    .chain((column) =>
      fc.constantFrom(
        column,
        [...column].sort((a, b) => a - b),
        [...column].sort((a, b) => b - a),
      )
    );
}

Deno.test("sortDoubles() sorts as a comparator does, in place", () => {
  fc.assert(fc.property(columns(), (column) => {
    const values = Float64Array.from(column, (value) => value + 0);
    sortDoubles(values);
    assertEquals([...values], column.map((value) => value + 0).sort((a, b) => a - b));
  }));
});

Deno.test("sortDoubles() sorts a part of a buffer and leaves the rest alone", () => {
  const values = Float64Array.of(9, 3, -2, 1, -7);
  sortDoubles(values.subarray(1, 4));
  assertEquals(values, Float64Array.of(9, -2, 1, 3, -7));
});

Deno.test("orderDescending() orders as a stable comparator does", () => {
  fc.assert(fc.property(columns(), (column) => {
    const expected = [...column.keys()].sort((a, b) => (column[b] ?? 0) - (column[a] ?? 0));
    assertEquals([...orderDescending(Float64Array.from(column))], expected);
  }));
});
