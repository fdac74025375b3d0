import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "../support/fast_check.ts";
import { decimate } from "../../src/plot/decimate.ts";

/** Values as they are logged, with every kind of gap, over few enough places that many coincide. */
const values = fc.array(
  fc.record({
    x: fc.oneof(fc.integer({ min: -50, max: 50 }), fc.constantFrom(NaN, Infinity, -Infinity)),
    y: fc.oneof(
      { weight: 8, arbitrary: fc.integer({ min: -9, max: 9 }) },
      { weight: 2, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity) },
    ),
  }),
  // Long ones too: a column holds seven points before one is left out.
  { maxLength: 300, size: "max" },
);
const columns = fc.integer({ min: 1, max: 12 });

Deno.test("decimate() keeps points of the series only, by increasing x, equal x in the order they came", () => {
  property((points, columns) => {
    const kept = decimate(xOf(points), yOf(points), columns);
    assertEquals([...kept.x], [...kept.indices].map((index) => points[index]?.x));
    assertEquals(
      [...kept.y],
      [...kept.indices].map((index) => {
        const value = points[index]?.y ?? NaN;
        return Number.isFinite(value) ? value : NaN;
      }),
    );
    for (let index = 1; index < kept.x.length; index++) {
      const [a, b] = [kept.indices[index - 1] ?? NaN, kept.indices[index] ?? NaN];
      const [xA, xB] = [kept.x[index - 1] ?? NaN, kept.x[index] ?? NaN];
      assert(xA < xB || xA === xB && a < b);
    }
  });
});

Deno.test("decimate() keeps the smallest and the largest value, the first and the last of every column", () => {
  property((points, columns) => {
    const placed = sorted(points);
    const kept = new Set(decimate(xOf(points), yOf(points), columns).indices);
    const [first, last] = [placed[0]?.x ?? 0, placed.at(-1)?.x ?? 0];
    const byColumn = Map.groupBy(
      placed,
      ({ x }) =>
        last === first
          ? 0
          : Math.min(columns - 1, Math.floor((x - first) / (last - first) * columns)),
    );
    for (const column of byColumn.values()) {
      const finite = column.filter(({ y }) => Number.isFinite(y));
      const keptHere = column.filter(({ index }) => kept.has(index));
      const keptValues = keptHere.map(({ y }) => y).filter(Number.isFinite);
      assertEquals(keptHere[0], column[0]);
      assertEquals(keptHere.at(-1), column.at(-1));
      const isGap = ({ y }: { readonly y: number }) => !Number.isFinite(y);
      assertEquals(keptHere.find(isGap), column.find(isGap));
      assertEquals(keptHere.findLast(isGap), column.findLast(isGap));
      if (finite.length === 0) continue;
      assertEquals(Math.min(...keptValues), Math.min(...finite.map(({ y }) => y)));
      assertEquals(Math.max(...keptValues), Math.max(...finite.map(({ y }) => y)));
    }
  });
});

Deno.test("decimate() joins no two columns across a gap, and opens none where there is none", () => {
  property((points, columns) => {
    const placed = sorted(points);
    const { indices, y } = decimate(xOf(points), yOf(points), columns);
    const positions = new Map(placed.map(({ index }, position) => [index, position]));
    const hasGap = placed.some(({ y }) => !Number.isFinite(y));
    assertEquals(y.some(Number.isNaN), hasGap);
    for (let index = 1; index < indices.length; index++) {
      if (Number.isNaN(y[index - 1]) || Number.isNaN(y[index])) continue;
      const from = positions.get(indices[index - 1] ?? -1) ?? -1;
      const to = positions.get(indices[index] ?? -1) ?? -1;
      const between = placed.slice(from + 1, to);
      const [low, high] = [placed[0]?.x ?? 0, placed.at(-1)?.x ?? 0];
      const column = (position: number): number =>
        Math.min(
          columns - 1,
          Math.floor(((placed[position]?.x ?? 0) - low) / (high - low) * columns),
        );
      if (column(from) !== column(to)) {
        assert(between.every(({ y }) => Number.isFinite(y)), "a line over a gap");
      }
    }
  });
});

Deno.test("decimate() keeps at most 7 points a column, and shorter series whole", () => {
  property((points, columns) => {
    const { indices } = decimate(xOf(points), yOf(points), columns);
    const placed = points.filter(({ x }) => Number.isFinite(x)).length;
    assert(indices.length <= 7 * columns);
    if (placed <= 7 * columns) assertEquals(indices.length, placed);
  });
});

Deno.test("decimate() counts what has no place and what is infinite", () => {
  property((points, columns) => {
    const { originalCount, withoutPlace, infinite } = decimate(xOf(points), yOf(points), columns);
    const placed = points.filter(({ x }) => Number.isFinite(x));
    assertEquals(originalCount, points.length);
    assertEquals(withoutPlace, points.length - placed.length);
    assertEquals(infinite, placed.filter(({ y }) => Math.abs(y) === Infinity).length);
  });
});

Deno.test("decimate() does without overflow over the widest range there is", () => {
  const x = [-1.7e308, 0, 1.7e308, ...Array<number>(20).fill(1e308)];
  const { x: kept } = decimate(x, x, 2);
  assertEquals([kept[0], kept.at(-1)], [-1.7e308, 1.7e308]);
});

Deno.test("decimate() thins a million points, sorted or not, to the extremes of 600 columns", () => {
  const x = Float64Array.from({ length: 1_000_000 }, (_, index) => index);
  const y = x.map((x) => Math.sin(x / 1e4) + (x === 654_321 ? 40 : 0));
  const start = performance.now();
  const sorted = decimate(x, y, 600);
  console.log(
    `1,000,000 points to ${sorted.x.length}: ${(performance.now() - start).toFixed(1)} ms`,
  );
  assert(sorted.indices.includes(654_321));
  const backwards = decimate(x.toReversed(), y.toReversed(), 600);
  assertEquals(Math.max(...backwards.y), Math.max(...sorted.y));
  assertEquals(backwards.x[0], 0);
});

Deno.test("decimate() refuses lengths that differ and columns that are none", () => {
  assertThrows(() => decimate([1, 2], [1], 10), Error, "y must have the length of x, 2");
  for (const columns of [0, -1, 1.5, NaN, Infinity]) {
    assertThrows(() => decimate([1], [1], columns), Error, "columns must be a whole number");
  }
});

interface Point {
  readonly x: number;
  readonly y: number;
}

Deno.test("decimate() keeps both ends of a stretch that is not finite, in every column it crosses", () => {
  const x = Array.from({ length: 1_000 }, (_, index) => index);
  const y = x.map((x) => x >= 120 && x < 480 || x === 731 || x === 750 ? NaN : x % 7);
  const { indices } = decimate(x, y, 10);
  const gaps = [...indices].filter((index) => Number.isNaN(y[index] ?? 0));
  assertEquals([gaps[0], gaps.findLast((index) => index < 500)], [120, 479]);
  assertEquals(gaps.slice(-2), [731, 750]);
  assert(indices.length <= 70);
});

Deno.test("decimate() keeps a gap between the values of a column that has one", () => {
  property((points) => {
    const between = (values: readonly number[]): boolean => {
      const isValue = Number.isFinite;
      const inner = values.slice(values.findIndex(isValue), values.findLastIndex(isValue) + 1);
      return inner.some((value) => !isValue(value));
    };
    const kept = decimate(xOf(points), yOf(points), 1);
    assertEquals(between([...kept.y]), between(sorted(points).map(({ y }) => y)));
  });
});

Deno.test("decimate() has columns of equal width, whatever the range of x is", () => {
  const share = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), {
    minLength: 30,
    maxLength: 60,
  });
  fc.assert(fc.property(share, fc.integer({ min: 1, max: 4 }), (shares, columns) => {
    const x = [-1, ...shares, 1];
    const y = x.map((_, index) => index * 7 % 13);
    const kept = decimate(x, y, columns);
    // A power of two changes no digit: the same points are kept.
    assertEquals(decimate(x.map((x) => x * 2 ** 1023), y, columns).indices, kept.indices);
  }));
});

function property(check: (points: readonly Point[], columns: number) => void): void {
  fc.assert(fc.property(values, columns, check), { numRuns: 400 });
}

function sorted(points: readonly Point[]): readonly (Point & { readonly index: number })[] {
  return points
    .map((point, index) => ({ ...point, index }))
    .filter(({ x }) => Number.isFinite(x))
    .sort((a, b) => a.x - b.x || a.index - b.index);
}

function xOf(points: readonly Point[]): number[] {
  return points.map(({ x }) => x);
}

function yOf(points: readonly Point[]): number[] {
  return points.map(({ y }) => y);
}
