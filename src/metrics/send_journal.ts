/**
 * Sending what runs of earlier visits left in the journal. Browser-safe.
 *
 * @module
 */
import { defaultSession } from "../connect/default_session.ts";
import type { Session } from "../session/session.ts";
import type { JournalReport, SendJournalOptions } from "./journal_report.ts";
import { checkOptions } from "../options.ts";
import { REQUEST_OPTIONS } from "../session/request_options.ts";

/**
 * Sends the points that a browser's earlier pages logged and could not deliver before they ended.
 * Every `startRun`, `withRun` and `loadRun` does so by itself, beside the run; call it to know what
 * became of them. Nothing happens outside browsers, or while another page of this origin is at it.
 *
 * @param options The session
 * @returns How many points arrived, and which never will
 * @throws the signal's reason, or the AWS SDK's error when the runs cannot be looked up
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
  const session = await (options.session ?? defaultSession());
  if (!session.journal) return { sent: 0, refused: [], kept: 0 };
  const { adoptJournal } = await import("./journal_report.ts");
  return await adoptJournal(session, session.journal, options.signal);
}

/** Sends what earlier visits left, beside a run that has just opened; tells the session's logger. */
export function sendJournalBeside(session: Session): void {
  if (!session.journal) return;
  sendJournal({ session }).then(
    ({ refused }) => {
      for (const points of refused) {
        session.logger.warn(
          `runlog: ${points.count} points of "${points.name}" from an earlier visit were refused: ` +
            points.reason,
        );
      }
    },
    (cause) => session.logger.warn(`runlog: points of an earlier visit are not sent yet: ${cause}`),
  );
}
