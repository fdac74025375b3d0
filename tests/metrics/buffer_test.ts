import { assertEquals } from "@std/assert";
import fc from "../support/fast_check.ts";
import { emptyColumns, PointBuffer, selectRows } from "../../src/metrics/buffer.ts";
import { range } from "../support/numbers.ts";

Deno.test("PointBuffer gives back every point, in order, however it is taken", () => {
  fc.assert(fc.property(
    fc.array(fc.tuple(fc.constantFrom("loss", "accuracy", "__proto__"), fc.double(), fc.nat()), {
      maxLength: 300,
    }),
    fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 400 }),
    (points, takes) => {
      const buffer = new PointBuffer();
      for (const [name, value, step] of points) buffer.append(name, value, step * 2, step);
      const taken: [string, number, number][] = [];
      for (const count of [...takes, points.length]) {
        const { series, values, steps } = buffer.take(count);
        values.forEach((value, row) =>
          taken.push([buffer.names[series[row] ?? -1] ?? "", value, steps[row] ?? NaN])
        );
      }
      assertEquals(taken, points);
      assertEquals(buffer.size, 0);
    },
  ));
});

Deno.test("PointBuffer takes across its blocks and is reused after it ran empty", () => {
  const buffer = new PointBuffer();
  for (let round = 0; round < 3; round++) {
    for (let step = 0; step < 10_000; step++) buffer.append("loss", step, step, step);
    assertEquals(buffer.size, 10_000);
    assertEquals(Array.from(buffer.take(9_000).steps).at(-1), 8_999);
    assertEquals(Array.from(buffer.take(5_000).steps).at(0), 9_000);
    assertEquals(buffer.size, 0);
    assertEquals(buffer.take(1).values.length, 0);
  }
});

Deno.test("PointBuffer.takeBlocks() gives the rest, oldest first, and leaves an empty buffer that works", () => {
  const buffer = new PointBuffer();
  for (let round = 0; round < 2; round++) {
    for (let step = 0; step < 9_000; step++) buffer.append("loss", step, step, step);
    const first = [...buffer.take(5).steps];
    const rest = [...buffer.takeBlocks()].flatMap(({ steps }) => [...steps]);
    assertEquals([...first, ...rest], range(9_000));
    assertEquals([buffer.size, [...buffer.takeBlocks()].length], [0, 0]);
  }
});

Deno.test("selectRows copies the rows asked for", () => {
  const columns = emptyColumns(3);
  columns.values.set([1, 2, 3]);
  columns.steps.set([4, 5, 6]);
  const selected = selectRows(columns, [2, 0]);
  assertEquals([...selected.values], [3, 1]);
  assertEquals([...selected.steps], [6, 4]);
});
