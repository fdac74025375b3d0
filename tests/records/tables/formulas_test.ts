import { assertEquals } from "@std/assert";
import { withoutFormulas } from "../../../src/records/tables/encode_table.ts";
import fc from "../../support/fast_check.ts";

// Beginnings that OWASP lists under "CSV Injection", and not those of the source under test.
const BEGINNINGS = ["=", "+", "-", "@", "\t", "\r", "\n"];

Deno.test("no name and no value of a table begins as a formula does, and other text stays the same", () => {
  const text = fc.tuple(fc.constantFrom("", ...BEGINNINGS, "a", "'", " "), fc.string())
    .map(([beginning, end]) => beginning + end);
  const expected = (text: string): string =>
    BEGINNINGS.some((beginning) => text.startsWith(beginning)) ? `'${text}` : text;
  const name = text.filter((name) => name !== "__proto__");
  fc.assert(fc.property(name, fc.array(text, { minLength: 1 }), (name, values) => {
    assertEquals(withoutFormulas({ [name]: values }), { [expected(name)]: values.map(expected) });
  }));
});
