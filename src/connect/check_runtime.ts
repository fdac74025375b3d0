/**
 * Checks the runtime's version, before a session opens anything.
 *
 * @module
 */
import { runtimeProblem } from "../oldest_runtimes.ts";
import { SessionError } from "../session/session_error.ts";

/**
 * Checks the version of the runtime.
 *
 * @param action The failed action, such as `Cannot open local store`
 * @throws {SessionError} If it is
 */
export function checkRuntime(action: string): void {
  const problem = runtimeProblem();
  if (problem !== undefined) throw new SessionError(`${action}: ${problem}`);
}
