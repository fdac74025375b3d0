import { assertEquals, assertThrows } from "@std/assert";
import { type Run, startRun } from "../../mod.ts";
import { ArgumentError } from "../../src/errors.ts";
import { type Misfit, RunProblems } from "../../src/run/problems.ts";
import { memoryLogger } from "../support/loggers.ts";
import { scriptedAws } from "../support/scripted_aws.ts";
import { temporaryService } from "../support/services.ts";

const NAN: Misfit = {
  kind: "metric",
  name: "loss",
  argument: "value",
  value: NaN,
  rule: "be a finite number",
};

function makeProblems(strict = false) {
  const logger = memoryLogger();
  return { problems: new RunProblems("first", { logger, strict }), warnings: logger.lines };
}

Deno.test("a problem is listed and told once a name and reason, and counted each time", () => {
  const { problems, warnings } = makeProblems();
  problems.note(NAN);
  problems.note(NAN);
  problems.note({ ...NAN, name: "accuracy", kept: "kept as text" });
  assertEquals(problems.list, [
    {
      kind: "metric",
      name: "loss",
      effect: "left out",
      reason: "value must be a finite number",
      count: 2,
    },
    {
      kind: "metric",
      name: "accuracy",
      effect: "changed",
      reason: "value must be a finite number; kept as text",
      count: 1,
    },
  ]);
  assertEquals(problems.counts, { leftOut: 2, changed: 1 });
  assertEquals(warnings, [
    'runlog: metric "loss" is left out: value must be a finite number',
    'runlog: metric "accuracy" is changed: value must be a finite number; kept as text',
  ]);
});

Deno.test("a strict run throws the misfit and notes nothing", () => {
  const { problems, warnings } = makeProblems(true);
  const error = assertThrows(() => problems.note(NAN), ArgumentError);
  assertEquals([error.argument, error.value, error.rule], ["value", NaN, "be a finite number"]);
  assertEquals([problems.list, warnings], [[], []]);
});

Deno.test("the list of problems is bounded, their counts are not", () => {
  const { problems, warnings } = makeProblems();
  for (let index = 0; index < 1_500; index++) problems.note({ ...NAN, name: `loss-${index}` });
  assertEquals([problems.list.length, warnings.length], [1_000, 1_000]);
  assertEquals(problems.counts.leftOut, 1_500);
});

Deno.test("long names are cut, and a name cut in an emoji stays well-formed", () => {
  const { problems } = makeProblems();
  problems.note({ ...NAN, name: "😀".repeat(100) });
  const [{ name } = { name: "" }] = problems.list;
  assertEquals([name.length, name.isWellFormed()], [80, true]);
});

Deno.test("the summary names the first five and counts the rest, in one line", () => {
  const { problems, warnings } = makeProblems();
  problems.summarize();
  for (let index = 0; index < 7; index++) problems.note({ ...NAN, name: `m${index}` });
  warnings.length = 0;
  problems.summarize();
  assertEquals(warnings, [
    'runlog: run "first": 7 values omitted, 0 changed (metric "m0", metric "m1", ' +
    'metric "m2", metric "m3", metric "m4" and 2 more); run.problems lists them',
  ]);
});

Deno.test("times, steps and artifacts beyond the limits of AWS are listed in run.problems, and a strict run throws", async () => {
  await using service = await temporaryService();
  const { session } = await scriptedAws(service, () => undefined, {
    turns: 0,
    logger: memoryLogger(),
  });
  const HOUR_MS = 3_600_000;
  const misfits: Readonly<Record<string, (run: Run) => void>> = {
    old: (run) => run.logMetric("old", 1, { timestamp: Date.now() - 15 * 24 * HOUR_MS }),
    future: (run) => run.logMetric("future", 1, { timestamp: Date.now() + 3 * HOUR_MS }),
    half: (run) => run.logMetric("half", 1, { step: 0.5 }),
    "a60": (run) => run.logArtifact("a60", "s3://b/k"),
  };
  const open = async (strict: boolean): Promise<Run> => {
    const run = await startRun({
      experimentName: "misfits",
      session,
      strict,
      captureEnvironment: false,
    });
    for (let index = 0; index < 60; index++) run.logArtifact(`a${index}`, "s3://b/k");
    // What AWS holds is no problem: two weeks back, two hours ahead.
    run.logMetric("held", 1, { timestamp: Date.now() - (14 * 24 - 1) * HOUR_MS, step: 0 });
    run.logMetric("held", 1, { timestamp: Date.now() + HOUR_MS, step: 1 });
    return run;
  };
  await using told = await open(false);
  for (const log of Object.values(misfits)) log(told);
  assertEquals(told.problems.map(({ name, effect }) => [name, effect]), [
    ["old", "left out"],
    ["future", "left out"],
    ["half", "changed"],
    ["a60", "left out"],
  ]);
  await using strict = await open(true);
  for (const [name, log] of Object.entries(misfits)) {
    assertThrows(() => log(strict), ArgumentError, undefined, name);
  }
  assertEquals([strict.problems, strict.stats.logged], [[], 2]);
  await session[Symbol.asyncDispose]();
});
