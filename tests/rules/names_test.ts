import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import fc from "../support/fast_check.ts";
import { ArgumentError } from "../../src/errors.ts";
import { ENTITY_NAME_PATTERN } from "../../src/rules/limits.ts";
import {
  nameRun,
  newRunName,
  runGroupName,
  runGroupPosition,
  runNameOf,
} from "../../src/rules/names.ts";

const legalName = fc.stringMatching(/^[a-zA-Z0-9](-{0,2}[a-zA-Z0-9]){0,19}$/);

Deno.test("nameRun() takes every legal name and makes a legal component, in lower case", () => {
  fc.assert(fc.property(legalName, legalName, (experiment, run) => {
    const { experimentName, runName, trialComponentName } = nameRun(experiment, run);
    assertEquals([experimentName, runName], [experiment.toLowerCase(), run.toLowerCase()]);
    assertMatch(trialComponentName, ENTITY_NAME_PATTERN);
    assertEquals(runNameOf(trialComponentName, experiment), runName);
  }));
});

Deno.test("nameRun() refuses whatever AWS's pattern or the length refuses, and nothing else", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 70 }), (name) => {
      const isLegal = name.length <= 59 && /^[a-zA-Z0-9](-*[a-zA-Z0-9])*$/.test(name);
      if (isLegal) return void nameRun(name, "run");
      const error = assertThrows(() => nameRun(name, "run"), ArgumentError);
      assertEquals([error.argument, error.value], ["experimentName", name]);
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("newRunName() is the Python SDK's form with more digits: base, epoch seconds, eight hex digits", () => {
  assertMatch(newRunName(1_700_000_000_999), /^sagemaker-run-1700000000-[0-9a-f]{8}$/);
  // A sixteenth of the digits begins with a zero.
  for (let name = 0; name < 500; name++) assert(newRunName(1_700_000_000_999).length === 33);
});

Deno.test("runGroupPosition() knows an experiment's own groups and no others", () => {
  fc.assert(fc.property(legalName, fc.integer({ min: 1, max: 99_999 }), (name, position) => {
    assertEquals(runGroupPosition(name, runGroupName(name, position)), position);
  }));
  for (
    const other of ["Default-Run-Group-a-1", "Default-Run-Group-a-02", "Default-Run-Group-ab", "x"]
  ) {
    assertEquals(runGroupPosition("a", other), undefined);
  }
  fc.assert(fc.property(legalName, (end) => {
    // Runs of the experiments "a-2-b" and "a-2b" are in groups of these names.
    for (const other of [`a-2-${end}`, `a-2x${end}`]) {
      assertEquals(runGroupPosition("a", runGroupName(other)), undefined);
    }
  }));
});

Deno.test("runNameOf() takes away the experiment's name at the start only", () => {
  assertEquals(runNameOf("exp-my-exp-run", "EXP"), "my-exp-run");
  assertEquals(runNameOf("Exp-My-Run", "exp"), "my-run");
  assertEquals(runNameOf("zz-exp-run", "exp"), "zz-exp-run");
});
