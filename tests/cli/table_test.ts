import stringWidth from "string-width";
import { assert, assertEquals } from "@std/assert";
import { cut, layTable } from "../../src/cli/table.ts";
import fc from "../support/fast_check.ts";

Deno.test("layTable() aligns CJK, emoji and combining marks", () => {
  const lines = layTable([
    ["run", "status"],
    ["実験-一", "Completed"],
    ["👩‍🔬 study", "Failed"],
    ["e\u0301te\u0301", "Stopped"],
    ["한국어", ""],
  ], 80);
  assertEquals(lines, [
    "run       status",
    "実験-一   Completed",
    "👩‍🔬 study  Failed",
    "e\u0301te\u0301       Stopped",
    "한국어",
  ]);
  const places = lines.slice(0, 4).map((line) =>
    stringWidth(line.slice(0, line.search(/status|Completed|Failed|Stopped/)))
  );
  assertEquals(new Set(places), new Set([10]));
});

Deno.test("layTable() cuts the widest column, and keeps the values beside it", () => {
  const name = "a-very-long-name-of-a-run-that-fills-a-whole-terminal-by-itself";
  const [header, first = ""] = layTable(
    [["run", "status", "loss"], [name, "Completed", "0.25"]],
    40,
  );
  assertEquals(first, "a-very-long-name-of-a-…  Completed  0.25");
  assertEquals(stringWidth(first), 40);
  assertEquals(header, "run                      status     loss");
});

Deno.test("layTable() never writes beyond the terminal, whatever the cells", () => {
  const cell = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 30 }),
    fc.constantFrom("実験", "👩‍🔬", "ẛ̣", "🇯🇵🇰🇷", "ｶﾞ"),
  ).map((text) => text.replace(/\p{Cc}/gu, ""));
  const rows = fc.integer({ min: 1, max: 6 }).chain((columns) =>
    fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), {
      minLength: 1,
      maxLength: 5,
    })
  );
  fc.assert(fc.property(rows, fc.integer({ min: 1, max: 120 }), (rows, width) => {
    const lines = layTable(rows, width);
    assertEquals(lines.length, rows.length);
    for (const line of lines) assert(stringWidth(line) <= width, JSON.stringify(line));
  }));
});

Deno.test("cut() takes characters whole", () => {
  assertEquals(cut("abcdef", 6), "abcdef");
  assertEquals(cut("abcdef", 5), "abcd…");
  assertEquals(cut("実験実験", 6), "実験…");
  assertEquals(cut("👩‍🔬👩‍🔬👩‍🔬", 4), "👩‍🔬…");
});

Deno.test("layTable() lays out more rows than a call has room for arguments", () => {
  const rows = Array.from({ length: 200_000 }, (_, index) => [String(index), "x"]);
  assertEquals(layTable(rows, 80).at(-1), "199999  x");
});
