import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { createSession, durableSession, searchRuns, startRun } from "../mod.ts";
import { confusionMatrix, thinCurve } from "../src/curves.ts";
import { ArgumentError, isRunlogError, RunlogError } from "../src/errors.ts";
import { localService, localSession, serveLocal, ServiceError, StoreError } from "../src/local.ts";
import { metricPlot } from "../src/plot.ts";
import { detachedDocument } from "./plot/detached_document.ts";

Deno.test("ArgumentError says what failed, the rule and the value, and has them as fields", () => {
  const facts = { argument: "value", value: NaN, rule: "be a finite number" };
  const error = new ArgumentError('Cannot log metric "loss"', facts);
  assertEquals(
    error.message,
    'Cannot log metric "loss": value must be a finite number, got NaN',
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

Deno.test("errors of the store and of the service are the library's as well", () => {
  for (const error of [new StoreError("./runlog", "open", "x"), new ServiceError("Code", "x")]) {
    assertInstanceOf(error, RunlogError);
    assert(isRunlogError(error));
  }
});

Deno.test("an error names its argument as the caller writes it", async () => {
  const path = await Deno.makeTempDir({ prefix: "runlog-arguments-" });
  {
    await using session = await localSession({ path });
    await using service = await localService({ path });
    const experimentName = "demo";
    const wrong: readonly (readonly [argument: string, call: () => unknown])[] = [
      ["experimentName", () => startRun({ experimentName: "a b", session })],
      [
        "systemMetrics.everyMs",
        () => startRun({ experimentName, systemMetrics: { everyMs: 1 }, session }),
      ],
      [
        'where["parameters.a"].lt',
        () =>
          searchRuns({ where: { "parameters.a": { lt: NaN } }, session }).pages()
            [Symbol.asyncIterator]().next(),
      ],
      ["port", () => serveLocal(service, { port: -1 })],
      [
        "closeTimeoutMs",
        () => durableSession({ local: session, remote: session, closeTimeoutMs: -1 }),
      ],
      [
        "artifactBucketOwner",
        () =>
          createSession({
            sagemaker: { config: {}, send: () => Promise.reject() },
            artifactBucketOwner: "1",
          }),
      ],
      ["smoothing", () => metricPlot([], { smoothing: 2, document: detachedDocument() })],
      ["maxPoints", () => thinCurve([0, 1], [0, 1], { maxPoints: 1 })],
      ["labels", () => confusionMatrix([0], [0], { labels: [1] })],
    ];
    for (const [argument, call] of wrong) {
      const error = await assertRejects(async () => await call(), RunlogError);
      assertEquals(Reflect.get(error, "argument"), argument, error.message);
    }
  }
  await Deno.remove(path, { recursive: true });
});

Deno.test("ArgumentError cuts text between whole characters, and tells -0 from 0", () => {
  const message = (value: unknown): string =>
    new ArgumentError("Cannot", { argument: "a", value, rule: "fit" }).message;
  for (let length = 36; length < 42; length++) {
    const text = message(`${"x".repeat(length)}${"😀".repeat(30)}`);
    assert(text.isWellFormed() && !text.includes("\\ud83d"), text);
  }
  assertStringIncludes(message(-0), "got -0");
  assert(message(0).endsWith("got 0"));
});
