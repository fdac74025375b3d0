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
  /** Names of tests that passed only when they ran again; none if left out. */
  readonly unsteady?: readonly string[];
}

/** Whether every test has to run. */
const IS_CI = Deno.env.get("CI") === "true";

/** Files that failed and run again, at most: more than this is no accident of a busy machine. */
const MOST_FILES_AGAIN = 3;

/**
 * Runs all test files in Deno's own test runner. A few files that failed run once more, alone: what
 * then passes is no failure, but is named. `RUNLOG_TEST_ONCE=1` runs nothing again.
 */
export async function runUnderDeno(): Promise<Result> {
  const first = await runFiles(["tests/"]);
  const result = denoResult(first.output, first.isSuccess);
  const failures = failuresIn(first.output);
  const files = [...new Set(failures.map(({ file }) => file))];
  const isOnce = Deno.env.get("RUNLOG_TEST_ONCE") === "1";
  // A file that could not be loaded, or a test that was ignored, is not listed.
  const isAll = result.failed <= failures.length;
  if (isOnce || !isAll || files.length === 0 || files.length > MOST_FILES_AGAIN) return result;
  console.log(`\n== again, alone: ${files.join(" ")}`);
  const second = await runFiles(files);
  return resultOfBoth(result, failures, denoResult(second.output, second.isSuccess));
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

/** How long Deno's runner may print nothing: the longest test takes a tenth of it on an idle machine. */
const LONGEST_SILENCE_MS = 20 * 60_000;

async function runFiles(
  files: readonly string[],
): Promise<{ readonly output: string; readonly isSuccess: boolean }> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["test", "--allow-all", "--frozen", ...files],
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let output = "";
  // The runner prints a test's name as it begins, so that the last line is the one that hangs.
  const hangs = (): void => {
    console.error(
      `\nNO OUTPUT for ${LONGEST_SILENCE_MS / 60_000} minutes, ended: ${lastLine(output)}`,
    );
    child.kill("SIGKILL");
  };
  let timer = setTimeout(hangs, LONGEST_SILENCE_MS);
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    clearTimeout(timer);
    timer = setTimeout(hangs, LONGEST_SILENCE_MS);
    output += text;
    await Deno.stdout.write(new TextEncoder().encode(text));
  }
  clearTimeout(timer);
  return { output, isSuccess: (await child.status).success };
}

function lastLine(text: string): string {
  return text.trimEnd().split("\n").at(-1) ?? "";
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
