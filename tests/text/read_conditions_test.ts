import { assert, assertEquals } from "@std/assert";
import { meets } from "../../src/text/condition.ts";
import { readConditions } from "../../src/text/read_conditions.ts";
import type { DescribedRun } from "../../src/text/run_values.ts";
import { watchPace } from "../support/pace.ts";
import fc from "../support/fast_check.ts";

function run(parameters: Record<string, string | number>): DescribedRun {
  return { runName: "r", trialComponentName: "e-r", parameters, metrics: {}, tags: {} };
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

Deno.test("readConditions() finds a parameter of any name and text, once both are quoted", () => {
  const anything = fc.string({ unit: "binary", minLength: 1, maxLength: 40 });
  fc.assert(fc.property(anything, anything, (name, value) => {
    const typed = `${quoted(`parameters.${name}`)} = ${quoted(value)}`;
    const { condition, problems } = readConditions(typed);
    assertEquals(problems, []);
    // Not a literal: a parameter may be named __proto__.
    assert(meets(run(Object.fromEntries([[name, value]])), condition));
    assert(!meets(run(Object.fromEntries([[name, `${value}.`]])), condition));
    assert(!meets(run({}), condition));
  }));
});

Deno.test("readConditions() finds a number by every way to write it", () => {
  fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
    for (const text of [String(number), number.toExponential(), number.toPrecision(17)]) {
      const { condition } = readConditions(`parameters.x=${text}`);
      assert(meets(run({ x: number }), condition), text);
      assert(meets(run({ x: text }), condition), text);
    }
  }));
});

Deno.test("readConditions() takes any text, and never throws", () => {
  const signs = fc.constantFrom(
    "=",
    "!=",
    "<",
    '"',
    " ",
    "a",
    "parameters.",
    "metrics.x.mean",
    "~",
  );
  const texts = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(signs).map((parts) => parts.join("")),
  );
  fc.assert(fc.property(texts, (text) => {
    meets(run({ a: 1 }), readConditions(text).condition);
  }));
});

Deno.test("readConditions() reads a million characters of any kind in a moment", () => {
  for (const text of ['"', '""', " ", "a ", "=", "!", "a=", 'a"b', "a  = ", "<~"]) {
    const long = text.repeat(1_000_000 / text.length);
    using pace = watchPace();
    readConditions(long);
    const took = pace.ownMs();
    assert(took < 5_000, `${JSON.stringify(text)}: ${took} ms`);
  }
});
