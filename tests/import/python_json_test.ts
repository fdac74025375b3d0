import { assertEquals, assertThrows } from "@std/assert";
import { parsePythonJson } from "../../src/import/python_json.ts";
import fc from "../support/fast_check.ts";

Deno.test("what Python writes and JSON lacks is read: NaN, infinities and long whole numbers", () => {
  const text =
    '{"a": NaN, "b": [Infinity, -Infinity], "c": 1152921504606846976, "d": -12345678901234567890,' +
    ' "e": 1.796030212001288e+09, "f": 0.16666666666666666, "g": 9007199254740991, "NaN": "Infinity"}';
  assertEquals(parsePythonJson(text), {
    a: NaN,
    b: [Infinity, -Infinity],
    c: 1152921504606846976n,
    d: -12345678901234567890n,
    e: 1796030212.001288,
    f: 0.16666666666666666,
    g: 9007199254740991,
    NaN: "Infinity",
  });
});

Deno.test("every JSON document is read as JSON.parse reads it, whatever its texts contain", () => {
  const words = fc.constantFrom(
    "NaN",
    "-Infinity",
    '"',
    "\\",
    "12345678901234567890",
    "\u0000runlog:",
  );
  const text = fc.oneof(fc.string(), fc.array(words).map((parts) => parts.join("")));
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      text,
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.maxSafeInteger(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie("value")),
      fc.dictionary(text, tie("value")),
    ),
  }));
  fc.assert(fc.property(value, (document) => {
    const json = JSON.stringify(document);
    assertEquals(parsePythonJson(json), JSON.parse(json));
  }));
});

Deno.test("a text that is no JSON is refused", () => {
  for (const text of ["", "{", "NaN,", "{'a': 1}", "[1,]", "nan"]) {
    assertThrows(() => parsePythonJson(text), SyntaxError);
  }
});
