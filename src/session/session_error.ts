/**
 * The error of a session that cannot do what was asked of it. Browser-safe.
 *
 * @module
 */
import { RunlogError } from "../errors.ts";

/**
 * A session that cannot do what was asked of it: a client it lacks, or AWS without credentials. It
 * does not cover what a service answers.
 *
 * @example
 * ```ts
 * import { awsSession, SessionError, startRun } from "@runlog/sagemaker";
 *
 * try {
 *   await startRun({ experimentName: "demo", session: awsSession({ region: "us-east-1" }) });
 * } catch (error) {
 *   if (error instanceof SessionError) console.error(error.message);
 * }
 * ```
 */
export class SessionError extends RunlogError {
  /** Always `SessionError`. */
  override name = "SessionError";
}
