import { assertEquals, assertThrows } from "@std/assert";
import { ArgumentError } from "../mod.ts";
import { checkOptions, findOptionFault, type OptionKinds } from "../src/options.ts";
import { required, TEXT } from "../src/kinds.ts";
import fc from "./support/fast_check.ts";

interface Sample {
  readonly runDisplayName?: string;
  readonly step?: number;
  readonly timestamp?: Date;
}

const NAMES: OptionKinds<Sample> = { step: true, runDisplayName: true, timestamp: true };

Deno.test("checkOptions() takes known names, in any number, and no options at all", () => {
  for (const options of [undefined, {}, { step: 1 }, { step: undefined, timestamp: new Date() }]) {
    checkOptions("Cannot log", options, NAMES);
  }
});

Deno.test("checkOptions() refuses an unknown option by its name, and says which may be meant", () => {
  const cases = [
    ["displayName", "runDisplayName"],
    ["timestampMs", "timestamp"],
    ["steps", "step"],
    ["RUNDISPLAYNAME", "runDisplayName"],
  ] as const;
  for (const [name, meant] of cases) {
    const error = assertThrows(
      () => checkOptions("Cannot log", { step: 1, [name]: "x" }, NAMES),
      ArgumentError,
    );
    assertEquals([error.argument, error.value], [name, "x"]);
    assertEquals(
      error.message,
      `Cannot log: ${name} must be removed because no such option exists (did you mean ` +
        `${meant}?), got "x"`,
    );
  }
  const error = assertThrows(() => checkOptions("Cannot log", { colour: 1 }, NAMES), ArgumentError);
  assertEquals(error.rule, "be removed because no such option exists");
});

Deno.test("checkOptions() refuses what is no object of options, as a slip in the order of arguments", () => {
  const slips = [7, "loss", null, true, [1], new Map([["step", 1]]), new Date(0), 1n, () => {}];
  for (const slip of slips) {
    const error = assertThrows(() => checkOptions("Cannot log", slip, NAMES), ArgumentError);
    assertEquals([error.argument, error.rule], ["options", "be an object such as { step: … }"]);
  }
});

Deno.test("checkOptions() names the path of an option within another", () => {
  const error = assertThrows(
    () => checkOptions("Cannot start run", { every: 1 }, { everyMs: true }, "systemMetrics"),
    ArgumentError,
  );
  assertEquals(error.argument, "systemMetrics.every");
});

Deno.test("findOptionFault() finds a fault in any object with a name that is not known, and in no other", () => {
  fc.assert(fc.property(fc.dictionary(fc.string(), fc.anything()), (options) => {
    const isKnown = Object.keys(options).every((name) => Object.hasOwn(NAMES, name));
    assertEquals(findOptionFault(options, NAMES) === undefined, isKnown);
  }));
});

Deno.test("checkOptions() refuses members of Object.prototype as unknown options, by name", () => {
  for (const name of ["constructor", "toString", "hasOwnProperty", "__proto__"]) {
    const options = Object.fromEntries([[name, undefined]]);
    const error = assertThrows(() => checkOptions("Cannot log", options, NAMES), ArgumentError);
    assertEquals([error.argument, error.rule], [name, "be removed because no such option exists"]);
  }
});

Deno.test("checkOptions() misses a required option by name, and no other", () => {
  const kinds = { name: required(TEXT), note: TEXT };
  checkOptions("Cannot log", { name: "a" }, kinds);
  for (const options of [{}, { note: "a" }, { name: undefined }]) {
    const error = assertThrows(() => checkOptions("Cannot log", options, kinds), ArgumentError);
    assertEquals([error.argument, error.value], ["name", undefined]);
  }
});
