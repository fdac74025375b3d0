/**
 * The line that says where runs are recorded. Loaded where it is wanted. Browser-safe.
 *
 * @module
 */
import { parseArn } from "../artifacts/bucket.ts";
import { writeNotice } from "../session/notices.ts";
import type { Session } from "../session/session.ts";

// Once an experiment and session: a sweep of a thousand runs says it once.
const announced = new WeakMap<Session, Set<string>>();

/**
 * Says where a run is recorded, once for each experiment of a session.
 *
 * @param session The session that holds the run
 * @param experimentName The experiment
 * @param arn The ARN of the run's trial component
 */
export function announceRun(session: Session, experimentName: string, arn: string): void {
  const experiments = announced.get(session) ?? new Set();
  announced.set(session, experiments);
  if (experiments.has(experimentName)) return;
  experiments.add(experimentName);
  const { region, accountId } = parseArn(arn);
  const place = session.location.includes(region) ? "" : `, region ${region}`;
  writeNotice(
    session.logger,
    `runlog: experiment "${experimentName}" is recorded to ${session.location}${place}, ` +
      `account ${accountId}`,
  );
}
