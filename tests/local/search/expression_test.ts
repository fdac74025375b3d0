import { assertEquals } from "@std/assert";
import { numberIn } from "../../../src/local/search/expression.ts";

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
