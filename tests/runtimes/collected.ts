import type { Register } from "../suites/suite.ts";

/** How a collected suite went. */
export interface Outcome {
  /** Tests that passed. */
  readonly passed: number;
  /** Those that did not, with what went wrong. */
  readonly failures: readonly { readonly name: string; readonly error: string }[];
}

/** A registrar for runtimes without a test runner of their own: collects, then runs in order. */
export function collect(): { readonly test: Register; readonly run: () => Promise<Outcome> } {
  const tests: { name: string; body: () => void | Promise<void> }[] = [];
  return {
    test: (name, body) => void tests.push({ name, body }),
    async run() {
      const failures: { name: string; error: string }[] = [];
      for (const { name, body } of tests) {
        try {
          await body();
        } catch (error) {
          const text = error instanceof Error ? error.stack ?? error.message : String(error);
          failures.push({ name, error: text });
        }
      }
      return { passed: tests.length - failures.length, failures };
    },
  };
}
