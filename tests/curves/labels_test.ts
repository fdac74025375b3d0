import { assertEquals, assertThrows } from "@std/assert";
import fc from "../support/fast_check.ts";
import { CurveArgumentError } from "../../src/curves/errors.ts";
import { type Label, LabelTable } from "../../src/curves/labels.ts";

function tableOf(...columns: Iterable<Label>[]): LabelTable {
  const table = new LabelTable("Cannot test");
  for (const column of columns) table.encode("column", column);
  return table;
}

Deno.test("LabelTable gives codes in order of appearance, over all columns", () => {
  const table = new LabelTable("Cannot test");
  assertEquals([...table.encode("a", ["x", "x", "y", "x"])], [0, 0, 1, 0]);
  assertEquals([...table.encode("b", ["z", "y", "y", "z", "x"])], [2, 1, 1, 2, 0]);
  assertEquals(table.labels, ["x", "y", "z"]);
});

Deno.test("LabelTable codes any column as a Map would", () => {
  const labels = fc.oneof(
    fc.array(fc.constantFrom(3, -1, 0, -0, 7)),
    fc.array(fc.string({ maxLength: 1 })),
    fc.array(fc.boolean()),
  );
  fc.assert(fc.property(labels, (column) => {
    fc.pre(column.length > 0);
    const codes = new Map<Label, number>();
    const expected = column.map((label: Label) => {
      if (!codes.has(label)) codes.set(label, codes.size);
      return codes.get(label);
    });
    assertEquals([...new LabelTable("Cannot test").encode("column", column)], expected);
  }));
});

Deno.test('LabelTable takes 1, 1n, true and 1.0 for one label, and "1" for another', () => {
  assertEquals(tableOf([1, 1n, true, 0, -0, false, 0n]).labels, [1, 0]);
  assertEquals(tableOf(["1", "01"]).size, 2);
  assertEquals(tableOf([1]).find("label", "1"), undefined);
});

Deno.test("LabelTable gives booleans back as booleans, if there is nothing else", () => {
  assertEquals(tableOf([true, false]).sorted().labels, [false, true]);
  assertEquals(tableOf([true, false], [0, 1]).sorted().labels, [0, 1]);
});

Deno.test("LabelTable keeps whole numbers beyond 2^53 apart, as bigints", () => {
  const table = tableOf(BigInt64Array.of(2n ** 60n + 1n, 2n ** 60n), [2 ** 60, 5]);
  assertEquals(table.sorted().labels, [5, 2n ** 60n, 2n ** 60n + 1n]);
});

Deno.test("LabelTable sorts numbers by size and strings by code point", () => {
  assertEquals(tableOf([10, 9, -1, 2]).sorted().labels, [-1, 2, 9, 10]);
  assertEquals(
    tableOf(["\u{1f600}", "\uff5e", "é", "z", "a", "B", "ab", "10", "9", ""]).sorted().labels,
    ["", "10", "9", "B", "a", "ab", "z", "é", "\uff5e", "\u{1f600}"],
  );
});

Deno.test("LabelTable refuses what is no label, and says where it stands", () => {
  const refused = [0.5, NaN, Infinity, 1e19, 2n ** 63n, null, undefined, {}, [1]];
  for (const value of refused) {
    // Callers in plain JavaScript can pass anything.
    const column = [1, 1, 1, value] as Label[];
    const error = assertThrows(() => tableOf(column), CurveArgumentError);
    assertEquals([error.argument, error.index, error.value], ["column", 3, value]);
  }
});

Deno.test("LabelTable refuses strings beside other labels, also over two columns", () => {
  assertThrows(() => tableOf(["a", 1]), CurveArgumentError, "column[1] must not mix strings");
  assertThrows(() => tableOf([1, 1], ["a"]), CurveArgumentError, "column[0] must not mix strings");
});

Deno.test("LabelTable refuses columns that are empty or no sequence", () => {
  assertThrows(() => tableOf([]), CurveArgumentError, "column.length must be at least 1");
  for (
    const value of ["abc", 5, null, undefined, { length: 2 }, new DataView(new ArrayBuffer(2))]
  ) {
    const column = value as Iterable<Label>; // as above
    assertThrows(() => tableOf(column), CurveArgumentError, "must be an array, a typed array");
  }
});
