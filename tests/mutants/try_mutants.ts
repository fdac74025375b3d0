import type { Copy } from "./copies.ts";
import type { Mutant } from "./mutant.ts";

/** How the tests of a mutant ended. */
export interface Verdict {
  readonly mutant: Mutant;
  /** `late`: they did not end in time, which a run of the tests shows as well. */
  readonly outcome: "noticed" | "late" | "survived";
  /** Name of the first test that failed, if the tests named one. */
  readonly by: string | undefined;
}

/** How long tests ran, and how they ended. */
export interface TestRun {
  readonly isPassed: boolean;
  readonly isLate: boolean;
  readonly failed: string | undefined;
  readonly tookMs: number;
  readonly output: string;
}

/** Runs a test file of a copy of the checkout, up to the first failure. */
export async function runTests(
  { folder }: Pick<Copy, "folder">,
  path: string,
  limitMs: number,
): Promise<TestRun> {
  const started = performance.now();
  const child = new Deno.Command(Deno.execPath(), {
    args: ["test", "--no-check", "--frozen", "--allow-all", "--fail-fast", path],
    cwd: folder,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    child.kill("SIGKILL");
  }, limitMs);
  const { code, stdout, stderr } = await child.output();
  clearTimeout(timer);
  const output = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("");
  const [, failed] = /^(.+?)(?: \.\.\.)+ .*FAILED/m.exec(output) ?? [];
  return {
    isPassed: code === 0,
    isLate,
    failed,
    tookMs: performance.now() - started,
    output,
  };
}

/** Least time for the tests of a mutant, and how many times as long as without it they may run. */
const LEAST_MS = 120_000;
const TIMES = 10;

/** Tries mutants in a copy of the checkout. */
export class MutantTrials {
  readonly #copy: Copy;
  /** Runs of test files without a mutant, which have to pass. */
  readonly #plain = new Map<string, Promise<TestRun>>();

  constructor(copy: Copy) {
    this.#copy = copy;
  }

  /**
   * Tries a mutant.
   *
   * @throws If its tests fail without it
   */
  async try(mutant: Mutant): Promise<Verdict> {
    // One file after the other, the likeliest first: most mutants need no more than that.
    for (const path of mutant.tests) {
      const { tookMs } = await this.#withoutMutant(path);
      const { isPassed, isLate, failed } = await this.#copy.withMutants(
        [mutant],
        () => runTests(this.#copy, path, LEAST_MS + TIMES * tookMs),
      );
      if (!isPassed) return { mutant, outcome: isLate ? "late" : "noticed", by: failed ?? path };
    }
    return { mutant, outcome: "survived", by: undefined };
  }

  #withoutMutant(path: string): Promise<TestRun> {
    const known = this.#plain.get(path);
    if (known) return known;
    const run = runTests(this.#copy, path, 3_600_000).then((run) => {
      if (!run.isPassed) throw new Error(`${path} fails without a mutant:\n${run.output}`);
      return run;
    });
    this.#plain.set(path, run);
    return run;
  }
}

/** Returns the share of mutants that were noticed, in percent. */
export function scoreOf(verdicts: readonly Verdict[]): number {
  const noticed = verdicts.filter(({ outcome }) => outcome !== "survived").length;
  return verdicts.length === 0 ? 100 : 100 * noticed / verdicts.length;
}
