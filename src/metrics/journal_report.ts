/**
 * Sends the points that earlier visits left in a journal. Loaded if there is a journal.
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

/** The result of {@linkcode sendJournal}. */
export interface JournalReport {
  /** Number of points that were delivered now. */
  readonly sent: number;
  /** Points that cannot be delivered, with the reason. They are removed from the journal. */
  readonly refused: readonly UndeliveredPoints[];
  /** Number of points of runs outside this session, such as another account's. They are kept. */
  readonly kept: number;
}

/** Sends the entries of runs whose pages have ended, and reports the result. */
export async function adoptJournal(
  session: Session,
  journal: MetricJournal,
  signal: AbortSignal | undefined,
): Promise<JournalReport> {
  let [sent, kept] = [0, 0];
  const refused: UndeliveredPoints[] = [];
  await journal.adopt(async (entries, remove) => {
    const client = metricsClientOf(session);
    // Only one store has the points of such a journal, and it rejects none for its age.
    const isOfStore = journal.isForLeaving === true;
    for (const [arn, ofRun] of Map.groupBy(entries, (entry) => entry.arn)) {
      const isHere = isOfStore || await isKnown(session, arn, ofRun[0]?.trialComponentName, signal);
      for (const entry of ofRun) {
        const isTooOld = !isOfStore && Math.max(...entry.timestamps) < Date.now() - METRIC_AGE_MS;
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

/** Reason for points that AWS rejects because of their age. */
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
