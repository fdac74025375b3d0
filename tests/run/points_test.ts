import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "../support/fast_check.ts";
import { ArgumentError } from "../../src/errors.ts";
import { BacklogFullError } from "../../src/metrics/backlog_full_error.ts";
import type { MetricOptions } from "../../src/rules/metric_point.ts";
import { RunPoints } from "../../src/run/points.ts";
import { RunProblems } from "../../src/run/problems.ts";
import { memoryLogger } from "../support/loggers.ts";

type Point = readonly [name: string, value: number, timestamp: number, step: number];

/** Points of a run over a place, and what becomes of them. */
function makePoints({ strict = false, holdsEveryPoint = false, full = false } = {}) {
  const logger = memoryLogger();
  const problems = new RunProblems("first", { logger, strict });
  const arrived: Point[] = [];
  const sink = {
    full: full ? 50 : undefined,
    append: (...point: Point) => void arrived.push(point),
  };
  const points = new RunPoints(sink, problems, { holdsEveryPoint });
  const told = () =>
    problems.list.map(({ name, effect, reason, count }) =>
      `${JSON.stringify(name)} ${effect} ${count}: ${reason}`
    );
  return { points, problems, arrived, told, lines: logger.lines };
}

const SLIPS: readonly (readonly [args: readonly unknown[], argument: string, rule: string])[] = [
  [[10n, 1], "name", "be text"],
  [[{ toJSON: () => 1n }, 1], "name", "be text"],
  [[Symbol("loss"), 1], "name", "be text"],
  [[undefined, 1], "name", "be text"],
  [[Object.create(null), 1], "name", "be text"],
  [["loss", 1n], "value", "be a number"],
  [["loss", "1"], "value", "be a number"],
  [["loss", {}], "value", "be a number"],
  [["loss", true], "value", "be a number"],
  [["m".repeat(10_000_000), "1"], "value", "be a number"],
  [["loss", 1, 7], "options", "be an object such as { step: … }"],
  [["loss", 1, null], "options", "be an object such as { step: … }"],
  [["loss", 1, [1]], "options", "be an object such as { step: … }"],
  [["loss", 1, new Map()], "options", "be an object such as { step: … }"],
  [
    ["loss", 1, { steps: 1 }],
    "steps",
    "be removed because no such option exists (did you mean step?)",
  ],
  [["loss", 1, { step: "1" }], "step", "be a whole number from 0"],
  [["loss", 1, { step: 1n }], "step", "be a whole number from 0"],
  [["loss", 1, { timestamp: "2026-01-01" }], "timestamp", "be a Date or milliseconds since 1970"],
  [["loss", 1, { timestamp: 5n }], "timestamp", "be a Date or milliseconds since 1970"],
];

Deno.test("log() throws for a slip of the program, and notes nothing", () => {
  for (const strict of [false, true]) {
    const { points, arrived, told } = makePoints({ strict });
    for (const [args, argument, rule] of SLIPS) {
      const [name, value, options] = args;
      const error = assertThrows(
        // As a caller without types would.
        () => points.log(name as string, value as number, options as MetricOptions),
        ArgumentError,
      );
      assertEquals([error.argument, error.rule], [argument, rule]);
      assert(error.message.length < 500, error.message.slice(0, 600));
    }
    assertEquals([arrived, told()], [[], []]);
  }
});

Deno.test("log() leaves out what AWS does not hold, and the time and step of the others", () => {
  const { points, arrived, told } = makePoints();
  const now = Date.now();
  for (const value of [NaN, Infinity, -Infinity, undefined, null, 1]) {
    points.log("loss", value, undefined);
  }
  points.log("old", 2, { timestamp: 0 });
  points.log("late", 3, { timestamp: new Date(now + 8_000_000) });
  points.log("never", 4, { timestamp: Infinity });
  points.log("when", 5, { timestamp: new Date(NaN) });
  for (const step of [NaN, -1, 0.5, 1e300, 2 ** 31]) points.log("step", 6, { step });
  points.log("step", 7, { step: 2 ** 31 - 1 });
  assertEquals(arrived.map(([name, value, , step]) => [name, value, step]), [
    ["loss", 1, NaN],
    ["when", 5, NaN],
    ...Array.from({ length: 5 }, () => ["step", 6, NaN]),
    ["step", 7, 2 ** 31 - 1],
  ]);
  assert(arrived.every(([, , time]) => time >= now && time <= Date.now()));
  const window = "timestamp must be at most two weeks in the past and two hours in the future " +
    "(milliseconds since 1970)";
  assertEquals(told(), [
    '"loss" left out 5: value must be a finite number',
    `"old" left out 1: ${window}`,
    `"late" left out 1: ${window}`,
    `"never" left out 1: ${window}`,
    '"when" changed 1: timestamp must be a valid time; kept with the present time',
    '"step" changed 4: step must be a whole number from 0; kept without its step',
    '"step" changed 1: step must be at most 2147483647; kept without its step',
  ]);
});

Deno.test("log() keeps every double, every time of a Date and every safe step where the place does", () => {
  fc.assert(
    fc.property(
      fc.double(),
      fc.date({
        noInvalidDate: true,
        min: new Date(-62_135_510_400_000),
        max: new Date(253_402_214_400_000),
      }),
      fc.maxSafeNat(),
      (value, timestamp, step) => {
        const { points, arrived, told } = makePoints({ holdsEveryPoint: true });
        points.log("loss", value, { timestamp, step });
        assertEquals(told(), []);
        const [point] = arrived;
        assert(Object.is(point?.[1], value));
        assertEquals(point?.slice(2), [timestamp.getTime(), step]);
      },
    ),
  );
  const { points, told } = makePoints({ holdsEveryPoint: true });
  points.log("loss", null, undefined);
  points.log("loss", 1, { timestamp: 8.64e15 + 1 });
  assertEquals(told(), [
    '"loss" left out 1: value must be a number',
    '"loss" left out 1: timestamp must be in the years 1 to 9999, which every AWS SDK can read',
  ]);
});

Deno.test("log() keeps odd and long names in another form, and leaves out the empty one", () => {
  const { points, arrived, problems } = makePoints();
  const names = [
    "a\nb",
    "\0",
    "top_\ud83d",
    "m".repeat(256),
    '"\\n"',
    "",
    "loss",
    '"loss"',
    "a\tb",
  ];
  for (const name of names) points.log(name, 1, undefined);
  points.log("a\nb", 2, undefined);
  assertEquals(arrived.map(([name]) => name.slice(0, 12)), [
    '"a\\nb"',
    '"\\u0000"',
    '"top_\\ud83d"',
    "mmmmmmmmmmmm",
    '"\\"\\\\n\\""',
    "loss",
    '"loss"',
    "a\tb",
    '"a\\nb"',
  ]);
  assertEquals(problems.counts, { leftOut: 1, changed: 6 });
  assertEquals(
    problems.list[0]?.reason,
    "name must be 1 to 255 characters on one line, without control characters; " +
      'kept as "\\"a\\\\nb\\""',
  );
});

Deno.test("logAll() keeps the other values of the call, and a slip keeps none", () => {
  const { points, arrived, told } = makePoints();
  points.logAll({ loss: undefined, accuracy: 1, worse: NaN, "": 3, last: 2 }, { step: 4 });
  assertEquals(arrived.map(([name, value, , step]) => [name, value, step]), [
    ["accuracy", 1, 4],
    ["last", 2, 4],
  ]);
  assertEquals(told().length, 3);
  // As a caller without types would.
  const slip = { loss: NaN, good: 1, bad: "1" } as unknown as Record<string, number>;
  assertThrows(() => points.logAll(slip, undefined), ArgumentError, 'metric "bad"');
  assertThrows(() => points.logAll({}, { steps: 1 } as MetricOptions), ArgumentError, "steps");
  assertEquals([arrived.length, told().length], [2, 3]);
});

Deno.test("a strict run throws for each misfit, and logs all of a call or nothing", () => {
  const { points, arrived, told } = makePoints({ strict: true });
  const misfits: readonly (readonly [string, number | undefined, MetricOptions?])[] = [
    ["loss", NaN],
    ["loss", undefined],
    ["a\nb", 1],
    ["", 1],
    ["loss", 1, { step: -1 }],
    ["loss", 1, { timestamp: 0 }],
    ["loss", 1, { timestamp: NaN }],
  ];
  for (const [name, value, options] of misfits) {
    for (let times = 0; times < 2; times++) {
      assertThrows(() => points.log(name, value, options), ArgumentError);
      assertThrows(() => points.logAll({ first: 1, [name]: value }, options), ArgumentError);
    }
  }
  assertEquals([arrived, told()], [[], []]);
  points.logAll({ first: 1, second: 2 }, { step: 1 });
  assertEquals(arrived.length, 2);
});

Deno.test("a full backlog leaves points out and says what to await; a strict run throws", () => {
  const { points, arrived, told, lines, problems } = makePoints({ full: true });
  for (let step = 0; step < 3; step++) points.log("loss", 1, { step });
  points.logAll({ loss: 2, accuracy: 3 }, undefined);
  assertEquals(arrived, []);
  const reason =
    "too many points are waiting for delivery; await run.ready in the loop, or raise " +
    "maxPendingPoints";
  assertEquals(told(), [`"loss" left out 4: ${reason}`, `"accuracy" left out 1: ${reason}`]);
  assertEquals([lines.length, problems.counts], [2, { leftOut: 5, changed: 0 }]);
  const strict = makePoints({ strict: true, full: true });
  const error = assertThrows(() => strict.points.log("loss", 1, undefined), BacklogFullError);
  assertEquals(error.pending, 50);
  assertThrows(() => strict.points.logAll({ loss: 1 }, undefined), BacklogFullError);
});
