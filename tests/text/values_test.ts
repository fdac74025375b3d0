import { assertAlmostEquals, assertEquals } from "@std/assert";
import { readDuration, readInstant, readNumber } from "../../src/text/values.ts";
import fc from "../support/fast_check.ts";

/** Days of each month in a year that has no February 29. */
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function daysIn(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && isLeap ? 29 : DAYS[month - 1] ?? 0;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, "0");
}

Deno.test("readInstant() takes the days of the calendar, and no others", () => {
  const year = fc.oneof(fc.integer({ min: 0, max: 9999 }), fc.constantFrom(1900, 2000, 2023, 2024));
  const month = fc.integer({ min: 0, max: 13 });
  const day = fc.oneof(fc.integer({ min: 0, max: 32 }), fc.integer({ min: 28, max: 32 }));
  fc.assert(
    fc.property(year, month, day, (year, month, day) => {
      const isDay = day >= 1 && day <= daysIn(year, month);
      const date = `${String(year).padStart(4, "0")}-${twoDigits(month)}-${twoDigits(day)}`;
      for (const text of [date, `${date}T10:30Z`, `${date} 10:30:15.5`]) {
        assertEquals(readInstant(text) !== undefined, isDay, text);
      }
    }),
    { numRuns: 1_000 },
  );
  assertEquals(readInstant("2023-02-29"), undefined);
  assertEquals(readInstant("2024-02-29"), Date.UTC(2024, 1, 29));
});

Deno.test("readInstant() reads every instant in the form of toISOString(), and with an offset", () => {
  const instant = fc.date({
    min: new Date("0000-01-02T00:00:00Z"),
    max: new Date("9999-12-30T00:00:00Z"),
    noInvalidDate: true,
  });
  fc.assert(fc.property(instant, fc.integer({ min: -14, max: 14 }), (instant, hours) => {
    const text = instant.toISOString();
    assertEquals(readInstant(text), instant.getTime());
    const sign = hours < 0 ? "-" : "+";
    for (const colon of ["", ":"]) {
      const zone = `${sign}${twoDigits(Math.abs(hours))}${colon}00`;
      assertEquals(readInstant(text.replace("Z", zone)), instant.getTime() - hours * 3_600_000);
    }
  }));
});

Deno.test("readNumber() reads a decimal number, and nothing with text around it", () => {
  const number = fc.double({ noNaN: true, noDefaultInfinity: true });
  const around = fc.string({ minLength: 1, maxLength: 5 }).filter((text) =>
    !/^[\d.e+-]/i.test(text)
  );
  fc.assert(fc.property(number, around, (number, around) => {
    assertEquals(readNumber(String(number)), number);
    assertEquals(readNumber(`${number}${around}`), undefined);
  }));
  for (
    const text of ["", ".", "e5", "1e", "1e+", "1_000", "0x10", "1e999", "Infinity", "NaN", "1 2"]
  ) {
    assertEquals(readNumber(text), undefined, text);
  }
});

Deno.test("readDuration() reads a number with a unit in seconds", () => {
  const units = { ms: 0.001, s: 1, m: 60, min: 60, h: 3600, d: 86400, "": 1 };
  const number = fc.double({ min: 0, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(number, fc.constantFrom(...Object.entries(units)), (number, [unit, factor]) => {
      for (const text of [`${number}${unit}`, `${number} ${unit}`.trimEnd()]) {
        assertAlmostEquals(readDuration(text) ?? NaN, number * factor, 1e-6);
      }
    }),
  );
  for (const text of ["", "s", "5 weeks", "5hours", "1h30"]) {
    assertEquals(readDuration(text), undefined, text);
  }
});
