import { assertEquals, assertLess, assertThrows } from "@std/assert";
import {
  checkExpression,
  type Expression,
  numberIn,
} from "../../../src/local/search/expression.ts";

const RESOURCE = "ExperimentTrialComponent";

function cpuOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

Deno.test("numberIn() takes time linear in the length of the text", () => {
  for (
    const text of [`${"1".repeat(20_000)}x`, `.${"1".repeat(20_000)}e`, `1.${" ".repeat(20_000)}x`]
  ) {
    const anchor = cpuOf(() => {
      for (let turn = 0; turn < 1_000; turn++) /^[\d .]+y$/.test(text);
    });
    assertLess(cpuOf(() => assertEquals(numberIn("Parameters.a", text), NaN)), anchor + 10_000);
  }
});

Deno.test("numberIn() reads decimal numbers, and nothing else", () => {
  const texts = ["1", "-1.", "+.5", " 1.5e-3 ", "1E5", "007", "1e400"];
  assertEquals(texts.map((text) => numberIn("a", text)), texts.map(Number));
  for (const text of ["", ".", "1..2", "1e", "0x1", "1 2", "NaN", "Infinity", "1.e"]) {
    assertEquals(numberIn("a", text), NaN, text);
  }
});

Deno.test("checkExpression() counts expressions without conditions too", () => {
  const nested = (count: number): Expression => ({
    SubExpressions: Array.from({ length: count }, (): Expression => ({})),
  });
  checkExpression(RESOURCE, {});
  checkExpression(RESOURCE, { SubExpressions: [nested(20), nested(20), nested(10)] });
  assertThrows(
    () => checkExpression(RESOURCE, { SubExpressions: [nested(20), nested(20), nested(11)] }),
    Error,
    "at most 50 conditions",
  );
});
