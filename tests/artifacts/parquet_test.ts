import { assertEquals, assertRejects } from "@std/assert";
import { parquetReadObjects } from "hyparquet";
import { encodeParquet } from "../../src/artifacts/parquet.ts";
import type { TableCell } from "../../src/artifacts/table.ts";
import { ArgumentError } from "../../src/errors.ts";
import fc from "../support/fast_check.ts";

async function read(file: Blob): Promise<readonly Record<string, unknown>[]> {
  return await parquetReadObjects({ file: await file.arrayBuffer() });
}

Deno.test("Parquet reads back to the values of a table, by their types", async () => {
  const rows = [
    { text: "é😀", number: 0.1, big: 2n ** 62n, flag: true, date: new Date(1_234), mixed: 1 },
    { text: "", number: -0, big: -1n, flag: false, date: new Date(0), mixed: "b" },
    { text: null, number: null, big: null, flag: null, date: null, mixed: null },
  ];
  assertEquals(await read(await encodeParquet(rows)), [
    { ...rows[0], mixed: "1" },
    { ...rows[1], mixed: "b" },
    { ...rows[2] },
  ]);
});

Deno.test("Parquet reads back to the same numbers and texts, whatever they are", async () => {
  const row = fc.record({
    number: fc.option(fc.double({ noNaN: true })),
    text: fc.option(fc.string({ unit: "grapheme" }).filter((text) => text.isWellFormed())),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 20 }), async (rows) => {
      assertEquals(await read(await encodeParquet(rows)), rows);
    }),
  );
});

Deno.test("Parquet takes tables without rows, columns as typed arrays, and bigints beyond 64 bits as text", async () => {
  assertEquals(await read(await encodeParquet([])), []);
  assertEquals(await read(await encodeParquet({ a: new Float32Array([0.5]), b: [2n ** 63n] })), [
    { a: 0.5, b: "9223372036854775808" },
  ]);
});

Deno.test("Parquet refuses what no table holds, and names the column", async () => {
  // A caller without types.
  const cells = [{}, new Date(NaN), Symbol.iterator] as unknown as TableCell[];
  for (const a of cells) {
    const error = await assertRejects(() => encodeParquet([{ a }]), ArgumentError);
    assertEquals(error.argument, "table.a");
  }
});
