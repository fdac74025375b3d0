/**
 * Prints where runs are recorded. Loaded only if the session prints notices.
 *
 * @module
 */
import { parseArn } from "../artifacts/bucket.ts";
import { writeNotice } from "../session/notices.ts";
import type { Session } from "../session/session.ts";

// Once per experiment and session: a sweep of a thousand runs prints one line.
const announced = new WeakMap<Session, Set<string>>();

/**
 * Prints where a run is recorded, once for each experiment of a session.
 *
 * @param session Session that holds the run
 * @param arn ARN of the run's trial component, which contains the region and account
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
