import { assertEquals, assertThrows } from "@std/assert";
import fc from "../support/fast_check.ts";
import { encodeText, type TableCell } from "../../src/artifacts/table.ts";
import { ArgumentError } from "../../src/errors.ts";

/** The fields of RFC 4180 text; undefined for an empty one without quotes. */
function readCsv(text: string): (string | undefined)[][] {
  const rows: (string | undefined)[][] = [[]];
  for (
    const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)
  ) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? (plain || undefined));
    if (end === "\r\n") rows.push([]);
  }
  return rows.slice(0, -1);
}

Deno.test("CSV reads back to the same texts, whatever they hold", async () => {
  const cell = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({ unit: fc.constantFrom(",", '"', "\r", "\n", " ", "a") }),
    fc.constant(undefined),
  );
  await fc.assert(fc.asyncProperty(
    fc.array(fc.record({ a: cell, "b,": cell }), { minLength: 1 }),
    async (rows) => {
      const text = await encodeText(rows, "csv").text();
      // A lone surrogate is no text of UTF-8's.
      const told = rows.map((row) => [row.a?.toWellFormed(), row["b,"]?.toWellFormed()]);
      assertEquals(readCsv(text), [["a", "b,"], ...told]);
    },
  ));
});

Deno.test("numbers read back alike from both formats", async () => {
  await fc.assert(fc.asyncProperty(fc.float64Array(), async (values) => {
    const [, ...csv] = readCsv(await encodeText({ x: values }, "csv").text());
    assertEquals(csv.map(([text]) => Number(text)), Array.from(values));
    const lines = (await encodeText({ x: values }, "jsonl").text()).split("\n").slice(0, -1);
    assertEquals(
      lines.map((line) => Number(JSON.parse(line).x) + 0),
      Array.from(values, (value) => value + 0),
    );
  }));
});

Deno.test("rows may lack columns, and dates are in UTC", async () => {
  const rows = [{ id: 1n, when: new Date(0) }, { id: 2n, ok: true }, {}];
  assertEquals(
    await encodeText(rows, "csv").text(),
    "id,when,ok\r\n1,1970-01-01T00:00:00.000Z,\r\n2,,true\r\n,,\r\n",
  );
  assertEquals(
    await encodeText([{ a: null, when: new Date(0) }, { a: "" }], "jsonl").text(),
    '{"a":null,"when":"1970-01-01T00:00:00.000Z"}\n{"a":"","when":null}\n',
  );
  assertEquals(await encodeText([], "csv").text(), "\r\n");
});

Deno.test("NaN and infinities are words in both formats: JSON has no such numbers", async () => {
  const table = { x: [NaN, Infinity, -Infinity] };
  assertEquals(await encodeText(table, "csv").text(), "x\r\nNaN\r\nInfinity\r\n-Infinity\r\n");
  assertEquals(
    await encodeText(table, "jsonl").text(),
    '{"x":"NaN"}\n{"x":"Infinity"}\n{"x":"-Infinity"}\n',
  );
});

Deno.test("what a table cannot hold is refused, with the column's name", () => {
  for (
    const [table, format, argument] of [
      [[{ a: {} }], "csv", "table.a"],
      [[{ a: Symbol("x") }], "jsonl", "table.a"],
      [[{ a: new Date(NaN) }], "csv", "table.a"],
      [[{ a: 1n }], "jsonl", "table.a"],
      [{ a: [1], b: [] }, "csv", "table.b"],
      [{ a: [1], b: 7 }, "csv", "table.b"],
      ["rows", "csv", "table"],
    ] as const
  ) {
    // What callers without types may give.
    const given = table as unknown as Record<string, TableCell>[];
    const error = assertThrows(() => encodeText(given, format), ArgumentError);
    assertEquals(error.argument, argument);
  }
});

Deno.test("CSV quotes text with outer spaces, which many readers take away", async () => {
  const rows = [" a", "a ", "\ta", "a\u00a0", "a b"].map((a) => ({ a }));
  assertEquals(
    await encodeText(rows, "csv").text(),
    'a\r\n" a"\r\n"a "\r\n"\ta"\r\n"a\u00a0"\r\na b\r\n',
  );
});
