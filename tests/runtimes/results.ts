import { ToolMissingError } from "../support/tools.ts";
import type { Outcome } from "./collected.ts";
import { type DenoRun, runDenoTests } from "./deno_runner.ts";
import { batchesOf, type TestBatch, testFiles } from "./test_files.ts";
import { inWorkers, workersOf } from "./workers.ts";

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
  /** Names of tests that passed only when they ran again; none if left out. */
  readonly unsteady?: readonly string[];
}

/** Whether every test has to run. */
const IS_CI = Deno.env.get("CI") === "true";

/** Files that failed and run again, at most: more than this is no accident of a busy machine. */
const MOST_FILES_AGAIN = 3;

/**
 * Runs all test files in Deno's own test runner: several processes side by side, and then, alone,
 * the files that limit times. A few files that failed run once more, alone: what then passes is no
 * failure, but is named. `RUNLOG_TEST_ONCE=1` runs nothing again, and `RUNLOG_TEST_JOBS=1` nothing
 * side by side.
 */
export async function runUnderDeno(): Promise<Result> {
  const batches = await batchesOf(await testFiles());
  const together = batches.filter(({ isAlone }) => !isAlone);
  const workers = workersOf(Deno.env.get("RUNLOG_TEST_JOBS"), navigator.hardwareConcurrency);
  const runs = [
    ...await inWorkers(together, workers, runBatch),
    ...await inWorkers(batches.filter(({ isAlone }) => isAlone), 1, runBatch),
  ];
  const result = resultOfAll(
    "deno",
    runs.map(({ output, isSuccess }) => denoResult(output, isSuccess)),
  );
  const failures = runs.flatMap(({ output }) => failuresIn(output));
  const files = [...new Set(failures.map(({ file }) => file))];
  const isOnce = Deno.env.get("RUNLOG_TEST_ONCE") === "1";
  // A file that could not be loaded, or a test that was ignored, is not listed.
  const isAll = result.failed <= failures.length;
  if (isOnce || !isAll || files.length === 0 || files.length > MOST_FILES_AGAIN) return result;
  console.log(`\n== again, alone: ${files.join(" ")}`);
  const second = await runDenoTests(files, print);
  return resultOfBoth(result, failures, denoResult(second.output, second.isSuccess));
}

/** Runs a batch. Prints its output at its end, so that lines of two processes never mix. */
async function runBatch({ files, isAlone }: TestBatch): Promise<DenoRun> {
  const started = performance.now();
  const run = await runDenoTests(files, isAlone ? print : undefined);
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  if (!isAlone) console.log(`\n${run.output.trim()}`);
  console.log(`-- ${seconds} s: ${files.join(" ")}`);
  return run;
}

function print(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(text));
}

/** Adds up the results of several processes of one runtime. */
export function resultOfAll(runtime: string, results: readonly Result[]): Result {
  return { runtime, ...sumOf(results) };
}

function sumOf(results: readonly Result[]): Omit<Result, "runtime"> {
  const sum = (pick: (result: Result) => number): number =>
    results.reduce((total, result) => total + pick(result), 0);
  return {
    passed: sum(({ passed }) => passed),
    failed: sum(({ failed }) => failed),
    skipped: sum(({ skipped }) => skipped),
  };
}

/** A test that failed. */
interface Failure {
  readonly file: string;
  readonly name: string;
}

/** The tests that Deno's runner lists as failed at its end. */
export function failuresIn(output: string): readonly Failure[] {
  const [, ...lists] = output.split(/^ FAILURES *$/m);
  const list = lists.at(-1) ?? "";
  return [...list.matchAll(/^(.+) => (\S+?):\d+:\d+$/gm)].map(([, name = "", file = ""]) => ({
    file,
    name,
  }));
}

/** What two runs say together: the first one of all files, the second one of those that failed. */
export function resultOfBoth(
  first: Result,
  failures: readonly Failure[],
  second: Result,
): Result {
  if (second.failed > 0) return first;
  const unsteady = failures.map(({ name, file }) => `${name} => ${file}`);
  return { ...first, passed: first.passed + first.failed, failed: 0, unsteady };
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
  const all = sumOf(results);
  return {
    lines: [
      ...results.flatMap(({ unsteady = [] }) => unsteady.map((name) => `UNSTEADY: ${name}`)),
      ...results.map((result) => `${result.runtime}: ${counts(result)}`),
      counts(all),
    ],
    // A runtime in which nothing ran has not been tested.
    isPassed: all.failed === 0 && results.length > 0 && results.every(({ passed }) => passed > 0),
  };
}

function counts({ passed, failed, skipped }: Omit<Result, "runtime">): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
