import type { Session } from "../../src/session/session.ts";

/** Where a suite runs. */
export type Runtime = "deno" | "bun" | "node" | "chromium";

/** Registers one test. */
export type Register = (name: string, body: () => void | Promise<void>) => void;

/** What a suite is given: it runs unchanged in every runtime. */
export interface SuiteContext {
  /** Where it runs. */
  readonly runtime: Runtime;
  /** Registers one test. */
  readonly test: Register;
  /** The session to record into; every test uses names of its own. */
  readonly session: () => Promise<Session>;
  /** A local store of the runtime's own beside it, by name. */
  readonly store: (name: string) => Promise<Session>;
}

/** An experiment name that no other test has. */
export function uniqueName(prefix = "suite"): string {
  return `${prefix}-${crypto.randomUUID().slice(0, 8)}`;
}
