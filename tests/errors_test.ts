import { assert, assertEquals, assertInstanceOf, assertStringIncludes } from "@std/assert";
import { ArgumentError, isRunlogError, RunlogError } from "../src/errors.ts";

Deno.test("ArgumentError says what failed, the rule and the value, and has them as fields", () => {
  const facts = { argument: "value", value: NaN, rule: "be a finite number" };
  const error = new ArgumentError('Cannot log metric "loss"', facts);
  assertEquals(
    error.message,
    'Cannot log metric "loss": value must be a finite number: current value is NaN',
  );
  assertEquals([error.argument, error.value, error.rule], ["value", NaN, "be a finite number"]);
  assertInstanceOf(error, RunlogError);
});

Deno.test("ArgumentError shows long text cut, and objects by their kind", () => {
  const message = (value: unknown): string =>
    new ArgumentError("Cannot", { argument: "a", value, rule: "fit" }).message;
  assertStringIncludes(message("x".repeat(5_000)), "(5000 characters)");
  assert(message("x".repeat(5_000)).length < 150);
  assertStringIncludes(message({ password: "secret" }), "an object");
  assertStringIncludes(message([1]), "an array");
  assertStringIncludes(message(10n), "10n");
  assertStringIncludes(message(() => {}), "a function");
});

Deno.test("isRunlogError() knows errors of another copy of the library, and no others", () => {
  assert(isRunlogError(new RunlogError("x")));
  assert(isRunlogError(Object.assign(new Error(), { [Symbol.for("@runlog/error")]: true })));
  for (const other of [new Error("x"), null, undefined, "x", {}]) assert(!isRunlogError(other));
});
