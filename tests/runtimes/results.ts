import { ToolMissingError } from "../support/tools.ts";
import type { Outcome } from "./collected.ts";

/** What ran in one runtime. */
export interface Result {
  /** Where. */
  readonly runtime: string;
  /** Tests that passed. */
  readonly passed: number;
  /** Tests that failed. */
  readonly failed: number;
  /** Tests left out, each for a reason that was told. */
  readonly skipped: number;
}

/** Whether every test has to run. */
const IS_CI = Deno.env.get("CI") === "true";

/** Runs all test files in Deno's own test runner. */
export async function runUnderDeno(): Promise<Result> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["test", "--allow-all", "--frozen", "tests/"],
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let output = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    output += text;
    await Deno.stdout.write(new TextEncoder().encode(text));
  }
  return denoResult(output, (await child.status).success);
}

/** Reads the closing line of Deno's test runner. */
export function denoResult(output: string, isSuccess: boolean, isCi: boolean = IS_CI): Result {
  const closing = /^(?:ok|FAILED) \| (\d+) passed.* \| (\d+) failed(?:.* \| (\d+) ignored)?/gm;
  // A test may print such a line, but only the runner has the last word.
  const [, passed = "0", failed = "0", ignored = "0"] = [...output.matchAll(closing)].at(-1) ?? [];
  const skipped = Number(ignored);
  if (isCi && skipped > 0) console.error(`${skipped} tests were ignored: under CI each has to run`);
  const failures = Number(failed) + (isCi ? skipped : 0);
  return {
    runtime: "deno",
    passed: Number(passed),
    failed: isSuccess ? failures : Math.max(1, failures),
    skipped: isCi ? 0 : skipped,
  };
}

/** Runs the suites in another runtime, and tells what failed. */
export async function runSuites(runtime: string, run: () => Promise<Outcome>): Promise<Result> {
  try {
    const { passed, failures } = await run();
    for (const { name, error } of failures) console.error(`${runtime}: ${name}\n${error}\n`);
    return { runtime, passed, failed: failures.length, skipped: 0 };
  } catch (error) {
    const reason = error instanceof ToolMissingError ? error.message : error;
    console.error(`NOT RUN in ${runtime}:`, reason);
    return { runtime, passed: 0, failed: 1, skipped: 0 };
  }
}

/** The closing lines, one a runtime and one for all, and whether they are a pass. */
export function summary(
  results: readonly Result[],
): { readonly lines: readonly string[]; readonly isPassed: boolean } {
  const sum = (pick: (result: Result) => number): number =>
    results.reduce((total, result) => total + pick(result), 0);
  const all = {
    passed: sum(({ passed }) => passed),
    failed: sum(({ failed }) => failed),
    skipped: sum(({ skipped }) => skipped),
  };
  return {
    lines: [...results.map((result) => `${result.runtime}: ${counts(result)}`), counts(all)],
    // A runtime in which nothing ran has not been tested.
    isPassed: all.failed === 0 && results.length > 0 && results.every(({ passed }) => passed > 0),
  };
}

function counts({ passed, failed, skipped }: Omit<Result, "runtime">): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
