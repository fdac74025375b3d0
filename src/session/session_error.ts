/**
 * Defines the error of a session that lacks a client or credentials.
 *
 * @module
 */
import { RunlogError } from "../errors.ts";

/**
 * A session that lacks a client, or a session over AWS without credentials. It does not cover errors
 * that a service returns.
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
  /** The error's name. */
  override name = "SessionError";
}
