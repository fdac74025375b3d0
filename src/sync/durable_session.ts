/**
 * Creates a session that records in a local store first, and copies its runs to another session.
 *
 * @module
 */
import type { Session } from "../session/session.ts";
import type { DurableSessionOptions } from "./forwarding_session.ts";

/**
 * Creates a session that records runs in a local store and copies them to another session in the
 * background. Logged data is safe once it is in the store: network failures, expired credentials
 * and killed processes lose no point, and neither delay nor break the run. The next durable session
 * over the same two sessions, or {@linkcode syncRuns}, copies the rest. A run that changed at the
 * destination is left alone.
 *
 * The local session's logger receives the first failure in a row. Disposing the session copies the
 * rest, within a time limit, and disposes both sessions.
 *
 * @param options Local and remote session, and delays
 * @returns The session to record with
 * @throws {ArgumentError} If `local` is not a session over a local store, or a number is out of
 *   range
 *
 * @example
 * ```ts
 * import { durableSession, listRuns, withRun } from "@runlog/sagemaker";
 * import { localSession } from "@runlog/sagemaker/local";
 *
 * const folder = await Deno.makeTempDir();
 * const remote = await localSession({ path: `${folder}/remote` }); // as a rule: awsSession()
 * await using session = await durableSession({
 *   local: localSession({ path: `${folder}/local` }),
 *   remote,
 * });
 * await withRun({ experimentName: "demo", session }, (run) => run.logMetric("loss", 0.5));
 * ```
 */
export async function durableSession(options: DurableSessionOptions): Promise<Session> {
  const { forwardingSession } = await import("./forwarding_session.ts");
  return await forwardingSession(options);
}
