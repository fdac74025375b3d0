import { assertEquals, assertThrows } from "@std/assert";
import { ArgumentError } from "../../src/errors.ts";
import { brokenStepRule, brokenTimeRule, checkTypes } from "../../src/rules/metric_point.ts";
import fc from "../support/fast_check.ts";

// From AWS's documentation of BatchPutMetrics, and not from the source under test.
const TWO_WEEKS_MS = 14 * 24 * 60 * 60 * 1_000;
const TWO_HOURS_MS = 2 * 60 * 60 * 1_000;
const LARGEST_INTEGER = 2 ** 31 - 1;

const AWS = { holdsEveryPoint: false };
const STORE = { holdsEveryPoint: true };
const NOW = Date.UTC(2026, 10, 30, 12);

/** Whole numbers near these, and anywhere. */
function near(...places: readonly number[]): fc.Arbitrary<number> {
  const close = fc.tuple(
    fc.constantFrom(...places),
    fc.integer({ min: -3_600_000, max: 3_600_000 }),
  );
  return fc.oneof(
    fc.constantFrom(...places.flatMap((place) => [place - 1, place, place + 1])),
    close.map(([place, beside]) => place + beside),
    fc.maxSafeInteger(),
  );
}

Deno.test("AWS gets the times from two weeks before the present to two hours after it, both included", () => {
  fc.assert(fc.property(near(-TWO_WEEKS_MS, 0, TWO_HOURS_MS), (distance) => {
    const isTaken = distance >= -TWO_WEEKS_MS && distance <= TWO_HOURS_MS;
    assertEquals(brokenTimeRule(NOW + distance, NOW, AWS) === undefined, isTaken);
  }));
});

Deno.test("a store gets the times of the years 1 to 9999 in every time zone, whatever the present", () => {
  const [first, last] = [Date.parse("0001-01-01T12:00:00Z"), Date.parse("9999-12-31T12:00:00Z")];
  fc.assert(fc.property(near(first, NOW, last), (time) => {
    const isTaken = time >= first && time <= last;
    const isNearTheEnd = Math.min(Math.abs(time - first), Math.abs(time - last)) < 86_400_000;
    const found = brokenTimeRule(time, NOW, STORE) === undefined;
    if (!isNearTheEnd) assertEquals(found, isTaken);
  }));
});

Deno.test("AWS gets whole steps from 0 to 2,147,483,647, and a store all that a double holds exactly", () => {
  fc.assert(fc.property(fc.oneof(near(0, LARGEST_INTEGER), fc.double()), (step) => {
    const isStep = Number.isSafeInteger(step) && step >= 0;
    assertEquals(brokenStepRule(step, STORE) === undefined, isStep);
    assertEquals(brokenStepRule(step, AWS) === undefined, isStep && step <= LARGEST_INTEGER);
  }));
});

Deno.test("a misspelt option of a metric is refused by name, beside options that exist as well", () => {
  const misspelt = fc.string({ minLength: 1 }).filter((name) =>
    name !== "step" && name !== "timestamp" && name !== "__proto__"
  );
  fc.assert(fc.property(misspelt, fc.boolean(), fc.boolean(), (name, hasStep, hasTime) => {
    const options = {
      ...(hasStep ? { step: 1 } : {}),
      ...(hasTime ? { timestamp: NOW } : {}),
      [name]: 1,
    };
    assertThrows(() => checkTypes("loss", 1, options), ArgumentError);
  }));
});
