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
    assertLess(cpuOf(() => assertEquals(numberIn("Parameters.a", text), NaN)), anchor + 200_000);
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

Deno.test("numberIn() reads a time as ISO 8601 has it, in UTC unless it says otherwise, and no other text", () => {
  const start = Date.UTC(2023, 10, 14, 22, 13, 20) / 1_000;
  const times: readonly (readonly [text: string, seconds: number])[] = [
    ["2023-11-14T22:13:20", start],
    ["2023-11-14T22:13:20Z", start],
    ["2023-11-14t22:13:20z", start],
    ["2023-11-14 22:13:20.5", start + 0.5],
    ["2023-11-14T23:13:20+01:00", start],
    ["2023-11-14T23:13:20+0100", start],
    ["2023-11-14T22:13", start - 20],
    ["2023-11-14", Date.UTC(2023, 10, 14) / 1_000],
    ["1700000000", 1_700_000_000],
  ];
  for (const [text, seconds] of times) {
    assertEquals(numberIn("creationtime", text), seconds, text);
    assertEquals(numberIn("Metrics.a.b.TimeStamp", text), seconds, text);
  }
  // Date.parse() takes some of these, as each runtime likes.
  for (
    const text of [" % ,1 ,%", "14 Nov 2023", "Nov 2023", "a 1", "2023", "2023-1-1", "2023-13-01"]
  ) {
    assertEquals(numberIn("CreationTime", text), text === "2023" ? 2023 : NaN, text);
  }
  assertEquals(numberIn("Parameters.at", "2023-11-14T22:13:20Z"), NaN);
});
