import { assertEquals } from "@std/assert";
import { durationText, localText, utcText } from "../../src/text/times.ts";
import { readDuration, readInstant, readNumber } from "../../src/text/values.ts";

Deno.test("durationText() has two units at most", () => {
  const durations = [
    0,
    12,
    999.7,
    1_500,
    9_960,
    59_700,
    65_000,
    3_700_000,
    9e7,
    NaN,
    -1,
    undefined,
  ];
  assertEquals(durations.map(durationText), [
    "0 ms",
    "12 ms",
    "1.0 s",
    "1.5 s",
    "10 s",
    "1 min 0 s",
    "1 min 5 s",
    "1 h 1 min",
    "1 d 1 h",
    "",
    "",
    "",
  ]);
});

Deno.test("utcText() and localText() take records and JSON, and show no instant that is none", () => {
  const time = "2026-05-01T10:00:00.250Z";
  assertEquals([time, new Date(time), Date.parse(time)].map(utcText), [
    "2026-05-01T10:00:00Z",
    "2026-05-01T10:00:00Z",
    "2026-05-01T10:00:00Z",
  ]);
  assertEquals([undefined, new Date(NaN), 1e18].map(utcText), ["", "", ""]);
  assertEquals(localText(new Date(2026, 4, 1, 9, 5, 7)), "2026-05-01 09:05:07");
  assertEquals(localText(undefined), "");
});

Deno.test("readInstant() is UTC without a zone, whatever the machine's", () => {
  const utc = (text: string): string | undefined => {
    const instant = readInstant(text);
    return instant === undefined ? undefined : new Date(instant).toISOString();
  };
  assertEquals(utc("2026"), "2026-01-01T00:00:00.000Z");
  assertEquals(utc("2026-05-01T10:00"), "2026-05-01T10:00:00.000Z");
  assertEquals(utc("2026-05-01 10:00:00.5"), "2026-05-01T10:00:00.500Z");
  assertEquals(utc("2026-05-01t10:00z"), "2026-05-01T10:00:00.000Z");
  assertEquals(utc("2026-05-01T10:00+0530"), "2026-05-01T04:30:00.000Z");
  for (
    const text of ["", "26", "2026-13", "2026-02-30", "2026T10:00", "May 2026", "2026-05-01T25:00"]
  ) {
    assertEquals(utc(text), undefined, text);
  }
});

Deno.test("readNumber() takes decimal text only, readDuration() units", () => {
  assertEquals(
    ["1", "-.5", "+1e-3", "5.", "0x10", "1e999", "", " 1", "Infinity", "1_0"].map(readNumber),
    [
      1,
      -0.5,
      0.001,
      5,
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ],
  );
  assertEquals(
    ["90", "90s", "1.5h", "2 min", "3m", "1d", "500ms", "x", "h", ""].map(readDuration),
    [
      90,
      90,
      5400,
      120,
      180,
      86400,
      0.5,
      undefined,
      undefined,
      undefined,
    ],
  );
});
