/**
 * Saves the batches of a closing page as text, which browsers store before the call returns. When a
 * page closes, browsers may drop queued writes to IndexedDB (observed in Chromium on a busy machine).
 *
 * @module
 */
import type { Texts } from "../ports/browser_storage.ts";
import type { JournalEntry } from "../ports/metric_journal.ts";
import type { MetricBatch } from "../ports/metrics_client.ts";
import { fromWord, toWord } from "../text/non_finite.ts";

const PREFIX = "runlog-journal:";

/** A run of a page, and its batches whose write to IndexedDB is unconfirmed. */
export interface LastWords extends Pick<JournalEntry, "arn" | "trialComponentName"> {
  /** ID of the page's run in the journal. */
  readonly owner: string;
  /** Batches that IndexedDB may not contain. */
  readonly batches: readonly MetricBatch[];
}

/** Saves last words, replacing earlier ones of the same run. Saves nothing if storage is full. */
export function keepLastWords(texts: Texts | undefined, words: LastWords): void {
  try {
    if (words.batches.length > 0) texts?.setItem(PREFIX + words.owner, encode(words));
    else texts?.removeItem(PREFIX + words.owner);
  } catch {
    // Full, or denied: only the batches in IndexedDB are kept then.
  }
}

/** Deletes the last words of a run. */
export function forgetLastWords(texts: Texts | undefined, owner: string): void {
  texts?.removeItem(PREFIX + owner);
}

/** Returns the last words of all runs. */
export function allLastWords(texts: Texts | undefined): readonly LastWords[] {
  const keys = Array.from({ length: texts?.length ?? 0 }, (_, index) => texts?.key(index) ?? "");
  return keys.filter((key) => key.startsWith(PREFIX)).flatMap((key) => {
    try {
      return [decode(key.slice(PREFIX.length), texts?.getItem(key) ?? "")];
    } catch {
      // Written by something else, despite its name.
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
      values: Array.from(batch.values, toWord),
      timestamps: [...batch.timestamps],
      // NaN, for a point without a step, becomes null.
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
      values: Float64Array.from(batch.values as (number | string)[], fromWord),
      timestamps: Float64Array.from(batch.timestamps as number[]),
      steps: Float64Array.from(batch.steps as (number | null)[], (step) => step ?? NaN),
    })),
  };
}
