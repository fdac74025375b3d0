/**
 * Sending the points that earlier visits left in a journal. Loaded when there is one. Browser-safe.
 *
 * @module
 */
import { METRIC_AGE_MS } from "../rules/limits.ts";
import { isNotFound } from "../session/aws_errors.ts";
import type { JournalEntry, MetricJournal } from "../ports/metric_journal.ts";
import type { Session } from "../session/session.ts";
import { type Batch, makeBatch, refuseBatch } from "./batch.ts";
import { metricsClientOf } from "./put_metrics.ts";
import { deliverBatch } from "./deliver_batch.ts";
import type { UndeliveredPoints } from "./failures.ts";
import type { RequestOptions } from "../session/request_options.ts";

/** Options of {@linkcode sendJournal}. */
export interface SendJournalOptions extends RequestOptions {
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

/** Sends what no living page has in hand, or says why it stays. */
export async function adoptJournal(
  session: Session,
  journal: MetricJournal,
  signal: AbortSignal | undefined,
): Promise<JournalReport> {
  let [sent, kept] = [0, 0];
  const refused: UndeliveredPoints[] = [];
  await journal.adopt(async (entries, remove) => {
    const client = metricsClientOf(session);
    for (const [arn, ofRun] of Map.groupBy(entries, (entry) => entry.arn)) {
      const isHere = await isKnown(session, arn, ofRun[0]?.trialComponentName, signal);
      for (const entry of ofRun) {
        const isTooOld = Math.max(...entry.timestamps) < Date.now() - METRIC_AGE_MS;
        if (!isHere && !isTooOld) {
          kept += entry.values.length;
          continue;
        }
        const { trialComponentName, names } = entry;
        const batch = toBatch(entry);
        const outcome = isTooOld
          ? { acknowledged: 0, refused: refuseBatch(batch, TOO_OLD, names) }
          : await deliverBatch(batch, { client, trialComponentName, names, signal });
        await remove(entry.token);
        sent += outcome.acknowledged;
        refused.push(...outcome.refused);
      }
    }
  });
  return { sent, refused, kept };
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
