import type { Register } from "../suites/suite.ts";

/** How collected suites went. */
export interface Outcome {
  /** Tests that passed. */
  readonly passed: number;
  /** Those that did not, with what went wrong. */
  readonly failures: readonly { readonly name: string; readonly error: string }[];
}

/** How long one test may take, in milliseconds. */
const LIMIT = 60_000;

/** A registrar for runtimes without a test runner of their own: collects, then runs in order. */
export function collect(
  limit: number = LIMIT,
): { readonly test: Register; readonly run: () => Promise<Outcome> } {
  const tests: { name: string; body: () => void | Promise<void> }[] = [];
  return {
    test: (name, body) => void tests.push({ name, body }),
    async run() {
      const failures: { name: string; error: string }[] = [];
      for (const { name, body } of tests) {
        try {
          await within(limit, body);
        } catch (error) {
          const text = error instanceof Error ? error.stack ?? error.message : String(error);
          failures.push({ name, error: text });
        }
      }
      return { passed: tests.length - failures.length, failures };
    },
  };
}

async function within(limit: number, body: () => void | Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`The test did not end within ${limit} ms`)), limit);
  });
  try {
    await Promise.race([body(), late]);
  } finally {
    clearTimeout(timer);
  }
}
