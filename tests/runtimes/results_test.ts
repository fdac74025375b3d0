import { assertEquals } from "@std/assert";
import { ToolMissingError } from "../support/tools.ts";
import { collect } from "./collected.ts";
import {
  denoResult,
  failuresIn,
  resultOfAll,
  resultOfBoth,
  runSuites,
  summary,
} from "./results.ts";

const nothing = { passed: 0, failed: 0, skipped: 0 };

Deno.test("denoResult() reads the runner's last line, whatever tests print", () => {
  assertEquals(
    denoResult("ok | 9 passed | 9 failed\n..\nok | 12 passed (3 steps) | 0 failed (1s)\n", true),
    { ...nothing, runtime: "deno", passed: 12 },
  );
  assertEquals(
    denoResult("FAILED | 4 passed (1 step) | 2 failed (1 step) | 1 ignored (1s)\n", false, false),
    { runtime: "deno", passed: 4, failed: 2, skipped: 1 },
  );
});

Deno.test("denoResult() counts a runner that did not get to its last line as a failure", () => {
  assertEquals(denoResult("error: Type checking failed.", false), {
    ...nothing,
    runtime: "deno",
    failed: 1,
  });
});

Deno.test("denoResult() counts ignored tests as failures under CI", () => {
  const { failed, skipped } = denoResult("ok | 4 passed | 0 failed | 2 ignored (1s)\n", true, true);
  assertEquals([failed, skipped], [2, 0]);
});

Deno.test("resultOfAll() adds up batches, and one that failed to load is a failure of all", () => {
  const outputs = [
    ["ok | 12 passed | 0 failed (1s)\n", true],
    ["FAILED | 4 passed | 2 failed (1s)\n", false],
    ["error: Module not found", false],
  ] as const;
  const results = outputs.map(([output, isSuccess]) => denoResult(output, isSuccess));
  assertEquals(resultOfAll("deno", results), {
    runtime: "deno",
    passed: 16,
    failed: 3,
    skipped: 0,
  });
});

Deno.test("tests that failed and pass when they run again are named, others stay failures", () => {
  const output = `a failing => line of a test

 FAILURES 

a name => with an arrow => ./tests/a_test.ts:16:8
another => ./tests/b/c_test.ts:7:6

FAILED | 4 passed | 2 failed (1s)
`;
  const failures = failuresIn(output);
  assertEquals(failures, [
    { name: "a name => with an arrow", file: "./tests/a_test.ts" },
    { name: "another", file: "./tests/b/c_test.ts" },
  ]);
  assertEquals(failuresIn("ok | 4 passed | 0 failed (1s)\n"), []);
  const first = { ...nothing, runtime: "deno", passed: 4, failed: 2 };
  const again = { ...nothing, runtime: "deno", passed: 9 };
  assertEquals(resultOfBoth(first, failures, { ...again, failed: 1 }), first);
  const both = resultOfBoth(first, failures, again);
  assertEquals([both.passed, both.failed], [6, 0]);
  assertEquals(summary([both]).lines[0], "UNSTEADY: a name => with an arrow => ./tests/a_test.ts");
});

Deno.test("runSuites() counts a runtime that is missing or crashes as a failure", async () => {
  for (const error of [new ToolMissingError("install bun first"), new Error("exited 134")]) {
    const result = await runSuites("bun", () => Promise.reject(error));
    assertEquals(result, { ...nothing, runtime: "bun", failed: 1 });
  }
});

Deno.test("summary() is a pass only if tests ran in every runtime and none failed", () => {
  const deno = { ...nothing, runtime: "deno", passed: 2, skipped: 1 };
  const bun = { ...nothing, runtime: "bun", passed: 1 };
  assertEquals(summary([deno, bun]), {
    lines: [
      "deno: 2 passed, 0 failed, 1 skipped",
      "bun: 1 passed, 0 failed",
      "3 passed, 0 failed, 1 skipped",
    ],
    isPassed: true,
  });
  assertEquals(summary([deno, { ...bun, passed: 0 }]).isPassed, false);
  assertEquals(summary([deno, { ...bun, failed: 1 }]).isPassed, false);
  assertEquals(summary([]).isPassed, false);
});

Deno.test("collect() runs tests in order, tells which failed, and waits for none forever", async () => {
  const { test, run } = collect(50);
  const order: string[] = [];
  test("a", () => void order.push("a"));
  test("b", () => Promise.reject(new Error("wrong")));
  test("c", () => new Promise(() => {}));
  test("d", () => void order.push("d"));
  const { passed, failures } = await run();
  assertEquals(order, ["a", "d"]);
  assertEquals(passed, 2);
  assertEquals(failures.map(({ name }) => name), ["b", "c"]);
});
