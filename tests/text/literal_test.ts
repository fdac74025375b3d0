import { assert, assertEquals } from "@std/assert";
import { fromLiteral, isPlainText, toLiteral } from "../../src/text/literal.ts";
import fc from "../support/fast_check.ts";

/** Any text, halves of surrogate pairs and texts that look escaped included. */
const ODD_TEXT = fc.array(fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: "binary" }) },
  fc.constantFrom('"', "\\", "\\n", "\\u0085", "\n", "\r", "\t", "\x85", "\u2028", "\u2029", "\0"),
  fc.integer({ min: 0xd800, max: 0xdfff }).map((unit) => String.fromCharCode(unit)),
)).map((parts) => parts.join(""));
const LITERALS = fc.tuple(ODD_TEXT, fc.nat(3)).map(([text, times]) => {
  let literal = text;
  for (let i = 0; i < times; i++) literal = JSON.stringify(literal);
  return literal;
});

const admits = (text: string): boolean => text !== "" && text !== "__proto__" && isPlainText(text);

Deno.test("any text, texts that look escaped included, becomes plain text and comes back", () => {
  fc.assert(
    fc.property(fc.oneof(ODD_TEXT, LITERALS), (text) => {
      for (const isPlain of [isPlainText, admits]) {
        const literal = toLiteral(text, isPlain);
        assert(isPlain(literal), literal);
        assertEquals(fromLiteral(literal, isPlain), text);
        // A literal of a literal comes back too: what was read may be logged again.
        assertEquals(fromLiteral(toLiteral(literal, isPlain), isPlain), literal);
      }
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("escaped text is a JSON string of printable characters on one line", () => {
  fc.assert(fc.property(ODD_TEXT, (text) => {
    const literal = toLiteral(text, () => false);
    assertEquals(JSON.parse(literal), text);
    assert(/^"\P{C}*"$/u.test(literal.replace(/[\p{Cf}\p{Co}\p{Cn}]/gu, "")), literal);
    assert(literal.isWellFormed());
  }));
});

Deno.test("text that somebody else wrote in quotes stays as it is", () => {
  for (
    const foreign of [
      '"hello"',
      '"say \\"hi\\""',
      '"a" and "b"',
      '"a\\u000ab"', // Not what JSON.stringify writes.
      '"',
      '""',
      '["a\\nb"]',
      '"unfinished\\n',
    ]
  ) {
    assertEquals(fromLiteral(foreign), foreign);
    assertEquals(toLiteral(foreign), foreign);
  }
});

Deno.test("line ends, control characters and halves of pairs are escaped, tabs alone are not", () => {
  assertEquals(toLiteral("You are\na cook"), '"You are\\na cook"');
  assertEquals(toLiteral("a\x85b\u2028c\u2029d"), '"a\\u0085b\\u2028c\\u2029d"');
  assertEquals(toLiteral("\x1b[31m\x7f"), '"\\u001b[31m\\u007f"');
  assertEquals(toLiteral("\ud83d alone"), '"\\ud83d alone"');
  assertEquals(toLiteral("a\tb 🎈 é"), "a\tb 🎈 é");
  assertEquals(toLiteral('"a\\nb"'), '"\\"a\\\\nb\\""');
});
