/**
 * Sending what runs of earlier visits left in the journal. Browser-safe.
 *
 * @module
 */
import { METRIC_AGE_MS } from "../limits.ts";
import { isNotFound } from "../session/aws_errors.ts";
import { defaultSession } from "../session/default.ts";
import type { JournalEntry } from "../session/metric_journal.ts";
import type { MetricsClient } from "../session/metrics_client.ts";
import { backoffDelay, pause, persistently } from "../session/retry.ts";
import type { Session, SessionLike } from "../session/session.ts";
import { type Batch, makeBatch, refuseBatch, settle } from "./batch.ts";
import { metricsClientOf } from "./client.ts";
import type { UndeliveredPoints } from "./failures.ts";

/** Options of {@linkcode sendJournal}. */
export interface SendJournalOptions {
  /**
   * Where the runs are.
   * @default `defaultSession()`
   */
  readonly session?: SessionLike | undefined;
  /** Gives up; what is not sent stays in the journal. */
  readonly signal?: AbortSignal | undefined;
}

/** What became of points that earlier visits left behind. */
export interface JournalReport {
  /** Points that arrived now. */
  readonly sent: number;
  /** Points that will never arrive, and why; the journal let go of them. */
  readonly refused: readonly UndeliveredPoints[];
  /** Points of runs that this session does not know, another account's for one. They are kept. */
  readonly kept: number;
}

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
  const session = await (options.session ?? defaultSession());
  const { signal } = options;
  let [sent, kept] = [0, 0];
  const refused: UndeliveredPoints[] = [];
  await session.journal?.adopt(async (entries, remove) => {
    const client = metricsClientOf(session);
    for (const [arn, ofRun] of Map.groupBy(entries, (entry) => entry.arn)) {
      const isHere = await isKnown(session, arn, ofRun[0]?.trialComponentName, signal);
      for (const entry of ofRun) {
        const isTooOld = Math.max(...entry.timestamps) < Date.now() - METRIC_AGE_MS;
        if (!isHere && !isTooOld) {
          kept += entry.values.length;
          continue;
        }
        const ended = isTooOld
          ? { sent: 0, refused: refuseBatch(toBatch(entry), TOO_OLD, entry.names) }
          : await deliver(client, entry, signal);
        await remove(entry.token);
        sent += ended.sent;
        refused.push(...ended.refused);
      }
    }
  });
  return { sent, refused, kept };
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

/** AWS takes no points from before. */
const TOO_OLD = { reason: "older than two weeks", cause: undefined };

function toBatch({ token, series, values, timestamps, steps }: JournalEntry): Batch {
  return makeBatch({ series, values, timestamps, steps }, 0, token);
}

async function isKnown(
  { sagemaker }: Session,
  arn: string,
  TrialComponentName: string | undefined,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  try {
    const found = await sagemaker.call("DescribeTrialComponent", { TrialComponentName }, {
      signal,
    });
    return found.TrialComponentArn === arn;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

async function deliver(
  client: MetricsClient,
  entry: JournalEntry,
  signal: AbortSignal | undefined,
): Promise<{ readonly sent: number; readonly refused: readonly UndeliveredPoints[] }> {
  let sent = 0;
  const refused: UndeliveredPoints[] = [];
  const { trialComponentName, names } = entry;
  let batch = toBatch(entry);
  for (;;) {
    const { token, points } = batch;
    const request = { trialComponentName, names, token, ...points };
    try {
      const refusals = await persistently(() => client.put(request, { signal }), signal);
      const ended = settle(batch, refusals, names);
      sent += ended.acknowledged;
      refused.push(...ended.refused);
      if (!ended.retry) return { sent, refused };
      batch = ended.retry;
    } catch (cause) {
      signal?.throwIfAborted();
      const reason = cause instanceof Error ? cause.name : "MetricRefused";
      return { sent, refused: [...refused, ...refuseBatch(batch, { reason, cause }, names)] };
    }
    await pause(backoffDelay(batch.attempts, undefined, Math.random()), signal);
  }
}
