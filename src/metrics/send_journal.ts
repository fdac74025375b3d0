/**
 * Sends the points that runs of earlier visits left in the journal.
 *
 * @module
 */
import { sessionOf } from "../connect/default_session.ts";
import type { Session } from "../session/session.ts";
import type { JournalReport, SendJournalOptions } from "./journal_report.ts";
import { checkOptions } from "../options.ts";
import { REQUEST_OPTIONS } from "../session/request_options.ts";

/**
 * Sends the points that earlier pages in this browser logged but could not deliver before they
 * ended. `startRun`, `withRun` and `loadRun` do this automatically in the background; call it
 * yourself to get the result. It has no effect outside browsers, or while another page of the same
 * origin is sending.
 *
 * @param options Session and signal
 * @returns The number of delivered and kept points, and the rejected points
 * @throws the signal's reason if the call is aborted, or the AWS SDK's error if a run cannot be
 * looked up
 *
 * @example
 * ```ts
 * import { sendJournal } from "@runlog/sagemaker";
 *
 * const { sent, refused } = await sendJournal();
 * console.log(`${sent} points of earlier visits sent, ${refused.length} series refused`);
 * ```
 */
export async function sendJournal(options: SendJournalOptions = {}): Promise<JournalReport> {
  checkOptions("Cannot send journal", options, REQUEST_OPTIONS);
  const session = await sessionOf(options);
  if (!session.journal || session.journal.isEmpty?.()) return { sent: 0, refused: [], kept: 0 };
  const { adoptJournal } = await import("./journal_report.ts");
  return await adoptJournal(session, session.journal, options.signal);
}

/** Sends the points of earlier visits in the background. Failures go to the session's logger. */
export function sendJournalBeside(session: Session): void {
  if (!session.journal) return;
  sendJournal({ session }).then(
    ({ refused }) => {
      for (const points of refused) {
        session.logger.warn(
          `runlog: cannot deliver ${points.count} points of "${points.name}" from an earlier visit: ` +
            points.reason,
        );
      }
    },
    (cause) => session.logger.warn(`runlog: cannot send points of an earlier visit yet: ${cause}`),
  );
}
