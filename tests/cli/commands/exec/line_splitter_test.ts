import { assert, assertEquals } from "@std/assert";
import { LineSplitter, LONGEST_LINE } from "../../../../src/cli/commands/exec/line_splitter.ts";
import fc from "../../../support/fast_check.ts";

/** Lines of output that comes in chunks. */
function linesOf(chunks: readonly Uint8Array[]): readonly string[] {
  const lines: string[] = [];
  const splitter = new LineSplitter((line) => lines.push(line));
  for (const chunk of chunks) splitter.add(chunk);
  splitter.end();
  return lines.filter((line) => line !== "");
}

Deno.test("lines are whole however the output is cut, also within a character", () => {
  const text = fc.array(fc.string({ unit: "grapheme", maxLength: 20 }), { maxLength: 10 })
    .map((lines) => lines.map((line) => line.replace(/[\r\n]/g, "")).filter((line) => line !== ""));
  fc.assert(fc.property(text, fc.array(fc.nat(), { maxLength: 10 }), (lines, cuts) => {
    const bytes = new TextEncoder().encode(lines.join("\n").toWellFormed());
    const at = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length]
      .toSorted((a, b) => a - b);
    const chunks = at.slice(1).map((end, index) => bytes.slice(at[index], end));
    const expected = new TextDecoder().decode(bytes).split("\n").filter((line) => line !== "");
    assertEquals(linesOf(chunks), expected);
  }));
});

Deno.test("a line of a progress bar ends with a carriage return, and one that is too long is dropped", () => {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  assertEquals(linesOf([bytes("a 1\ra 2\r\nb\n")]), ["a 1", "a 2", "b"]);
  const long = "x".repeat(LONGEST_LINE + 1);
  assertEquals(linesOf([bytes(`a\n${long}`), bytes(`${long}y\nb`)]), ["a", "b"]);
  const splitter = new LineSplitter(() => {});
  for (let count = 0; count < 100; count++) {
    splitter.add(bytes("x".repeat(10_000)));
    assert(splitter.heldLength <= LONGEST_LINE);
  }
});
