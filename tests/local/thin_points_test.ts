import { assert, assertEquals } from "@std/assert";
import { thinPoints } from "../../src/local/thin_points.ts";
import fc from "../support/fast_check.ts";
import { decimate } from "../../src/plot/decimate.ts";

const EVERYWHERE = { from: -Infinity, to: Infinity };

Deno.test("thinPoints() pauses within a million points in any order, and keeps what decimate() keeps", () => {
  const count = 1_000_000;
  const values = Float64Array.from(
    { length: count },
    (_, index) => index % 997 < 300 ? NaN : Math.sin(index) * (index % 4_001),
  );
  const orders = {
    forwards: (index: number) => index,
    backwards: (index: number) => count - index,
    // A step of the golden ratio meets each place once, in no order.
    shuffled: (index: number) => (index * 618_033) % count,
  };
  for (const [name, place] of Object.entries(orders)) {
    const x = Float64Array.from({ length: count }, (_, index) => place(index));
    const thinning = thinPoints({ x, values }, 600, EVERYWHERE);
    let pauses = 0;
    for (;;) {
      const { done, value } = thinning.next();
      if (done) {
        assertEquals(value.indices, decimate(x, values, 600).indices, name);
        assertEquals(value.countWithin, count);
        break;
      }
      pauses++;
    }
    assert(pauses >= 6, `${pauses} pauses`);
  }
});

Deno.test("thinPoints() takes the widest range without overflow", () => {
  const x = Float64Array.of(-1.7e308, 0, 1.7e308, ...Array<number>(20).fill(1e308));
  const thinning = thinPoints({ x, values: x }, 2, EVERYWHERE);
  const { value } = thinning.next();
  assert(value);
  assertEquals(value.indices, decimate(x, x, 2).indices);
});

Deno.test("thinPoints() keeps every point while a chart can show them all, those of one place in order", () => {
  const place = fc.integer({ min: 0, max: 5 });
  fc.assert(fc.property(fc.array(place, { maxLength: 70 }), (places) => {
    const x = Float64Array.from(places);
    const thinning = thinPoints({ x, values: x.map((_, index) => index % 3) }, 10, EVERYWHERE);
    const { value } = thinning.next();
    assert(value);
    const inOrder = [...x.keys()].sort((a, b) => (x[a] ?? 0) - (x[b] ?? 0) || a - b);
    assertEquals([...value.indices], inOrder);
  }));
});
