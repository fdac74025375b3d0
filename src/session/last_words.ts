/**
 * What a page that is leaving still has to keep: as text, since that is kept before the call returns.
 * A browser gives up writes to IndexedDB that wait for others when a page ends (seen in Chromium on a
 * busy machine).
 *
 * @module
 */
import type { Texts } from "../ports/browser_storage.ts";
import type { JournalEntry } from "../ports/metric_journal.ts";
import type { MetricBatch } from "../ports/metrics_client.ts";

const PREFIX = "runlog-journal:";

/** The run of a page, and what of it is not known to be kept. */
export interface LastWords extends Pick<JournalEntry, "arn" | "trialComponentName"> {
  /** The run of a page. */
  readonly owner: string;
  /** Its batches. */
  readonly batches: readonly MetricBatch[];
}

/** Keeps last words, over earlier ones of the same run; nothing where there is no room. */
export function keepLastWords(texts: Texts | undefined, words: LastWords): void {
  try {
    if (words.batches.length > 0) texts?.setItem(PREFIX + words.owner, encode(words));
    else texts?.removeItem(PREFIX + words.owner);
  } catch {
    // Full, or denied: what IndexedDB takes is all there is then.
  }
}

/** Forgets the last words of a run. */
export function forgetLastWords(texts: Texts | undefined, owner: string): void {
  texts?.removeItem(PREFIX + owner);
}

/** All last words there are. */
export function allLastWords(texts: Texts | undefined): readonly LastWords[] {
  const keys = Array.from({ length: texts?.length ?? 0 }, (_, index) => texts?.key(index) ?? "");
  return keys.filter((key) => key.startsWith(PREFIX)).flatMap((key) => {
    try {
      return [decode(key.slice(PREFIX.length), texts?.getItem(key) ?? "")];
    } catch {
      // Not ours, whatever its name says.
      return [];
    }
  });
}

function encode({ arn, trialComponentName, batches }: LastWords): string {
  return JSON.stringify({
    arn,
    trialComponentName,
    batches: batches.map((batch) => ({
      ...batch,
      series: [...batch.series],
      values: [...batch.values],
      timestamps: [...batch.timestamps],
      // NaN, which stands for none, becomes null.
      steps: [...batch.steps],
    })),
  });
}

function decode(owner: string, text: string): LastWords {
  const { arn, trialComponentName, batches } = JSON.parse(text);
  return {
    owner,
    arn,
    trialComponentName,
    batches: batches.map((batch: Record<keyof MetricBatch, unknown>) => ({
      trialComponentName,
      token: batch.token,
      names: batch.names,
      // Written above.
      series: Uint32Array.from(batch.series as number[]),
      values: Float64Array.from(batch.values as number[]),
      timestamps: Float64Array.from(batch.timestamps as number[]),
      steps: Float64Array.from(batch.steps as (number | null)[], (step) => step ?? NaN),
    })),
  };
}
