import { recordingSuite } from "./recording.ts";
import type { SuiteContext } from "./suite.ts";

/** Every suite that runs in every runtime. */
export function allSuites(context: SuiteContext): void {
  recordingSuite(context);
}
